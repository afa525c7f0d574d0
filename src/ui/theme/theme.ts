/**
 * How meaning looks: signs (Unicode or ASCII) and tones (colour or none).
 * Colour is only ever a second signal: every tone travels with a sign or a word, so `color: false` loses nothing.
 */
import type { Tone } from './row.ts';

export interface Theme {
  color: boolean;
  ascii: boolean;
  glyphs: Glyphs;
}

export interface Glyphs {
  done: string;
  failed: string;
  warn: string;
  waiting: string;
  skipped: string;
  /** Where a spinner stands when nothing animates it. */
  running: string;
  cursor: string;
  rule: string;
  ellipsis: string;
  dot: string;
  dash: string;
  add: string;
  change: string;
  replace: string;
  remove: string;
  import: string;
  forget: string;
  move: string;
  open: string;
  closed: string;
  arrow: string;
  caret: string;
  upDown: string;
  leftRight: string;
  /** The right arrow key. */
  right: string;
  enter: string;
  space: string;
  down: string;
  up: string;
}

const UNICODE: Glyphs = {
  done: '✓',
  failed: '✗',
  warn: '!',
  waiting: '·',
  skipped: '–',
  running: '⠿',
  cursor: '❯',
  rule: '─',
  ellipsis: '…',
  dot: '·',
  dash: '—',
  add: '+',
  change: '~',
  replace: '±',
  remove: '✗',
  import: '↓',
  forget: '–',
  move: '→',
  open: '▾',
  closed: '▸',
  arrow: '→',
  caret: ' ',
  upDown: '↑↓',
  leftRight: '←→',
  right: '→',
  enter: '⏎',
  space: '␣',
  down: '↓',
  up: '↑',
};

const ASCII: Glyphs = {
  done: 'v',
  failed: 'x',
  warn: '!',
  waiting: '.',
  skipped: '-',
  running: '*',
  cursor: '>',
  rule: '-',
  ellipsis: '~',
  dot: '|',
  dash: '-',
  add: '+',
  change: '~',
  replace: '%',
  remove: 'x',
  import: '<',
  forget: '-',
  move: '>',
  open: 'v',
  closed: '>',
  arrow: '->',
  caret: '_',
  upDown: 'up/down',
  leftRight: 'left/right',
  right: 'right',
  enter: 'enter',
  space: 'space',
  down: 'v',
  up: '^',
};

export function createTheme(options: { color?: boolean; ascii?: boolean } = {}): Theme {
  const ascii = options.ascii ?? false;
  return { color: options.color ?? true, ascii, glyphs: ascii ? ASCII : UNICODE };
}

/** Ink's props for a tone. Names, not RGB: the operator's terminal theme keeps the last word. */
export const TONE_COLOR: Record<Tone, string | undefined> = {
  accent: 'cyan',
  ok: 'green',
  warn: 'yellow',
  fail: 'red',
  dim: undefined,
};
