/**
 * unlock and force-unlock: the two locks of an environment, removed by hand. The owner is shown first, the question is
 * severe, and exactly the lock that was shown is removed: one that changed meanwhile stays.
 */
import { hostname } from 'node:os';
import { HubError } from '../../engine/errors/hub-error.ts';
import { seconds } from '../../engine/events/line.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { isHeld } from '../../engine/holder/start.ts';
import { ageOf, ownerLines } from '../../engine/lock/lock-errors.ts';
import type { LockStore, StoredLock } from '../../engine/lock/lock-store.ts';
import { isAlive } from '../../engine/process/identity.ts';
import { listRuns, runDirOf } from '../../engine/run/folder.ts';
import { HeldTools } from '../../engine/run/held-tools.ts';
import { rightAccount } from '../account.ts';
import { requireBackend } from '../pipeline/create-backend.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { TERRAFORM_LOCK_KEY } from '../terraform/own-lock.ts';

export const unlock: HubPhase = {
  id: 'unlock',
  title: 'The lock between machines',
  needs: [],
  reads: [],
  danger: 'severe',
  rehearse: 'real',
  prove: async () => 'not done',
  async run(ctx) {
    await rightAccount(ctx);
    await requireBackend(ctx);
    const store = ctx.services.lock();
    const found = await store.read();
    if (found === undefined) return nothing(ctx, `${ctx.environment} is not locked by any run`);
    const { owner } = found;
    const lines =
      owner === undefined
        ? [`it cannot be read; written ${seconds(ageOf(found))} ago by S3's clock`]
        : ownerLines({ ...found, owner });
    for (const line of lines) ctx.log(line);
    await ctx.confirm({
      id: 'unlock',
      level: 'severe',
      subject: `Remove the lock of ${ctx.environment}${owner === undefined ? '' : ` from ${owner.user}`}?`,
      typed: [ctx.environment],
      because: [
        ...lines,
        owner !== undefined && isAlive(owner.who)
          ? `its process runs on this machine; better stop it safely: kill -INT ${owner.who.pid}`
          : 'a run that still works stops with exit 6 at its next step; what its Terraform is doing at this moment goes on until then',
      ],
    });
    if (!(await removeShown(store, found))) throw changed('the lock of this environment', 'unlock', ctx);
    return { removed: true, ...(owner === undefined ? {} : { run: owner.run, by: owner.user }) };
  },
};

/** A heartbeat between the question and the answer makes another version, but it is still the lock that was shown. */
async function removeShown(store: LockStore, shown: StoredLock): Promise<boolean> {
  for (let now: StoredLock | undefined = shown; now !== undefined; now = await store.read()) {
    if (now !== shown && (shown.owner === undefined || now.owner?.token !== shown.owner.token)) return false;
    if (await store.remove(now.version)) return true;
  }
  // It was given back meanwhile, which is what was wanted.
  return true;
}

/** What Terraform's S3 backend writes beside the state. */
interface TerraformLockFile {
  ID?: string;
  Operation?: string;
  Who?: string;
  Version?: string;
  Created?: string;
}

/** `id`, when it was typed, must be that of the lock that is there. */
export const forceUnlock = (id: string | undefined): HubPhase => ({
  id: 'force-unlock',
  title: "Terraform's own lock",
  needs: [],
  reads: [],
  danger: 'severe',
  rehearse: 'real',
  prove: async () => 'not done',
  async run(ctx) {
    await rightAccount(ctx);
    await requireBackend(ctx);
    const objects = ctx.services.stateObjects();
    const found = await objects.getText(TERRAFORM_LOCK_KEY);
    if (found === undefined) return nothing(ctx, `the state of ${ctx.environment} is not locked by any Terraform`);
    const lock = parsed(found.text);
    if (id !== undefined && lock.ID !== id) throw otherLock(id, lock.ID);
    const age = seconds(found.now.getTime() - found.storedAt.getTime());
    const lines = [
      `lock ${lock.ID ?? '(without an id)'}, for ${words(lock.Operation)}, by Terraform ${lock.Version ?? '?'}`,
      `by ${lock.Who ?? 'somebody unknown'}, ${workOf(ctx, lock.Who)}`,
      `taken ${age} ago by S3's clock (${found.storedAt.toISOString()})`,
    ];
    for (const line of lines) ctx.log(line);
    // A run that works holds the lock between machines: while one does, Terraform's is not touched.
    await ctx.fence();
    await ctx.confirm({
      id: 'force-unlock',
      level: 'severe',
      subject: `Remove Terraform's lock on the state of ${ctx.environment}, taken by ${lock.Who ?? 'somebody unknown'}?`,
      typed: [ctx.environment],
      because: [...lines, 'two Terraforms that write one state lose what one of them did'],
    });
    await ctx.fence();
    // A conditional delete instead of `terraform force-unlock`: it removes what was shown or nothing, and needs no init.
    if (!(await objects.remove(TERRAFORM_LOCK_KEY, found.etag))) throw changed("Terraform's lock", 'force-unlock', ctx);
    return { removed: true, ...(lock.ID === undefined ? {} : { lock: lock.ID }) };
  },
});

function parsed(text: string): TerraformLockFile {
  try {
    return (JSON.parse(text) as TerraformLockFile | null) ?? {};
  } catch {
    // Cut off or not Terraform's: it locks all the same, and the lines say what could not be read.
    return {};
  }
}

const words = (operation = '') => operation.replace('OperationType', '').toLowerCase() || 'an unknown operation';

/** Is it at work here? Terraform names a machine and no process, so the tools of this workspace's runs are looked at. */
function workOf({ services }: HubContext, who: string | undefined): string {
  if (who === undefined || !who.endsWith(`@${hostname()}`))
    return 'on another machine, which cannot be looked up from here';
  for (const run of listRuns(services.stateDir)) {
    const tool = HeldTools.aliveUnder(runDirOf(services.stateDir, run), isHeld);
    if (tool !== undefined) return `on this machine, where the ${tool} of run ${run} runs`;
  }
  return 'on this machine, where no tool of a run in this workspace runs';
}

function nothing(ctx: HubContext, line: string) {
  ctx.log(line);
  return { removed: false };
}

function otherLock(given: string, there: string | undefined): HubError {
  return new HubError({
    code: 'tf-lock-id-invalid',
    who: 'operator',
    what: `the lock that is there is ${there ?? 'one without an id'}, not ${given}`,
    cause: 'the one you mean is gone, and somebody else took another since',
    next: ['flip-hub force-unlock    shows the lock that is there'],
    exit: EXIT.precondition,
  });
}

function changed(what: string, command: string, ctx: HubContext): HubError {
  return new HubError({
    code: 'locked',
    who: 'operator',
    what: `${what} changed while you were asked, so it was left alone`,
    cause: 'its owner lives and gave a heartbeat, or somebody else has it now',
    next: [`flip-hub ${command} --env ${ctx.environment}    shows it again`],
    exit: EXIT.locked,
  });
}
