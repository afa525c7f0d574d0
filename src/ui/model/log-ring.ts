/**
 * The last lines of one phase's log, kept outside React. Older lines fall out; they are on disk in the run's log.txt.
 * Lines have absolute numbers that never change, so a scroll position stays put while lines arrive and fall out.
 */
import { linesOf } from '../../engine/events/log-lines.ts';
import type { LogLines } from '../../engine/events/types.ts';

export interface LogLine {
  /** ISO time of the event. */
  time: string;
  stream: 'stdout' | 'stderr' | 'note';
  text: string;
}

export const LOG_LINES = 5000;
/** Blocks that fell out are let go so many at once. */
const PORTION = 4;
/** Bytes of a buffer for a block: what is read of a held tool at once, and a line that was begun before. */
const BLOCK = 72 * 1024;
/** Bytes below which lines are not worth a buffer: a tool that trickles. */
const SMALL = 32 * 1024;
/** A single line beyond this is cut: nobody reads it here, and one of them must not cost megabytes. */
const LONGEST = 4000;

/** Lines that came together stay bytes until somebody looks at them: most of a flood is never looked at. */
interface Block {
  /** Number of its first line. */
  first: number;
  count: number;
  time: string;
  stream: LogLine['stream'];
  /** In a buffer that was used before. */
  bytes?: Buffer;
  /** Where each of its lines ends in the bytes. */
  ends?: Uint32Array;
  /** A line that came alone. */
  line?: LogLine;
}

export class LogRing {
  readonly #blocks: Block[] = [];
  readonly #capacity: number;
  /** Buffers of blocks that fell out. */
  readonly #free: Buffer[] = [];
  #next = 0;

  constructor(capacity: number = LOG_LINES) {
    this.#capacity = Math.max(1, capacity);
  }

  push(line: LogLine): void {
    this.#add({ count: 1, time: line.time, stream: line.stream, line: shortened(line) });
  }

  /** Many lines that came together. */
  pushLines({ time, stream, lines }: Pick<LogLines, 'time' | 'stream' | 'lines'>): void {
    const { length } = lines.bytes;
    if (length < SMALL) {
      for (const text of linesOf(lines)) this.push({ time, stream, text });
      return;
    }
    const used = this.#free.pop();
    const buffer = used !== undefined && used.length >= length ? used : Buffer.allocUnsafeSlow(Math.max(length, BLOCK));
    lines.bytes.copy(buffer);
    this.#add({ count: lines.count, time, stream, bytes: buffer, ends: lines.ends });
  }

  #add(block: Omit<Block, 'first'>): void {
    this.#blocks.push({ ...block, first: this.#next });
    this.#next += block.count;
    const { first } = this;
    let gone = 0;
    for (const { first: at, count } of this.#blocks) {
      if (at + count > first) break;
      gone += 1;
    }
    // In portions: taking one off the front of a long list costs the whole list.
    if (gone <= PORTION && gone < this.#blocks.length) return;
    for (const { bytes } of this.#blocks.splice(0, gone))
      if (bytes && this.#free.length < 2 * PORTION) this.#free.push(bytes);
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
    if (number < this.first || number >= this.#next) return undefined;
    return lineAt(this.#blockOf(number), number);
  }

  #blockOf(number: number): Block {
    let [low, high] = [0, this.#blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle] as Block).first <= number) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low] as Block;
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

/**
 * One line of a block. Only what is looked at becomes text: the screen shows a few dozen lines of a flood many times a
 * second, and all the others of their blocks would be made for nothing.
 */
function lineAt(block: Block, number: number): LogLine | undefined {
  const { bytes, ends, time, stream } = block;
  if (bytes === undefined || ends === undefined) return block.line;
  const wanted = number - block.first;
  const text = bytes.toString('utf8', ends[wanted - 1] ?? 0, (ends[wanted] as number) - 1);
  return shortened({ time, stream, text });
}

const shortened = (line: LogLine): LogLine =>
  line.text.length > LONGEST ? { ...line, text: `${line.text.slice(0, LONGEST)} …` } : line;
