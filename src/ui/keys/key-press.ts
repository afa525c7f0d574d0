/** One key as the screens know it, and the translation from what Ink reports. Pasted text becomes one press a character. */
import type { Key } from 'ink';

export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'backspace'
  | 'clear'
  | 'interrupt'
  | 'char';

export interface KeyPress {
  name: KeyName;
  /** The character, for `char`; empty otherwise. */
  char: string;
}

/** The keys that move, with how far they go when a page is so many lines. */
export const STEPS: { [name in KeyName]?: (page: number) => number } = {
  up: () => -1,
  down: () => 1,
  pageUp: (page) => -page,
  pageDown: (page) => page,
  home: () => -Number.MAX_SAFE_INTEGER,
  end: () => Number.MAX_SAFE_INTEGER,
};

const FLAGS: readonly (readonly [keyof Key, KeyName])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
];

export function keyPresses(input: string, key: Key): KeyPress[] {
  if (key.ctrl && input === 'c') return [{ name: 'interrupt', char: '' }];
  if (key.ctrl && input === 'u') return [{ name: 'clear', char: '' }];
  const flag = FLAGS.find(([property]) => key[property] === true);
  if (flag) return [{ name: flag[1], char: '' }];
  if (key.ctrl || key.meta) return [];
  return [...input].flatMap((char): KeyPress[] => {
    if (char === '\r' || char === '\n') return [{ name: 'enter', char: '' }];
    if (char === '\u0003') return [{ name: 'interrupt', char: '' }];
    if (char === '\u0015') return [{ name: 'clear', char: '' }];
    if (char === '\u007f') return [{ name: 'backspace', char: '' }];
    return char < ' ' ? [] : [{ name: 'char', char }];
  });
}
