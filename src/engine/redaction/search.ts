/**
 * Finds all of many words in one pass (Wu and Manber's method: most of the text is skipped, not read), so that the
 * number of secrets does not matter. Knows nothing of secrets.
 */
export interface Hit {
  start: number;
  end: number;
  /** Index of the word. */
  word: number;
}

const SLOTS = 65_536;
const slotOf = (a: number, b: number): number => ((a << 7) ^ (a >>> 9) ^ b) & (SLOTS - 1);

export class WordSearch {
  readonly #words: readonly string[];
  /** Length of the shortest word: the window that is looked through. */
  readonly #window: number;
  /** By the last two characters of the window, how far it may move on without missing a word. */
  readonly #shift = new Uint8Array(SLOTS);
  /** Words whose window ends in these two characters. */
  readonly #ending = new Map<number, number[]>();

  /** Words of fewer than two characters are not found. */
  constructor(words: readonly string[]) {
    this.#words = words;
    this.#window = words.reduce((least, w) => (w.length >= 2 ? Math.min(least, w.length) : least), 256);
    this.#shift.fill(this.#window - 1);
    words.forEach((word, index) => {
      if (word.length < 2) return;
      for (let j = 1; j < this.#window; j += 1) {
        const slot = slotOf(word.charCodeAt(j - 1), word.charCodeAt(j));
        const distance = this.#window - 1 - j;
        if (distance < (this.#shift[slot] as number)) this.#shift[slot] = distance;
        if (distance === 0) this.#ending.set(slot, [...(this.#ending.get(slot) ?? []), index]);
      }
    });
  }

  /** Every place where a word stands, by start position; they may overlap. */
  find(text: string): Hit[] {
    const found: Hit[] = [];
    if (this.#words.length === 0) return found;
    const window = this.#window;
    const shift = this.#shift;
    const { length } = text;
    let at = window - 1;
    while (at < length) {
      const slot = slotOf(text.charCodeAt(at - 1), text.charCodeAt(at));
      const distance = shift[slot] as number;
      if (distance > 0) {
        at += distance;
        continue;
      }
      const start = at - window + 1;
      for (const word of this.#ending.get(slot) ?? []) {
        const wanted = this.#words[word] as string;
        if (text.startsWith(wanted, start)) found.push({ start, end: start + wanted.length, word });
      }
      at += 1;
    }
    return found;
  }
}
