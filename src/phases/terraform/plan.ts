/** plan: what would change, read from Terraform's own plan, saved for `apply`, shown before anything is asked. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_FILE } from '../../engine/run/folder.ts';
import { errorOfDiagnostic, planArgv, planEvent, speaksOf } from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import { compareInputs } from '../ownership/record.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { cutOffApply } from './cut-off-apply.ts';
import { keepCutOff } from './keep-cut-off.ts';
import { type PlanAttempt, planWithOrphans } from './orphans/adopt.ts';
import { readSavedPlan, type ShownPlan } from './plan-file.ts';
import { openSession, type TerraformSession } from './session.ts';
import { streamTerraform } from './stream.ts';

export const planPath = (ctx: HubContext) => join(ctx.dir, PLAN_FILE);
const MEMO = 'plan';
/** A short Terraform command of a killed process may still have the lock for a moment. */
const HANDOVER_SECONDS = 20;

export const plan: HubPhase = {
  id: 'plan',
  title: 'Plan',
  needs: ['init', 'import-persistent'],
  reads: ['*'],
  danger: 'mild',
  rehearse: 'real',
  async prove(ctx) {
    if (cutOffApply(ctx) !== undefined) return 'proven';
    if (ctx.evidence('apply') !== undefined) return (await nothingToChange(ctx)) ? 'proven' : 'not done';
    return ctx.held('apply') === undefined && existsSync(planPath(ctx)) ? 'proven' : 'not done';
  },
  async run(ctx) {
    await guardAccount(ctx);
    const changed = await compareInputs(ctx);
    const session = await openSession(ctx);
    rmSync(planPath(ctx), { force: true });
    await keepCutOff(ctx, session);
    const shown = await planWithOrphans(ctx, {
      session,
      state: await session.state(),
      planNow: (tried) => planOnce(ctx, session, tried),
    });
    show(ctx, shown);
    const { add, change, destroy } = shown.model.counts;
    return {
      hash: shown.hash,
      add,
      change,
      destroy,
      ...(shown.empty ? { nothing: 'to change' } : {}),
      ...(changed ? { changedKeys: true } : {}),
    };
  },
};

/** Was a plan made in this process? Whatever was applied before belongs to another one. */
export const plannedAnew = (ctx: HubContext): boolean => ctx.memo.has(MEMO);

/** The plan of this run as it was shown: from memory, or read again from the saved file. */
export async function shownPlan(ctx: HubContext): Promise<ShownPlan> {
  return (ctx.memo.get(MEMO) as ShownPlan | undefined) ?? (await showPlan(ctx));
}

async function showPlan(ctx: HubContext): Promise<ShownPlan> {
  const shown = await readSavedPlan(ctx, await openSession(ctx), planPath(ctx));
  show(ctx, shown);
  return shown;
}

function show(ctx: HubContext, shown: ShownPlan): void {
  ctx.memo.set(MEMO, shown);
  const { hash, reasons, level, cost } = shown;
  ctx.emit(planEvent(shown.model, { phase: ctx.phase, hash, reasons, level, cost }));
}

/** Terraform names what it could not import; any other error is the plan's own. */
async function planOnce(
  ctx: HubContext,
  session: TerraformSession,
  tried: ReadonlySet<string>,
): Promise<PlanAttempt<ShownPlan>> {
  rmSync(planPath(ctx), { force: true });
  const { exit, translator } = await streamTerraform(ctx, {
    name: 'plan',
    args: planArgv({ out: planPath(ctx), ...(ctx.resuming ? { lockTimeoutSeconds: HANDOVER_SECONDS } : {}) }),
    session,
    accept: tried.size === 0 ? [0, 2] : [0, 1, 2],
  });
  if (exit.exit !== 1) return { plan: await readSavedPlan(ctx, session, planPath(ctx)) };
  const errors = translator.diagnostics.filter((d) => d.severity === 'error');
  const failed = [...tried].filter((address) => errors.some((d) => speaksOf(d, address)));
  const [first] = errors;
  if (failed.length > 0 || first === undefined) return { failed: failed.length > 0 ? failed : [...tried] };
  throw errorOfDiagnostic(first, { env: ctx.environment, rehearsal: ctx.rehearsal, toolExit: 1 });
}

/** The proof of an apply: a fresh plan with nothing in it. */
export async function nothingToChange(ctx: HubContext): Promise<boolean> {
  const known = ctx.memo.get('nothing-to-change') as Promise<boolean> | undefined;
  if (known) return known;
  const asked = (async () => {
    const session = await openSession(ctx);
    const { exit } = await streamTerraform(ctx, { name: 'proof', args: planArgv({}), session, accept: [0, 2] });
    return exit.exit === 0;
  })();
  ctx.memo.set('nothing-to-change', asked);
  return asked;
}
