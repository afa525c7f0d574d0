/**
 * Where the events of a run go: the journal first, then the log, then the host. One that breaks never keeps an event from
 * the others nor throws at who speaks; what a broken journal means for the run is the run's to decide.
 */
import { join } from 'node:path';
import { eventsOf } from '../events/log-lines.ts';
import type { HubEvent, LogLines } from '../events/types.ts';
import type { Host } from '../port.ts';
import { Journal } from './journal.ts';
import { LogFile, type LogFileOptions } from './log-file.ts';

export class Outlets {
  readonly journal: Journal;
  readonly log: LogFile;
  /** Until the real host is there, nothing is drawn and nothing agreed to. */
  host: Host = silentHost;
  /** The first error of the journal, a HubError about the disk; from then on a resume cannot rely on it. */
  journalError: Error | undefined;
  #hostBroke = false;
  readonly #onHostBroken: (error: Error) => void;

  constructor(dir: string, onHostBroken: (error: Error) => void, log: LogFileOptions = {}) {
    this.journal = new Journal(join(dir, 'events.jsonl'));
    this.log = new LogFile(join(dir, 'log.txt'), log);
    this.#onHostBroken = onHostBroken;
  }

  write(event: HubEvent): void {
    try {
      this.journal.write(event);
    } catch (error) {
      this.journalError ??= error as Error;
    }
    this.log.write(event);
    this.#tell((host) => host.notify(event));
  }

  /** Log lines are never in the journal. */
  lines(lines: LogLines): void {
    this.log.lines(lines);
    this.#tell((host) => {
      if (host.lines) host.lines(lines);
      else for (const event of eventsOf(lines)) host.notify(event);
    });
  }

  #tell(tell: (host: Host) => void): void {
    try {
      tell(this.host);
    } catch (error) {
      if (this.#hostBroke) return;
      this.#hostBroke = true;
      this.#onHostBroken(error as Error);
    }
  }

  /** What keeps a run from going on: without a journal nothing can be resumed, without a log nothing can be read up. */
  get broken(): Error | undefined {
    return this.journalError ?? this.log.broken;
  }

  /** Closes all three; the host last and whatever happens, for it may have taken the terminal over. */
  async close(): Promise<void> {
    try {
      this.journal.close();
      await this.log.close();
    } finally {
      await this.host.close();
    }
  }
}

const silentHost: Host = {
  notify: () => {},
  request: async () => ({ yes: false, by: 'no host' }),
  close: async () => {},
};
