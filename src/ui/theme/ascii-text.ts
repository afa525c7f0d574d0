/** Any text in ASCII, character for character, so that what was cut to a width keeps it. For words that are data. */
import type { Theme } from './theme.ts';

const SUBSTITUTE: Record<string, string> = {
  '·': '|',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '…': '~',
  '–': '-',
  '—': '-',
  '─': '-',
  '≥': '>',
  '≤': '<',
  '×': 'x',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '✓': 'v',
  '✗': 'x',
  '£': 'L',
};

/** Unchanged unless the theme is ASCII; a character without a substitute becomes `?`. */
export const fitText = (text: string, theme: Theme): string =>
  theme.ascii ? text.replace(/[^ -~]/gu, (character) => SUBSTITUTE[character] ?? '?') : text;
