/**
 * `events.jsonl`: what happened in a run, a JSON object a line, flushed to disk at every record that a resume relies on.
 * Log lines are not here (they are in log.txt). A torn last line, left by a power cut, is ignored when reading.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { HubEvent } from '../events/types.ts';
import { diskError } from './atomic-file.ts';

/** Losing one of these would make a resume repeat or skip an effect; the rest may trail by a moment. */
const FLUSHED: ReadonlySet<HubEvent['type']> = new Set([
  'run-started',
  'phase-started',
  'phase-finished',
  'plan',
  'confirmation',
  'error',
  'run-finished',
]);

export class Journal {
  readonly path: string;
  #file: number | undefined;

  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'a+', 0o600);
      this.#dropTornLine();
    } catch (cause) {
      throw diskError(cause, path);
    }
  }

  write(event: HubEvent): void {
    if (this.#file === undefined || event.type === 'log') return;
    try {
      writeFileSync(this.#file, `${JSON.stringify(event)}\n`);
      if (FLUSHED.has(event.type)) fsyncSync(this.#file);
    } catch (cause) {
      throw diskError(cause, this.path);
    }
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  #dropTornLine(): void {
    if (this.#file === undefined) return;
    const text = readFileSync(this.path, 'utf8');
    if (text === '' || text.endsWith('\n')) return;
    ftruncateSync(this.#file, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
  }
}

/** The events of a journal in order; a line that is not whole JSON is left out. Empty when there is no file. */
export function readJournal(path: string): HubEvent[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw diskError(cause, path);
  }
  const events: HubEvent[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      events.push(JSON.parse(line) as HubEvent);
    } catch {
      // A torn line: the process died while writing it. What it announced is proved again, never believed.
    }
  }
  return events;
}
