/**
 * `log.txt`: the full text of a run, with a time and a phase before each line. Buffered, flushed at the end and every
 * quarter of a second; a disk that fills is reported once, through `onError`, and stops nothing that already runs.
 */
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { lineOf } from '../events/line.ts';
import type { HubEvent } from '../events/types.ts';
import { diskError } from './atomic-file.ts';

const FLUSH_BYTES = 256 * 1024;
const FLUSH_MS = 250;

export class LogFile {
  readonly path: string;
  #file: number | undefined;
  #pending: string[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #broken: Error | undefined;

  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'a', 0o600);
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
    const line = `${event.time.slice(11, 23)}${phase}  ${text}\n`;
    this.#pending.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= FLUSH_BYTES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#file === undefined || this.#pending.length === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    this.#bytes = 0;
    try {
      writeFileSync(this.#file, text);
    } catch (cause) {
      this.#broken = diskError(cause, this.path);
    }
  }

  close(): void {
    this.flush();
    if (this.#file === undefined) return;
    if (!this.#broken) fsyncSync(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }
}
