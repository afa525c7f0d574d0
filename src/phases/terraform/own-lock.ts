/**
 * Terraform's own lock, when a Terraform of ours was killed and left it. It is given back without a question only if it
 * is certain whose it is: taken on this machine by this user, while a tool of one of this environment's runs was at
 * work, and no such tool lives any more. Every other lock stays, and is named with the command that removes it.
 */
import { heldSpans } from '../../engine/run/held-tools.ts';
import { STATE_KEY } from '../ownership/stamp.ts';
import type { HubContext } from '../services.ts';

/** What Terraform's S3 backend writes beside the state. */
interface LockFile {
  ID?: string;
  Operation?: string;
  Who?: string;
  Created?: string;
}

export const TERRAFORM_LOCK_KEY = `${STATE_KEY}.tflock`;
/** Terraform takes its lock after it started; its clock and ours are one, but file times are not that fine. */
const SLACK_MS = 2_000;

export async function releaseOwnLock(ctx: HubContext): Promise<void> {
  const { services } = ctx;
  const found = await services.stateObjects().get<LockFile>(TERRAFORM_LOCK_KEY);
  if (!found) return;
  const run = ownerOf(found.value, services.stateDir, services.who);
  if (run === undefined) return;
  await ctx.fence();
  if (!(await services.stateObjects().remove(TERRAFORM_LOCK_KEY, found.etag))) return;
  const { ID = '?', Operation = '', Created = '?' } = found.value;
  ctx.warn(
    'tf-lock-released',
    `Terraform's lock ${ID} was left by run ${run} (${words(Operation)}, taken ${Created}), whose Terraform was killed: it was given back`,
  );
}

/** The run whose dead tool took this lock; undefined when that is not certain. */
function ownerOf(lock: LockFile, stateDir: string, who: string): string | undefined {
  const at = Date.parse(lock.Created ?? '');
  if (lock.Who !== who || Number.isNaN(at)) return undefined;
  const spans = heldSpans(stateDir);
  if (spans.some(({ alive }) => alive)) return undefined;
  return spans.find(({ began, ended }) => at >= began - SLACK_MS && (ended === undefined || at <= ended + SLACK_MS))
    ?.run;
}

const words = (operation: string) => operation.replace('OperationType', '').toLowerCase() || 'an operation';
