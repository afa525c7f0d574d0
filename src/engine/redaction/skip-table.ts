/**
 * How far a search for many words at once may move on (Wu and Manber's method): by the two letters at the end of a window
 * as long as the shortest word. A letter is a character's code or a byte, whatever the words are made of.
 */
const SLOTS = 65_536;

export interface SkipTable {
  /** Letters in the window. */
  window: number;
  /** By slot, how far the window may move without missing a word; 0 where one may end. */
  shift: Uint8Array;
  /** By slot, the words whose first `window` letters end there. */
  ending: ReadonlyMap<number, readonly number[]>;
}

export const slotOf = (a: number, b: number): number => ((a << 7) ^ (a >>> 9) ^ b) & (SLOTS - 1);

/** Words of fewer than two letters have no place in it. */
export function skipTable(words: readonly ArrayLike<number>[]): SkipTable {
  const window = words.reduce((least, w) => (w.length >= 2 ? Math.min(least, w.length) : least), 256);
  const shift = new Uint8Array(SLOTS).fill(window - 1);
  const ending = new Map<number, number[]>();
  words.forEach((word, index) => {
    if (word.length < 2) return;
    for (let j = 1; j < window; j += 1) {
      const slot = slotOf(word[j - 1] as number, word[j] as number);
      const distance = window - 1 - j;
      if (distance < (shift[slot] as number)) shift[slot] = distance;
      if (distance === 0) ending.set(slot, [...(ending.get(slot) ?? []), index]);
    }
  });
  return { window, shift, ending };
}
