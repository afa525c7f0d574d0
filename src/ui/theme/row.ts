/**
 * What a screen is made of: rows of spans, cut to the terminal before any layout happens.
 * Owns fitting, padding and joining. Never knows colours as codes (see theme.ts) and never draws.
 */
import { cells, cut } from './text-cells.ts';

/** What a span means; the theme decides how that looks, and whether it looks like anything at all. */
export type Tone = 'accent' | 'ok' | 'warn' | 'fail' | 'dim';

export interface Span {
  text: string;
  tone?: Tone;
  bold?: boolean;
  /** Drawn reversed: the match of a search, the cursor of a field. */
  invert?: boolean;
  /** A look that came from outside: a program's own colours in its own terminal. Means nothing here. */
  paint?: Paint;
  /** A sign of life: drawn as a spinner, `text` is what stands there when nothing moves. One cell wide. */
  spin?: boolean;
}

/** Colours as Ink names them. */
export interface Paint {
  color?: string;
  background?: string;
  underline?: boolean;
  italic?: boolean;
  dim?: boolean;
}

export type Row = readonly Span[];

export const span = (text: string, tone?: Tone): Span => (tone ? { text, tone } : { text });
export const bold = (text: string, tone?: Tone): Span => ({ ...span(text, tone), bold: true });
export const dim = (text: string): Span => span(text, 'dim');

export const rowCells = (row: Row): number => row.reduce((sum, s) => sum + cells(s.text), 0);
export const rowText = (row: Row): string => row.map((s) => s.text).join('');

/** The row cut to `width` cells; what does not fit ends in the ellipsis. */
export function fitRow(row: Row, width: number, ellipsis: string): Row {
  if (rowCells(row) <= width) return row;
  const fitted: Span[] = [];
  let left = Math.max(0, width);
  for (const s of row) {
    const size = cells(s.text);
    if (size < left) {
      fitted.push(s);
      left -= size;
      continue;
    }
    fitted.push({ ...s, text: cut(`${s.text}${' '.repeat(size === left ? 1 : 0)}`, left, ellipsis) });
    break;
  }
  return fitted;
}

/** `left`, then space, then `right` against the edge; the left side gives way when both do not fit. */
export function spread(left: Row, right: Row, width: number, ellipsis: string): Row {
  const rightCells = rowCells(right);
  if (rightCells === 0) return fitRow(left, width, ellipsis);
  const room = width - rightCells - 1;
  if (room < 8) return fitRow(left, width, ellipsis);
  const fitted = fitRow(left, room, ellipsis);
  return [...fitted, span(' '.repeat(width - rightCells - rowCells(fitted))), ...right];
}
