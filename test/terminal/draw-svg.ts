/**
 * A terminal's screen as an SVG picture: monospaced text in its colours, no script, no outside font.
 * For looking at screens while they are made, and for the pictures of the documentation.
 */
import type { Cell, PtyTerminal } from './pty-terminal.ts';

const WIDTH = 8.43;
const HEIGHT = 18;
const MARGIN = 14;
const BACKGROUND = '#11151c';
const FOREGROUND = '#d7dce5';
const PALETTE = [
  '#1b2029',
  '#f0717a',
  '#8fce7e',
  '#e8c26a',
  '#7aa9f0',
  '#c898e8',
  '#62c5cf',
  '#d7dce5',
  '#6b7484',
  '#ff8f97',
  '#a9e09a',
  '#f5d58c',
  '#99c0ff',
  '#dbb3f5',
  '#83dbe4',
  '#ffffff',
];

export interface SvgOptions {
  title?: string;
  /** Where the cursor stands, if it is to be seen. */
  cursor?: boolean;
}

export function drawSvg(terminal: PtyTerminal, options: SvgOptions = {}): string {
  const width = terminal.columns * WIDTH + 2 * MARGIN;
  const height = terminal.rows * HEIGHT + 2 * MARGIN;
  const rows = terminal.cells().map((cells, y) => rowSvg(cells, y));
  const { column, row } = terminal.cursor;
  const cursor = options.cursor
    ? `<rect x="${x(column)}" y="${y(row)}" width="${WIDTH}" height="${HEIGHT}" fill="${FOREGROUND}" opacity="0.5"/>`
    : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height}" viewBox="0 0 ${width.toFixed(0)} ${height}">`,
    options.title === undefined ? '' : `<title>${escaped(options.title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve" fill="${FOREGROUND}">`,
    ...rows,
    cursor,
    '</g>',
    '</svg>',
    '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const x = (column: number): string => (MARGIN + column * WIDTH).toFixed(2);
const y = (row: number): number => MARGIN + row * HEIGHT;

/** Neighbouring cells that look alike become one text element with a fixed length, so that fonts cannot shift it. */
function rowSvg(cells: readonly Cell[], row: number): string {
  const out: string[] = [];
  for (let from = 0; from < cells.length; ) {
    const first = cells[from];
    if (!first) break;
    let to = from + 1;
    while (to < cells.length && sameLook(first, cells[to])) to += 1;
    const text = cells
      .slice(from, to)
      .map((c) => c.text)
      .join('');
    const { foreground, background } = colours(first);
    const width = ((to - from) * WIDTH).toFixed(2);
    if (background !== BACKGROUND) {
      out.push(`<rect x="${x(from)}" y="${y(row)}" width="${width}" height="${HEIGHT}" fill="${background}"/>`);
    }
    if (text.trim() !== '') {
      const weight = first.bold ? ' font-weight="bold"' : '';
      const opacity = first.dim ? ' opacity="0.6"' : '';
      out.push(
        `<text x="${x(from)}" y="${y(row) + 14}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${foreground}"${weight}${opacity}>${escaped(text)}</text>`,
      );
    }
    from = to;
  }
  return out.join('');
}

function sameLook(a: Cell, b: Cell | undefined): boolean {
  return (
    b !== undefined &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.inverse === b.inverse &&
    a.foreground === b.foreground &&
    a.background === b.background
  );
}

function colours(cell: Cell): { foreground: string; background: string } {
  const foreground = colour(cell.foreground, FOREGROUND);
  const background = colour(cell.background, BACKGROUND);
  return cell.inverse ? { foreground: background, background: foreground } : { foreground, background };
}

function colour(value: string | undefined, otherwise: string): string {
  if (value === undefined) return otherwise;
  return value.startsWith('palette:') ? (PALETTE[Number(value.slice(8))] ?? otherwise) : value;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
