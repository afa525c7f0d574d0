/**
 * The last lines of one phase's log, kept outside React. Older lines fall out; they are on disk in the run's log.txt.
 * Lines have absolute numbers that never change, so a scroll position stays put while lines arrive and fall out.
 */

export interface LogLine {
  /** ISO time of the event. */
  time: string;
  stream: 'stdout' | 'stderr' | 'note';
  text: string;
}

export const LOG_LINES = 5000;
/** A single line beyond this is cut: nobody reads it here, and one of them must not cost megabytes. */
const LONGEST = 4000;

export class LogRing {
  readonly #slots: LogLine[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number = LOG_LINES) {
    this.#capacity = Math.max(1, capacity);
  }

  push(line: LogLine): void {
    const kept = line.text.length > LONGEST ? { ...line, text: `${line.text.slice(0, LONGEST)} …` } : line;
    this.#slots[this.#next % this.#capacity] = kept;
    this.#next += 1;
  }

  /** Number of the first line still kept. */
  get first(): number {
    return Math.max(0, this.#next - this.#capacity);
  }

  /** Number the next line will get; `next - first` lines are kept. */
  get next(): number {
    return this.#next;
  }

  get size(): number {
    return this.#next - this.first;
  }

  at(number: number): LogLine | undefined {
    return number >= this.first && number < this.#next ? this.#slots[number % this.#capacity] : undefined;
  }

  /** The lines `[from, from + count)` that are still kept. */
  slice(from: number, count: number): LogLine[] {
    const lines: LogLine[] = [];
    for (let i = Math.max(from, this.first); i < Math.min(from + count, this.#next); i += 1) {
      const line = this.at(i);
      if (line) lines.push(line);
    }
    return lines;
  }

  tail(count: number): LogLine[] {
    return this.slice(this.#next - count, count);
  }

  /** The nearest line at or after (`step` 1) or before (`step` −1) `from` that contains `needle`, ignoring case. */
  find(needle: string, from: number, step: 1 | -1): number | undefined {
    const wanted = needle.toLowerCase();
    if (wanted === '') return undefined;
    for (let i = from; i >= this.first && i < this.#next; i += step) {
      if (this.at(i)?.text.toLowerCase().includes(wanted)) return i;
    }
    return undefined;
  }

  /** How many kept lines contain `needle`, and how many of those come up to and including `upTo`. */
  count(needle: string, upTo: number): { total: number; position: number } {
    const wanted = needle.toLowerCase();
    let total = 0;
    let position = 0;
    if (wanted === '') return { total, position };
    for (let i = this.first; i < this.#next; i += 1) {
      if (!this.at(i)?.text.toLowerCase().includes(wanted)) continue;
      total += 1;
      if (i <= upTo) position += 1;
    }
    return { total, position };
  }
}
