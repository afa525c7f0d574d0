/** The checkpoint and the journal's end of the environment's last run, in the state bucket. */
import type { Checkpoint } from '../engine/run/checkpoint.ts';
import type { TwinCopy, TwinStore } from '../engine/run/twin.ts';
import type { Where } from './lock-store.ts';
import { type Condition, StateObjects } from './state-objects.ts';

export const twinKey = (env: string) => `flip-hub/${env}/checkpoint.json`;
export const journalKey = (env: string, run: string) => `flip-hub/${env}/journal/${run}.jsonl`;

export class BucketTwin implements TwinStore {
  readonly #where: Where;
  /** The version this process wrote last. */
  #etag: string | undefined;

  constructor(where: Where) {
    this.#where = where;
  }

  async read(signal: AbortSignal): Promise<TwinCopy | undefined> {
    const { objects, env } = this.#at();
    const found = await objects.getText(twinKey(env), signal);
    const checkpoint = found && checkpointOf(found.text);
    if (checkpoint === undefined) return undefined;
    const journal = await objects.getText(journalKey(env, checkpoint.run), signal);
    return { checkpoint, journal: journal?.text ?? '' };
  }

  async write({ checkpoint, journal }: TwinCopy): Promise<boolean> {
    const { objects, env } = this.#at();
    // What lies there at the first write is an earlier run's: this one has the lock now.
    this.#etag ??= (await objects.getText(twinKey(env)))?.etag;
    const condition: Condition = this.#etag === undefined ? { ifAbsent: true } : { ifMatch: this.#etag };
    const written = await objects.putText(twinKey(env), JSON.stringify(checkpoint, null, 2), condition);
    if (!written) return false;
    this.#etag = written.etag;
    await objects.putText(journalKey(env, checkpoint.run), journal);
    return true;
  }

  #at(): { objects: StateObjects; env: string } {
    const { aws, bucket, env, login } = this.#where();
    return { objects: new StateObjects(aws, bucket, login), env };
  }
}

/** Undefined for a text that no flip-hub of this version wrote: there is then nothing to resume from it. */
function checkpointOf(text: string): Checkpoint | undefined {
  try {
    const value = JSON.parse(text) as Partial<Checkpoint> | null;
    const whole = value?.v === 1 && typeof value.run === 'string' && /^[\w-]+$/.test(value.run);
    return whole && typeof value.marks === 'object' && Array.isArray(value.phases) ? (value as Checkpoint) : undefined;
  } catch {
    return undefined;
  }
}
