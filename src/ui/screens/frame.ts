/**
 * What every screen is given and the few shapes they share: a titled rule, a padded line, the size that may be used.
 * The live region is one row less than the terminal has, so that it never scrolls.
 */
import { bold, dim, fitRow, type Row, rowCells, type Span, span, spread } from '../theme/row.ts';
import type { Theme } from '../theme/theme.ts';

export interface Size {
  columns: number;
  rows: number;
}

export interface Frame {
  columns: number;
  /** Rows that may be drawn. */
  height: number;
  theme: Theme;
  /** Monotonic milliseconds. */
  now: number;
  /** `12:41:07` of an ISO time, in the operator's time zone. */
  timeOf: (iso: string) => string;
  /** For the scrollback instead of a screen: long lines stay whole, the terminal folds them and a copy is one line. */
  whole?: boolean;
}

export const liveHeight = (rows: number): number => Math.max(1, rows - 1);

export function line(frame: Frame, left: Row, right: Row = []): Row {
  if (frame.whole && right.length === 0) return [span(' '), ...left];
  const edge = right.length > 0 ? [...right, span(' ')] : [];
  return spread([span(' '), ...left], edge, frame.columns, frame.theme.glyphs.ellipsis);
}

/** `─ apply ─ 131 of 166 · 3 running ─────`: names what follows. */
export function rule(frame: Frame, title?: string, rest: Row = []): Row {
  const { rule: glyph, ellipsis } = frame.theme.glyphs;
  if (title === undefined) return [dim(` ${glyph.repeat(Math.max(0, frame.columns - 2))} `)];
  const spacer: Row = rest.length > 0 ? [dim(` ${glyph} `), ...rest] : [];
  const head: Row = [dim(` ${glyph} `), bold(title), ...spacer, span(' ')];
  const used = rowCells(head);
  const row: Row = [...head, dim(glyph.repeat(Math.max(0, frame.columns - 1 - used)))];
  return fitRow(row, frame.columns - 1, ellipsis);
}

/** Parts joined by the theme's dot, empty parts left out. */
export function dotted(frame: Frame, parts: readonly (Span | undefined)[]): Row {
  const kept = parts.filter((p): p is Span => p !== undefined && p.text !== '');
  return kept.flatMap((p, i) => (i === 0 ? [p] : [dim(` ${frame.theme.glyphs.dot} `), p]));
}

/** Exactly `height` rows: blank ones added at the end, extra ones dropped. */
export const filled = (rows: readonly Row[], height: number): Row[] => [
  ...rows.slice(0, height),
  ...Array.from({ length: Math.max(0, height - rows.length) }, (): Row => []),
];

/** `12:41:07` in the operator's time zone. */
export const localTime = (iso: string): string => new Date(iso).toTimeString().slice(0, 8);
