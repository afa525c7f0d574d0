/**
 * What the environment was last deployed with, kept beside its state: non-secret inputs, salted fingerprints of the
 * secret ones, who, when, with what outcome. Compared before each plan, so that an old file cannot silently win.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { diffInputs, type InputDifference, type InputsRecord, inputsRecord } from '../../hub/index.ts';
import type { HubContext } from '../services.ts';

export interface DeploymentRecord extends InputsRecord {
  v: 1;
  env: string;
  who: string;
  at: string;
  flipHub: string;
  command: string;
  run: string;
  outcome: 'done';
  /** How long Terraform's last apply took, milliseconds; absent in records of older versions. */
  applyMs?: number;
}

/** Where the record of an environment lies in its state bucket. */
export const recordKey = (env: string) => `flip-hub/${env}/record.json`;
/** Under this name the reasons that make a plan severe wait for it: changed keys that cut trusts off. */
const INPUTS_MEMO = 'changed-inputs';

/** Shows what differs from the last deployment. True when anything does. */
export async function compareInputs(ctx: HubContext): Promise<boolean> {
  ctx.memo.set(INPUTS_MEMO, []);
  const found = await ctx.services.stateObjects().get<DeploymentRecord>(recordKey(ctx.environment));
  if (!found) return false;
  refuseMalformed(found.value, ctx);
  const differences = diffInputs(found.value, ctx.services.settings().reading.values);
  for (const difference of differences) ctx.warn('inputs-changed', words(difference, found.value));
  ctx.memo.set(
    INPUTS_MEMO,
    differences.filter((d) => d.level === 'severe').map((d) => `${d.key} was ${d.kind}: ${d.words}`),
  );
  return differences.length > 0;
}

/** Reasons that make a plan severe whatever its resources look like. A resumed run, whose plan was made by an earlier process, looks anew. */
export async function changedKeys(ctx: HubContext): Promise<string[]> {
  if (!ctx.memo.has(INPUTS_MEMO)) await compareInputs(ctx);
  return (ctx.memo.get(INPUTS_MEMO) as string[] | undefined) ?? [];
}

/** Written after an apply that succeeded. Says so when another operator wrote meanwhile; theirs is then kept. */
export async function recordRun(ctx: HubContext, command: string, applyMs?: number): Promise<void> {
  const { services } = ctx;
  const objects = services.stateObjects();
  const before = await objects.get<DeploymentRecord>(recordKey(ctx.environment));
  const record: DeploymentRecord = {
    v: 1,
    env: ctx.environment,
    who: services.who,
    at: services.now().toISOString(),
    flipHub: services.version,
    command,
    run: ctx.dir.slice(ctx.dir.lastIndexOf('/') + 1),
    outcome: 'done',
    // An apply that was followed from its middle says nothing of its time.
    ...lasting(applyMs ?? before?.value.applyMs),
    ...inputsRecord(services.settings().reading.values),
  };
  const written = await objects.put(
    recordKey(ctx.environment),
    record,
    before ? { ifMatch: before.etag } : { ifAbsent: true },
  );
  if (!written) ctx.warn('inputs-changed', 'another run recorded its inputs while this one worked; theirs were kept');
}

const lasting = (applyMs: number | undefined) => (applyMs === undefined ? {} : { applyMs });

/** Milliseconds of the last apply of this environment, by whomever; undefined before the first. */
export async function lastApplyMs(ctx: HubContext): Promise<number | undefined> {
  const ms = (await ctx.services.stateObjects().get<DeploymentRecord>(recordKey(ctx.environment)))?.value.applyMs;
  return typeof ms === 'number' ? ms : undefined;
}

function words(d: InputDifference, record: DeploymentRecord): string {
  const values =
    d.before === undefined && d.after === undefined ? d.kind : `${d.before ?? '(not set)'} → ${d.after ?? '(not set)'}`;
  return `${d.key}: ${values}, since ${record.who} deployed on ${record.at.slice(0, 10)}${d.level === 'severe' ? `; ${d.words}` : ''}`;
}

/** Without a record to compare with, an old file would win silently: that is worth stopping for. */
function refuseMalformed(record: Partial<DeploymentRecord>, ctx: HubContext): void {
  const holds = (part: unknown) => typeof part === 'object' && part !== null;
  if (holds(record.values) && holds(record.fingerprints) && typeof record.at === 'string') return;
  throw new HubError({
    code: 'file-malformed',
    who: 'environment',
    what: `${recordKey(ctx.environment)} in the state bucket is not a record of flip-hub`,
    cause: 'it was edited by hand or by another tool; it says what this environment was last deployed with',
    next: ['look at its earlier versions in the bucket and restore the last good one'],
    exit: EXIT.precondition,
  });
}
