/**
 * Whose Terraform state this is. The stamp is put before the first init, while no state object exists; a state without
 * our stamp was begun by something else and is refused before anything touches it.
 */
import { randomBytes } from 'node:crypto';
import type { StateObjects } from '../../aws/state-objects.ts';
import { ENVIRONMENTS } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

export interface Stamp {
  v: 1;
  env: string;
  account: string;
  begunAt: string;
  begunBy: string;
  /** What last wrote the state. */
  flipHub: string;
  binary?: { name: 'terraform' | 'tofu'; version: string };
  provider?: string;
  lineage?: string;
  /** Keys the digests of secrets in plan hashes, so that two operators get one hash for one plan. */
  planKey: string;
}

export const STATE_KEY = 'flip/terraform.tfstate';
export const stampKey = (env: string) => `flip-hub/${env}/stamp.json`;

export interface Writer {
  env: string;
  account: string;
  who: string;
  now: Date;
  flipHub: string;
}

/** Reads the stamp, or puts the first one. Throws exit 4 for a state that is not ours or was written by a newer flip-hub. */
export async function claimState(objects: StateObjects, bucket: string, writer: Writer): Promise<Stamp> {
  await refuseOthers(objects, bucket, writer);
  const found = await objects.get<Stamp>(stampKey(writer.env));
  if (found) return checked(found.value, writer, bucket);
  if (await objects.exists(STATE_KEY)) throw notOurs(bucket);
  const stamp: Stamp = {
    v: 1,
    env: writer.env,
    account: writer.account,
    begunAt: writer.now.toISOString(),
    begunBy: writer.who,
    flipHub: writer.flipHub,
    planKey: randomBytes(32).toString('hex'),
  };
  if (await objects.put(stampKey(writer.env), stamp, { ifAbsent: true })) {
    // Of two environments that claim one bucket at once, at least one sees the other here.
    await refuseOthers(objects, bucket, writer);
    return stamp;
  }
  // Somebody else was first, a moment ago: theirs counts.
  const theirs = await objects.get<Stamp>(stampKey(writer.env));
  if (!theirs) throw notOurs(bucket);
  return checked(theirs.value, writer, bucket);
}

/** The key of plan hashes in this environment; needs a claimed state. */
export async function planKey(objects: StateObjects, env: string): Promise<string | undefined> {
  return (await objects.get<Stamp>(stampKey(env)))?.value.planKey;
}

/** Records what just wrote the state. Returns false when somebody changed the stamp meanwhile. */
export async function renewStamp(objects: StateObjects, env: string, wrote: Partial<Stamp>): Promise<boolean> {
  const found = await objects.get<Stamp>(stampKey(env));
  if (!found) return false;
  return objects.put(stampKey(env), { ...found.value, ...wrote }, { ifMatch: found.etag });
}

/** The bucket holds one state; whoever stamped it first for another environment has it. */
async function refuseOthers(objects: StateObjects, bucket: string, writer: Writer): Promise<void> {
  const others = Object.values(ENVIRONMENTS).filter((e) => e.terraform !== undefined && e.name !== writer.env);
  for (const { name } of others) {
    const found = await objects.get<Stamp>(stampKey(name));
    if (found) throw belongsTo(found.value, writer, bucket, stampKey(name));
  }
}

function checked(stamp: Stamp, writer: Writer, bucket: string): Stamp {
  if (typeof stamp.env !== 'string' || typeof stamp.flipHub !== 'string' || typeof stamp.planKey !== 'string')
    throw malformed(bucket, stampKey(writer.env));
  if (stamp.env !== writer.env || stamp.account !== writer.account)
    throw belongsTo(stamp, writer, bucket, stampKey(writer.env));
  if (newer(stamp.flipHub, writer.flipHub))
    throw new HubError({
      code: 'state-newer',
      who: 'operator',
      what: `the state was last written by flip-hub ${stamp.flipHub}; this is ${writer.flipHub}`,
      cause: 'an older flip-hub could undo what the newer one did',
      next: [`npx flip-hub@${stamp.flipHub} …`, 'or install the newest: npm install -g flip-hub@latest'],
      exit: EXIT.precondition,
    });
  return stamp;
}

/** Is version `a` newer than `b`? Plain x.y.z; anything after a dash does not count. */
export function newer(a: string, b: string): boolean {
  const parts = (v: string) => (v.split('-')[0] ?? '').split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i += 1) if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) > (right[i] ?? 0);
  return false;
}

function belongsTo(stamp: Stamp, writer: Writer, bucket: string, where: string): HubError {
  return new HubError({
    code: 'state-not-ours',
    who: 'operator',
    what: `the state in ${bucket} belongs to ${stamp.env} of account ${stamp.account}, not to ${writer.env} of ${writer.account}`,
    cause: `two environments never share an account or a state bucket; s3://${bucket}/${where} says whose this one is`,
    next: ['give each environment its own FLIP_TFSTATE_BUCKET_NAME'],
    exit: EXIT.precondition,
  });
}

function malformed(bucket: string, where: string): HubError {
  return new HubError({
    code: 'file-malformed',
    who: 'environment',
    what: `s3://${bucket}/${where} is not a stamp of flip-hub`,
    cause: 'it was edited by hand or by another tool, and without it nothing says whose state this is',
    next: ['look at its earlier versions in the bucket and restore the last good one'],
    exit: EXIT.precondition,
  });
}

function notOurs(bucket: string): HubError {
  return new HubError({
    code: 'state-not-ours',
    who: 'operator',
    what: `s3://${bucket}/${STATE_KEY} holds a Terraform state that flip-hub did not begin`,
    cause:
      'the same bucket and key may hold a hub made by other tooling; its addresses are not ours, and an apply would tear it down',
    next: [
      'give this environment a FLIP_TFSTATE_BUCKET_NAME of its own',
      'keep operating the existing hub with the tooling that made it',
    ],
    exit: EXIT.precondition,
  });
}
