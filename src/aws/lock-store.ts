/** The run lock's place in the state bucket: `flip-hub/<env>/lock.json`, changed and removed only under a condition. */
import type { LockStore, RunLockOwner, StoredLock, Written } from '../engine/lock/lock-store.ts';
import { type Aws, type AwsTarget, createAws } from './factory.ts';
import { stateBucketState } from './state-bucket.ts';
import { StateObjects } from './state-objects.ts';

export const lockKey = (env: string) => `flip-hub/${env}/lock.json`;

/** Everything a second process of this machine needs to reach the same lock. */
interface Address {
  target: AwsTarget;
  bucket: string;
  env: string;
  login: string;
}

/** Where the lock lies, asked at each use: in a rehearsal the stand-in starts within the run. */
export type Where = () => { aws: Aws; bucket: string; env: string; login: string };

export class BucketLock implements LockStore {
  readonly #where: Where;
  #ready = false;

  constructor(where: Where) {
    this.#where = where;
  }

  async ready(): Promise<boolean> {
    const { aws, bucket, login } = this.#where();
    this.#ready ||= (await stateBucketState(aws, bucket, login)) === 'present';
    return this.#ready;
  }

  async read(): Promise<StoredLock | undefined> {
    const { objects, key } = this.#at();
    const found = await objects.getText(key);
    return found && { owner: ownerOf(found.text), version: found.etag, storedAt: found.storedAt, now: found.now };
  }

  create(owner: RunLockOwner): Promise<Written | undefined> {
    return this.#put(owner, { ifAbsent: true });
  }

  replace(owner: RunLockOwner, version: string): Promise<Written | undefined> {
    return this.#put(owner, { ifMatch: version });
  }

  remove(version: string): Promise<boolean> {
    const { objects, key } = this.#at();
    return objects.remove(key, version);
  }

  address(): Address {
    const { aws, ...at } = this.#where();
    return { target: aws.target, ...at };
  }

  #at(): { objects: StateObjects; key: string } {
    const { aws, bucket, env, login } = this.#where();
    return { objects: new StateObjects(aws, bucket, login), key: lockKey(env) };
  }

  async #put(owner: RunLockOwner, condition: { ifAbsent: true } | { ifMatch: string }): Promise<Written | undefined> {
    const { objects, key } = this.#at();
    const written = await objects.putText(key, JSON.stringify(owner, null, 2), condition);
    return written && { version: written.etag, now: written.now };
  }
}

/** Opens the lock that another process of this machine named by its `address()`. */
export function lockAt(address: unknown): LockStore {
  const { target, ...at } = address as Address;
  const aws = createAws(target);
  return new BucketLock(() => ({ aws, ...at }));
}

/** Undefined for a text that no flip-hub wrote. */
function ownerOf(text: string): RunLockOwner | undefined {
  try {
    const value = JSON.parse(text) as Partial<RunLockOwner> | null;
    const texts = [value?.token, value?.run, value?.command, value?.user, value?.who?.host, value?.who?.boot];
    const whole = texts.every((one) => typeof one === 'string') && typeof value?.who?.pid === 'number';
    return whole ? ({ dir: '', phase: '?', beat: 0, ...value } as RunLockOwner) : undefined;
  } catch {
    return undefined;
  }
}
