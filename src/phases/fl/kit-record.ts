/**
 * What was put into the hub's file system and by which task: the mark beside the state by which any machine knows that
 * it is done. It holds fingerprints and names, nothing of the kits themselves.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { HubContext } from '../services.ts';

interface Mark {
  /** Of what was worked with, the file system included. */
  fingerprint: string;
  task: string;
  at: string;
  who: string;
}

export interface KitRecord {
  v: 1;
  provisioned?: Mark & {
    /** Of what the services read when they start. */
    started: string;
    fileSystem: string;
  };
  registered?: Mark;
}

const key = (env: string) => `flip-hub/${env}/fl-kits.json`;
const TRIES = 3;

export async function kitRecord(ctx: HubContext): Promise<KitRecord> {
  return (await ctx.services.stateObjects().get<KitRecord>(key(ctx.environment)))?.value ?? { v: 1 };
}

/** Adds to the record, on top of whatever somebody else wrote meanwhile. */
export async function noteKits(ctx: HubContext, add: Partial<KitRecord>): Promise<void> {
  const objects = ctx.services.stateObjects();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await objects.get<KitRecord>(key(ctx.environment));
    await ctx.fence();
    const record = { ...before?.value, ...add, v: 1 };
    if (await objects.put(key(ctx.environment), record, before ? { ifMatch: before.etag } : { ifAbsent: true })) return;
  }
  throw new HubError({
    code: 'lock-lost',
    who: 'environment',
    what: `${key(ctx.environment)} in the state bucket is being written by somebody else`,
    next: ['run the same command with --resume: what was done is found again'],
    exit: EXIT.locked,
  });
}

export const markNow = ({ services }: HubContext, fingerprint: string, task: string): Mark => ({
  fingerprint,
  task,
  at: services.now().toISOString(),
  who: services.who,
});
