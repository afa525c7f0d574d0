/**
 * `log.txt`: the full text of a run, with a time and a phase before each line. Buffered, flushed at the end and every
 * quarter of a second; a disk that fills is reported once and stops nothing that already runs. At two gigabytes the file
 * becomes `log.1.txt`, then `log.2.txt`, and a new one is begun: no line is ever dropped.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lineOf } from '../events/line.ts';
import type { HubEvent, LogLines } from '../events/types.ts';
import { diskError } from './atomic-file.ts';
import { writeText } from './write-text.ts';

const FLUSH_BYTES = 64 * 1024;
/** Short texts are joined before they are written; a few long ones are not worth the memory. */
const MANY = 8;
const FLUSH_MS = 250;
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
  #file: number | undefined;
  #size = 0;
  #pending: string[] = [];
  #length = 0;
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
    this.#push(`${event.time.slice(11, 23)}${phase}  ${text}\n`);
  }

  lines({ time, phase, text }: LogLines): void {
    if (this.#broken) return;
    const before = `${time.slice(11, 23)} ${phase}  `;
    // Split and join is the quickest way to put something before each of thousands of lines.
    this.#push(`${before}${text.slice(0, -1).split('\n').join(`\n${before}`)}\n`);
  }

  #push(text: string): void {
    this.#pending.push(text);
    this.#length += text.length;
    if (this.#length >= FLUSH_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#file === undefined || this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    this.#length = 0;
    try {
      for (const text of pending.length > MANY ? [pending.join('')] : pending)
        this.#size += writeText(this.#file, text);
      if (this.#size >= this.#partBytes) this.#nextPart();
    } catch (cause) {
      this.#break(cause);
    }
  }

  /** Half a line helps nobody: what did not fit is taken back. */
  #break(cause: unknown): void {
    this.#broken = diskError(cause, this.path);
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, this.#size);
    } catch {
      // No regular file, or a disk that refuses even this; what broke is on its way to the operator already.
    }
    this.#onBroken(this.#broken);
  }

  close(): void {
    this.flush();
    if (this.#file === undefined) return;
    if (!this.#broken) fsyncSync(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): void {
    this.#file = openSync(this.path, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
  }

  #nextPart(): void {
    if (this.#file === undefined) return;
    const dir = dirname(this.path);
    const part = `log.${earlierLogParts(dir).length + 1}.txt`;
    writeText(this.#file, `(this goes on in the next part: ${basename(this.path)}, or the next higher number)\n`);
    closeSync(this.#file);
    this.#file = undefined;
    renameSync(this.path, join(dir, part));
    this.#open();
    if (this.#file !== undefined) this.#size += writeText(this.#file, `(this goes on from ${part})\n`);
    this.#onPart(part);
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
