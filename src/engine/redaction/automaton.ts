/**
 * Finds all of many words in one pass over a text (Aho–Corasick), whatever their number. Knows nothing of secrets.
 * Rows of the table are states, columns the classes of characters that occur in any word; class 0 is all others.
 */
export interface Match {
  start: number;
  end: number;
  word: number;
}

export class Automaton {
  readonly #classOf: Uint16Array;
  readonly #width: number;
  readonly #next: Int32Array;
  /** Index of the longest word that ends in a state, plus one; 0 for none. */
  readonly #ends: Int32Array;
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#classOf = new Uint16Array(65_536);
    let classes = 1;
    let size = 1;
    for (const word of words) {
      size += word.length;
      for (let i = 0; i < word.length; i += 1) {
        const code = word.charCodeAt(i);
        if (this.#classOf[code] === 0) this.#classOf[code] = classes++;
      }
    }
    this.#width = classes;
    this.#next = new Int32Array(size * classes);
    this.#ends = new Int32Array(size);
    this.#build();
  }

  /** Every match, by end position; matches may overlap. */
  find(text: string): Match[] {
    const { length } = text;
    const width = this.#width;
    const next = this.#next;
    const classOf = this.#classOf;
    const ends = this.#ends;
    const found: Match[] = [];
    let state = 0;
    for (let i = 0; i < length; i += 1) {
      state = next[state * width + (classOf[text.charCodeAt(i)] as number)] as number;
      const end = ends[state] as number;
      if (end !== 0) found.push({ start: i + 1 - (this.#words[end - 1] as string).length, end: i + 1, word: end - 1 });
    }
    return found;
  }

  #build(): void {
    const width = this.#width;
    const next = this.#next;
    let states = 1;
    this.#words.forEach((word, index) => {
      let state = 0;
      for (let i = 0; i < word.length; i += 1) {
        const at = state * width + (this.#classOf[word.charCodeAt(i)] as number);
        if (next[at] === 0) next[at] = states++;
        state = next[at] as number;
      }
      this.#ends[state] = index + 1;
    });
    const fail = new Int32Array(states);
    const queue: number[] = [];
    for (let c = 1; c < width; c += 1) if (next[c] !== 0) queue.push(next[c] as number);
    for (let head = 0; head < queue.length; head += 1) {
      const state = queue[head] as number;
      if (this.#ends[state] === 0) this.#ends[state] = this.#ends[fail[state] as number] as number;
      for (let c = 0; c < width; c += 1) {
        const at = state * width + c;
        const fallback = next[(fail[state] as number) * width + c] as number;
        if (next[at] === 0) next[at] = fallback;
        else {
          fail[next[at] as number] = fallback;
          queue.push(next[at] as number);
        }
      }
    }
  }
}
