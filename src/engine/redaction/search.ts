/**
 * Finds all of many words in one pass: most of the text is skipped, not read, so that the number of secrets does not
 * matter. Knows nothing of secrets.
 */
import { type SkipTable, skipTable, slotOf } from './skip-table.ts';

export interface Hit {
  start: number;
  end: number;
  /** Index of the word. */
  word: number;
}

export class WordSearch {
  readonly #words: readonly string[];
  readonly #table: SkipTable;

  /** Words of fewer than two characters are not found. */
  constructor(words: readonly string[]) {
    this.#words = words;
    this.#table = skipTable(
      words.map((word) => Uint16Array.from({ length: word.length }, (_, i) => word.charCodeAt(i))),
    );
  }

  /** Every place where a word stands, by start position; they may overlap. */
  find(text: string): Hit[] {
    const found: Hit[] = [];
    if (this.#words.length === 0) return found;
    const { window, shift, ending } = this.#table;
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
      for (const word of ending.get(slot) ?? []) {
        const wanted = this.#words[word] as string;
        if (text.startsWith(wanted, start)) found.push({ start, end: start + wanted.length, word });
      }
      at += 1;
    }
    return found;
  }
}

/** Only whether one of many words stands in bytes at all: what a flood is asked before anybody makes a text of it. */
export class ByteSearch {
  readonly #words: readonly Uint8Array[];
  readonly #table: SkipTable;

  /** Words of fewer than two bytes are not found. */
  constructor(words: readonly Uint8Array[]) {
    this.#words = words;
    this.#table = skipTable(words);
  }

  isIn(bytes: Uint8Array): boolean {
    if (this.#words.length === 0) return false;
    const { window, shift, ending } = this.#table;
    const { length } = bytes;
    let at = window - 1;
    while (at < length) {
      const slot = slotOf(bytes[at - 1] as number, bytes[at] as number);
      const distance = shift[slot] as number;
      if (distance > 0) {
        at += distance;
        continue;
      }
      const start = at - window + 1;
      for (const word of ending.get(slot) ?? [])
        if (standsAt(bytes, start, this.#words[word] as Uint8Array)) return true;
      at += 1;
    }
    return false;
  }
}

function standsAt(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i += 1) if (bytes[start + i] !== word[i]) return false;
  return true;
}
