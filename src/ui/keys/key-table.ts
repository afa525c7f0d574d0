/**
 * Every key with what it does where: the key bar of each screen and the help overlay are made from this table.
 * A key means the same everywhere; a screen only leaves out what it has no use for.
 */
import type { ScreenName } from '../model/screen-state.ts';
import type { Glyphs } from '../theme/theme.ts';

export interface KeyEntry {
  key: (glyphs: Glyphs) => string;
  /** The word in the key bar, by screen; a screen that is not here does not show the key. */
  on: Partial<Record<ScreenName, string>>;
  /** The sentence in the help. */
  help: string;
}

const plain = (text: string) => (): string => text;

/** In the order of importance within a key bar: the end gives way when the terminal is narrow. */
export const KEYS: readonly KeyEntry[] = [
  {
    key: (g) => g.upDown,
    on: { board: 'phase', log: 'scroll', plan: 'move', error: 'next error', summary: 'scroll', help: 'scroll' },
    help: 'move: choose a phase, scroll a log, walk through a plan',
  },
  {
    key: (g) => g.enter,
    on: { board: 'open log', plan: 'show details' },
    help: 'open what the cursor is on',
  },
  {
    key: plain('l'),
    on: { board: 'log', error: 'log', summary: 'log', plan: 'log' },
    help: "the chosen phase's log, full height",
  },
  { key: plain('d'), on: { board: 'plan details', log: 'plan' }, help: 'the plan, grouped by what it does' },
  { key: plain('e'), on: { board: 'error' }, help: 'what failed, why, and what to do' },
  { key: plain('/'), on: { log: 'search' }, help: 'search the log' },
  { key: plain('n N'), on: { log: 'next, previous' }, help: 'the next and the previous match' },
  { key: plain('f'), on: { log: 'follow' }, help: 'follow: the end of the log, and the phase where the action is' },
  {
    key: (g) => g.leftRight,
    on: {},
    help: 'look along lines that are longer than the screen; open and close in a plan',
  },
  { key: plain('PgUp PgDn Home End'), on: {}, help: 'a page, the beginning, the end' },
  {
    key: plain('q'),
    on: { log: 'back', plan: 'back', error: 'back', qr: 'back', summary: 'quit', help: 'back' },
    help: 'back; leaves the screen once the run is over (Esc does the same)',
  },
  {
    key: plain('?'),
    on: { board: 'help', log: 'help', plan: 'help', error: 'help', summary: 'help' },
    help: 'this help',
  },
  {
    key: plain('Ctrl-C'),
    on: { board: 'stop safely' },
    help: 'stop safely: tools finish writing their state. Again: what would be lost. A third time: kill',
  },
];
