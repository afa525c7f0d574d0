/** The last line of a screen: the keys that work here, as many as fit, the important ones always. */
import { KEYS } from '../keys/key-table.ts';
import type { ScreenName } from '../model/screen-state.ts';
import { dim, type Row, rowCells, span } from '../theme/row.ts';
import { type Frame, line } from './frame.ts';

const ALWAYS = new Set(['Ctrl-C', '?', 'q']);

/** `last`: there is nothing to go back to, so that `q` leaves. */
export function keyBar(frame: Frame, screen: ScreenName, leaveOut: ReadonlySet<string> = new Set(), last = false): Row {
  const entries = KEYS.flatMap((entry) => {
    const word = entry.on[screen];
    const key = entry.key(frame.theme.glyphs);
    return word === undefined || leaveOut.has(key)
      ? []
      : [{ key, word: key === 'q' && last ? 'quit' : word, always: ALWAYS.has(key) }];
  });
  while (entries.length > 1 && rowCells(drawn(entries)) > frame.columns - 2) {
    const drop = entries.findLastIndex((e) => !e.always);
    entries.splice(drop < 0 ? entries.length - 1 : drop, 1);
  }
  return line(frame, drawn(entries));
}

const drawn = (entries: readonly { key: string; word: string }[]): Row =>
  entries.flatMap((e, i) => [span(`${i === 0 ? '' : '  '}${e.key}`), dim(` ${e.word}`)]);
