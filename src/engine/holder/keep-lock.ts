/**
 * The holder's part of the run lock: while the screen is dead or stopped, the held tool goes on, and so must its lock's
 * heartbeat. Only when the run has not written for a while does a holder reach for the store; a lock that is lost means
 * one SIGINT to the tool. When the tool ends and nobody is left to go on, the lock is given back.
 */
import type { Clock } from '../clock.ts';
import { lockNoteAge, readLockNote, writeLockNote } from '../lock/lock-note.ts';
import type { LockStore } from '../lock/lock-store.ts';
import { RunLock } from '../lock/run-lock.ts';
import type { LockTimes } from '../lock/times.ts';
import { isAlive } from '../process/identity.ts';

export interface KeeperParts {
  /** Path of the run's lock note. */
  note: string;
  clock: Clock;
  times: LockTimes;
  open: (address: unknown) => Promise<LockStore>;
  /** The lock is somebody else's. */
  onLost: () => void;
  /** Does another tool of this run still go on? */
  othersHeld: () => boolean;
}

export class LockKeeper {
  readonly #parts: KeeperParts;
  #busy: Promise<void> | undefined;
  #lost = false;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.tick(), parts.times.tick);
    this.#timer.unref();
  }

  /** Beats when the run has not for too long. */
  async tick(): Promise<void> {
    const { note, clock, times } = this.#parts;
    const age = lockNoteAge(note, clock.now());
    if (this.#lost || age === undefined || Math.abs(age) < times.standIn) return;
    this.#busy ??= this.#beat().finally(() => {
      this.#busy = undefined;
    });
    await this.#busy;
  }

  /** The tool has ended: the lock is given back unless its run, or another tool of it, lives. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#busy;
    const note = readLockNote(this.#parts.note);
    if (note === undefined || this.#lost || isAlive(note.owner.who) || this.#parts.othersHeld()) return;
    const lock = await this.#lock();
    await lock?.release();
  }

  async #beat(): Promise<void> {
    try {
      const lock = await this.#lock();
      if (lock === undefined || (await lock.beat()) === 'held') return;
      this.#lost = true;
      this.#parts.onLost();
    } catch {
      // The store cannot be asked: nothing is known to be lost, and the next tick asks again.
    }
  }

  /** The lock as it was last written: the run may have beaten, or another process have resumed it, since. */
  async #lock(): Promise<RunLock | undefined> {
    const { note: path, clock, times, open } = this.#parts;
    const note = readLockNote(path);
    if (note === undefined) return undefined;
    return RunLock.continuing(
      {
        store: await open(note.address),
        mine: note.owner,
        environment: '',
        times,
        clock,
        resuming: false,
        stillHeld: () => undefined,
        askTakeover: () => Promise.reject(new Error('a holder takes nothing over')),
        onTaken: () => {},
        onWritten: (owner, version) => writeLockNote(path, { ...note, owner, version }),
      },
      note.version,
    );
  }
}
