/**
 * The lock of an environment across machines: taken once, proven by a write of its own before every effect, kept by
 * heartbeats, given back at the end. Never taken from a live owner; from a dead one of this machine at once, from another
 * machine's only after its heartbeat is old by the store's clock and somebody agreed.
 */
import type { Clock } from '../clock.ts';
import { isAlive, sameMachine } from '../process/identity.ts';
import { heldBy, lockedBy, lockLost, lockRestless, lockUnreadable } from './lock-errors.ts';
import type { LockStore, RunLockOwner, StoredLock, Written } from './lock-store.ts';
import type { LockTimes } from './times.ts';

export interface RunLockParts {
  store: LockStore;
  /** Who we are; with the token that this process fences with. */
  mine: RunLockOwner;
  environment: string;
  times: LockTimes;
  clock: Clock;
  /** The run that is being resumed: its own lock, left by a dead process of this machine, is ours. */
  resuming: boolean;
  /** Says which tool of a dead owner's run still goes on, if any. */
  stillHeld: (runDir: string) => string | undefined;
  /** Asks whether a lock whose heartbeat is old may be taken over; throws when not. */
  askTakeover: (found: StoredLock & { owner: RunLockOwner }) => Promise<void>;
  /** Told when a dead owner's lock was taken over. */
  onTaken: (from: RunLockOwner) => void;
  /** Told after each write of ours, before anything else happens. */
  onWritten: (owner: RunLockOwner, version: string) => void;
}

/** Enough for any number of runs that come and go at the same moment. */
const ATTEMPTS = 30;

export type LockState = 'not taken' | 'held' | 'lost' | 'given back';

export class RunLock {
  readonly #parts: RunLockParts;
  #mine: RunLockOwner;
  #version = '';
  #state: LockState = 'not taken';
  #lostTo: StoredLock | undefined;
  #provenAt = 0;
  /** One call at a time: two writes of ours on one version would look like somebody else's. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: RunLockParts) {
    this.#parts = parts;
    this.#mine = parts.mine;
  }

  get state(): LockState {
    return this.#state;
  }

  /** The clock's monotonic milliseconds at the last proof. */
  get provenAt(): number {
    return this.#provenAt;
  }

  /** Takes the lock when there is a place for it, or proves that it is still ours. Throws exit 6 when it is not. */
  prove(phase: string): Promise<LockState> {
    return this.#inTurn(async () => {
      this.#mine = { ...this.#mine, phase };
      if (this.#state === 'not taken' && (await this.#parts.store.ready())) await this.#take();
      else if (this.#state === 'held') await this.#beat();
      if (this.#state === 'lost') throw this.lost();
      return this.#state;
    });
  }

  /** A heartbeat, when the lock is held; never throws for a lock that is lost, only when the store cannot be asked. */
  beat(): Promise<LockState> {
    return this.#inTurn(async () => {
      if (this.#state === 'held') await this.#beat();
      return this.#state;
    });
  }

  /** Goes on with a lock that another process of this run took. */
  static continuing(parts: RunLockParts, version: string): RunLock {
    const lock = new RunLock(parts);
    lock.#state = 'held';
    lock.#version = version;
    return lock;
  }

  /** Gives the lock back if it is still ours. */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== 'held') return;
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (await this.#parts.store.remove(this.#version)) break;
        const found = await this.#parts.store.read();
        // With our token but another process in it, a resume has taken it on: then it is not ours to give back.
        if (found?.owner === undefined || !this.#isMine(found) || !sameProcess(found.owner, this.#mine)) break;
        this.#version = found.version;
      }
      this.#state = 'given back';
    });
  }

  /** Who has it now, as an error of exit 6. */
  lost() {
    return lockLost(this.#parts.environment, this.#lostTo);
  }

  async #take(): Promise<void> {
    const { store, times, askTakeover, onTaken } = this.#parts;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const made = await store.create(this.#next());
      if (made) return this.#took(made, made.now);
      const found = await store.read();
      if (found === undefined) continue;
      const { owner } = found;
      if (owner === undefined) throw lockUnreadable(this.#parts.environment, found);
      if (this.#isMine(found)) return this.#took(found, found.now);
      const ours = this.#refuseLive(found, owner);
      if (!ours && !sameMachine(owner.who)) {
        if (found.now.getTime() - found.storedAt.getTime() < times.takeover)
          throw lockedBy(this.#parts.environment, { ...found, owner }, times);
        await askTakeover({ ...found, owner });
      }
      // A holder of the run we resume goes on under the token it knows.
      const token = ours ? owner.token : this.#mine.token;
      const taken = await store.replace({ ...this.#next(), token }, found.version);
      if (!taken) continue;
      this.#mine = { ...this.#mine, token };
      this.#took(taken, taken.now);
      if (!ours) onTaken(owner);
      return;
    }
    throw lockRestless(this.#parts.environment);
  }

  /** Throws for a live owner of this machine. True when the lock is that of the run we resume, left by a dead process. */
  #refuseLive(found: StoredLock, owner: RunLockOwner): boolean {
    if (!sameMachine(owner.who)) return false;
    const { environment, times } = this.#parts;
    if (isAlive(owner.who)) throw lockedBy(environment, { ...found, owner }, times);
    if (this.#parts.resuming && owner.run === this.#mine.run) return true;
    const held = this.#parts.stillHeld(owner.dir);
    if (held !== undefined) throw heldBy(environment, owner, held);
    return false;
  }

  #took(written: { version: string }, now: Date): void {
    this.#state = 'held';
    this.#mine = { ...this.#mine, beat: this.#mine.beat + 1, since: this.#mine.since ?? now.toISOString() };
    this.#wrote(written.version);
  }

  async #beat(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const next = this.#next();
      const written: Written | undefined = await this.#parts.store.replace(next, this.#version);
      if (written) {
        this.#mine = next;
        this.#wrote(written.version);
        return;
      }
      const found = await this.#parts.store.read();
      if (found === undefined || !this.#isMine(found)) {
        this.#state = 'lost';
        this.#lostTo = found;
        return;
      }
      // Ours all the same: our holder was beating, a resume took it on from us, or an answer to us was lost.
      this.#version = found.version;
      this.#mine = { ...this.#mine, ...found.owner, phase: this.#mine.phase };
    }
    throw lockRestless(this.#parts.environment);
  }

  #wrote(version: string): void {
    this.#version = version;
    this.#provenAt = this.#parts.clock.monotonic();
    this.#parts.onWritten(this.#mine, version);
  }

  #next(): RunLockOwner {
    return { ...this.#mine, beat: this.#mine.beat + 1 };
  }

  #isMine(found: StoredLock): boolean {
    const { owner } = found;
    return owner?.token === this.#mine.token && owner.run === this.#mine.run;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

const sameProcess = ({ who: a }: RunLockOwner, { who: b }: RunLockOwner) =>
  a.pid === b.pid && a.started === b.started && a.boot === b.boot && a.host === b.host;
