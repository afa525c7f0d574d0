/**
 * The port to the place that all machines share: one small text under a fixed name, written and removed only under a
 * condition. The engine owns what the text means and who may have the lock; it knows no bucket.
 */
import type { ProcessIdentity } from '../process/identity.ts';

/** What a run lock says about its owner. */
export interface RunLockOwner {
  v: 1;
  /** Fences: made anew with every lock that is taken, and proven before every effect. */
  token: string;
  run: string;
  command: string;
  /** user@host */
  user: string;
  who: ProcessIdentity;
  /** The run's folder on the owner's machine. */
  dir: string;
  phase: string;
  /** When the lock was taken, by the store's clock; absent until the first heartbeat. */
  since?: string;
  /** Rises with every heartbeat, so that each one makes another version. */
  beat: number;
}

export interface StoredLock {
  /** Undefined when what lies there cannot be read as a lock. */
  owner: RunLockOwner | undefined;
  version: string;
  /** Of the last heartbeat, by the store's clock. */
  storedAt: Date;
  /** The store's clock. */
  now: Date;
}

export interface LockStore {
  /** False as long as there is no place for a lock: nothing was ever deployed. */
  ready(): Promise<boolean>;
  read(): Promise<StoredLock | undefined>;
  /** Undefined when there is a lock already. */
  create(owner: RunLockOwner): Promise<Written | undefined>;
  /** Undefined when the lock is gone or not that version any more. */
  replace(owner: RunLockOwner, version: string): Promise<Written | undefined>;
  /** False when the lock is gone or not that version any more. */
  remove(version: string): Promise<boolean>;
  /** Plain data with which another process of this machine opens the same store. Holds no secret. */
  address(): unknown;
}

export interface Written {
  version: string;
  now: Date;
}
