/**
 * `log.txt`: the full text of a run, with a time and a phase before each line. Buffered, flushed at the end and every
 * quarter of a second; a disk that fills is reported once and stops nothing that already runs. At two gigabytes the file
 * becomes `log.1.txt`, then `log.2.txt`, and a new one is begun: no line is ever dropped.
 */
import { closeSync, fstatSync, fsync, ftruncateSync, openSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lineOf } from '../events/line.ts';
import type { HubEvent, LogLines } from '../events/types.ts';
import { diskError } from './atomic-file.ts';
import { TextBytes } from './text-bytes.ts';

const FLUSH_BYTES = 64 * 1024;
const FLUSH_MS = 250;
const LINE_FEED = 10;
/** What editors and `grep` still open without complaint. */
const PART_BYTES = 2 * 1024 ** 3;

export interface LogFileOptions {
  /** Bytes at which a new part is begun. */
  partBytes?: number;
  /** Hears the name of the part that was just closed. */
  onPart?: (name: string) => void;
  /** Hears once that no further line can be kept. */
  onBroken?: (error: Error) => void;
}

export class LogFile {
  readonly path: string;
  readonly #partBytes: number;
  readonly #onPart: (name: string) => void;
  readonly #onBroken: (error: Error) => void;
  readonly #pending = new TextBytes((bytes) => this.#write(bytes));
  #file: number | undefined;
  #size = 0;
  /** Where the last whole line in the file ends. */
  #sound = 0;
  #timer: NodeJS.Timeout | undefined;
  #broken: Error | undefined;

  constructor(path: string, options: LogFileOptions = {}) {
    this.path = path;
    this.#partBytes = options.partBytes ?? PART_BYTES;
    this.#onPart = options.onPart ?? (() => {});
    this.#onBroken = options.onBroken ?? (() => {});
    try {
      this.#open();
    } catch (cause) {
      throw diskError(cause, path);
    }
  }

  /** The disk error that stopped this log, if one did; a run that ends with it says so. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  write(event: HubEvent): void {
    if (this.#broken) return;
    const text = lineOf(event);
    if (text === undefined) return;
    const phase = 'phase' in event ? ` ${event.phase}` : '';
    this.#add(() => this.#pending.add(`${event.time.slice(11, 23)}${phase}  ${text}\n`));
  }

  lines({ time, phase, lines }: LogLines): void {
    if (this.#broken) return;
    this.#add(() => this.#pending.addLines(lines, `${time.slice(11, 23)} ${phase}  `));
  }

  #add(add: () => void): void {
    try {
      add();
    } catch (cause) {
      this.#break(cause);
      return;
    }
    if (this.#pending.length >= FLUSH_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#file === undefined || this.#broken) return;
    try {
      this.#pending.flush();
      if (this.#size >= this.#partBytes) this.#nextPart();
    } catch (cause) {
      this.#break(cause);
    }
  }

  #write(bytes: Uint8Array): void {
    if (this.#file === undefined) return;
    let done = 0;
    try {
      // On a disk that fills, a write takes a part and says so only in its result.
      while (done < bytes.length) done += writeSync(this.#file, bytes, done, bytes.length - done);
    } finally {
      const whole = bytes.subarray(0, done).lastIndexOf(LINE_FEED) + 1;
      if (whole > 0) this.#sound = this.#size + whole;
      this.#size += done;
    }
  }

  /** Half a line helps nobody: what did not fit is taken back. */
  #break(cause: unknown): void {
    this.#broken = diskError(cause, this.path);
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, this.#sound);
    } catch {
      // No regular file, or a disk that refuses even this; what broke is on its way to the operator already.
    }
    this.#onBroken(this.#broken);
  }

  /** Resolves when the disk has it, which for gigabytes takes a while: the screen goes on, and what is said still comes in. */
  async close(): Promise<void> {
    this.flush();
    if (this.#file === undefined) return;
    try {
      if (!this.#broken) await promisify(fsync)(this.#file);
      this.flush();
    } finally {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }

  #open(): void {
    this.#file = openSync(this.path, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
    this.#sound = this.#size;
  }

  #nextPart(): void {
    if (this.#file === undefined) return;
    const dir = dirname(this.path);
    const part = `log.${earlierLogParts(dir).length + 1}.txt`;
    this.#note(`(this goes on in the next part: ${basename(this.path)}, or the next higher number)\n`);
    closeSync(this.#file);
    this.#file = undefined;
    renameSync(this.path, join(dir, part));
    this.#open();
    this.#note(`(this goes on from ${part})\n`);
    this.#onPart(part);
  }

  #note(text: string): void {
    this.#pending.add(text);
    this.#pending.flush();
  }
}

/** The parts of a run's log that were closed because they had grown too large, oldest first; `log.txt` follows them. */
export function earlierLogParts(dir: string): string[] {
  const numbered = readdirSync(dir).flatMap((name) => {
    const number = /^log\.(\d+)\.txt$/.exec(name)?.[1];
    return number === undefined ? [] : [{ name, number: Number(number) }];
  });
  return numbered.sort((a, b) => a.number - b.number).map(({ name }) => name);
}
