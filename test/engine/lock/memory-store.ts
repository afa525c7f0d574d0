/** A store of one lock in memory, with a clock of its own, and runs that want the lock. */
import type { Clock } from '../../../src/engine/clock.ts';
import type { LockStore, RunLockOwner, StoredLock } from '../../../src/engine/lock/lock-store.ts';
import { RunLock, type RunLockParts } from '../../../src/engine/lock/run-lock.ts';
import type { LockTimes } from '../../../src/engine/lock/times.ts';
import { ownIdentity } from '../../../src/engine/process/identity.ts';

export const TIMES: LockTimes = { beat: 30_000, takeover: 600_000, tick: 2_000, standIn: 75_000 };

export class MemoryStore implements LockStore {
  place = true;
  text: string | undefined;
  version = 0;
  storedAt = new Date(0);
  now = new Date('2026-03-01T12:00:00Z');
  calls: string[] = [];
  /** Throws, or does something in between, before a call is answered. */
  before: (call: string) => void | Promise<void> = () => {};
  /** The call took effect, but throws: its answer was lost. */
  after: (call: string) => void = () => {};

  async #call<T>(call: string, answer: () => T): Promise<T> {
    this.calls.push(call);
    await this.before(call);
    const said = answer();
    this.after(call);
    return said;
  }

  ready = () => this.#call('ready', () => this.place);
  read = () =>
    this.#call('read', (): StoredLock | undefined =>
      this.text === undefined
        ? undefined
        : { owner: parse(this.text), version: `v${this.version}`, storedAt: this.storedAt, now: this.now },
    );
  create = (owner: RunLockOwner) =>
    this.#call('create', () => (this.text === undefined ? this.#put(owner) : undefined));
  replace = (owner: RunLockOwner, version: string) =>
    this.#call('replace', () =>
      this.text !== undefined && version === `v${this.version}` ? this.#put(owner) : undefined,
    );
  remove = (version: string) =>
    this.#call('remove', () => {
      if (this.text === undefined || version !== `v${this.version}`) return false;
      this.text = undefined;
      return true;
    });
  address = () => 'memory';

  get owner(): RunLockOwner | undefined {
    return this.text === undefined ? undefined : parse(this.text);
  }

  #put(owner: RunLockOwner) {
    this.text = JSON.stringify(owner);
    this.version += 1;
    this.storedAt = this.now;
    return { version: `v${this.version}`, now: this.now };
  }

  /** Time passes in the store. */
  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }
}

const parse = (text: string): RunLockOwner | undefined => {
  try {
    return JSON.parse(text) as RunLockOwner;
  } catch {
    return undefined;
  }
};

export class TestClock implements Clock {
  wall = Date.parse('2026-03-01T12:00:00Z');
  mono = 0;
  now = () => new Date(this.wall);
  monotonic = () => this.mono;
  pass(ms: number): void {
    this.wall += ms;
    this.mono += ms;
  }
}

/** A process of this machine that ran and is gone. */
export const GONE = { ...ownIdentity(), pid: 999_999_999, started: '1' };
export const ELSEWHERE = { pid: 77, started: '1', boot: 'another boot', host: 'laptop-of-anna' };

let serial = 0;

export interface Contender {
  lock: RunLock;
  asked: string[];
  taken: string[];
  written: RunLockOwner[];
}

/** A run that wants the lock of `store`; by default of this very process, and one that agrees to take over. */
export function contender(
  store: LockStore,
  run: string,
  more: Partial<RunLockParts> & { who?: RunLockOwner['who'] } = {},
): Contender {
  serial += 1;
  const asked: string[] = [];
  const taken: string[] = [];
  const written: RunLockOwner[] = [];
  const { who, ...parts } = more;
  const lock = new RunLock({
    store,
    mine: {
      v: 1,
      token: `token-${serial}`,
      run,
      command: 'deploy',
      user: `${run}@host`,
      who: who ?? ownIdentity(),
      dir: `/runs/${run}`,
      phase: 'run',
      beat: 0,
    },
    environment: 'stag',
    times: TIMES,
    clock: new TestClock(),
    resuming: false,
    stillHeld: () => undefined,
    askTakeover: async (found) => {
      asked.push(found.owner.run);
    },
    onTaken: (from) => taken.push(from.run),
    onWritten: (owner) => written.push(owner),
    ...parts,
  });
  return { lock, asked, taken, written };
}
