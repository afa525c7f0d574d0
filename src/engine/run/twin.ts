/**
 * The twin of a run's checkpoint and the last part of its journal, where all machines can read them: with it another
 * operator resumes what one machine left unfinished. Written after each phase by whoever has the lock; a write that fails
 * is said once and costs only that.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { ErrorCode } from '../errors/codes.ts';
import { writeFileAtomic } from './atomic-file.ts';
import type { Checkpoint } from './checkpoint.ts';

export interface TwinCopy {
  checkpoint: Checkpoint;
  /** Whole lines, oldest first; empty when there are none. */
  journal: string;
}

export interface TwinStore {
  /** Undefined when no run ever left one. */
  read(signal: AbortSignal): Promise<TwinCopy | undefined>;
  /** False when another run wrote meanwhile; its twin then stays. */
  write(copy: TwinCopy): Promise<boolean>;
}

/** Enough for the marks and errors of a run, not for every line of a flood. */
const JOURNAL_BYTES = 256 * 1024;

export class Twin {
  readonly #store: TwinStore;
  readonly #journal: string;
  readonly #mayWrite: () => boolean;
  readonly #warn: (code: ErrorCode, what: string) => void;
  #next: Checkpoint | undefined;
  #writing: Promise<void> | undefined;
  #warned = false;
  #began = false;

  constructor(
    store: TwinStore,
    journal: string,
    mayWrite: () => boolean,
    warn: (code: ErrorCode, what: string) => void,
  ) {
    this.#store = store;
    this.#journal = journal;
    this.#mayWrite = mayWrite;
    this.#warn = warn;
  }

  /** Writes this state soon; of several that wait only the newest is written. */
  save(checkpoint: Checkpoint): void {
    if (!this.#mayWrite()) return;
    this.#began = true;
    this.#next = structuredClone(checkpoint);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /**
   * The last word of a run, which also tells others that it is finished. A run whose phases never got so far as to write
   * one leaves the bucket as it was: it may be somebody else's.
   */
  async end(checkpoint: Checkpoint): Promise<void> {
    if (this.#began) this.save(checkpoint);
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#next !== undefined) {
      const checkpoint = this.#next;
      this.#next = undefined;
      try {
        const journal = journalEnd(this.#journal);
        if (!(await this.#store.write({ checkpoint, journal }))) this.#say('another run wrote its own meanwhile');
      } catch (error) {
        this.#say((error as Error).message);
      }
    }
  }

  #say(why: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn('twin-not-written', `another machine could not resume this run from where it is now: ${why}`);
  }
}

/** The last whole lines of a journal. */
function journalEnd(path: string): string {
  const bytes = readFileSync(path);
  if (bytes.length <= JOURNAL_BYTES) return bytes.toString('utf8');
  const tail = bytes.subarray(bytes.length - JOURNAL_BYTES);
  return tail.subarray(tail.indexOf(0x0a) + 1).toString('utf8');
}

/** What happened on the other machine becomes the beginning of this one's journal, unless there is one already. */
export function adoptJournal(path: string, journal: string): void {
  if (journal !== '' && !existsSync(path)) writeFileAtomic(path, journal);
}

/**
 * Which of the two a resume continues: the environment's last run, wherever it was. Of one run the copy that knows more;
 * of two runs the one that is in the bucket, because it had the lock last, unless it is finished or another command.
 */
export function newerCopy(
  local: Checkpoint | undefined,
  shared: TwinCopy | undefined,
  command: string,
): TwinCopy | undefined {
  if (shared === undefined || !shared.checkpoint.open || shared.checkpoint.command !== command) return undefined;
  if (local?.open !== true || local.command !== command) return shared;
  if (local.run === shared.checkpoint.run && (local.rev ?? 0) >= (shared.checkpoint.rev ?? 0)) return undefined;
  return shared;
}
