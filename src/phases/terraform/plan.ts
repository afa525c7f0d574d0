/** plan: what would change, read from Terraform's own plan, saved for `apply`, shown before anything is asked. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_FILE } from '../../engine/run/folder.ts';
import { planArgv, planEvent } from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import { compareInputs } from '../ownership/record.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { cutOffApply } from './cut-off-apply.ts';
import { keepCutOff } from './keep-cut-off.ts';
import { readSavedPlan, type ShownPlan } from './plan-file.ts';
import { openSession } from './session.ts';
import { streamTerraform } from './stream.ts';

export const planPath = (ctx: HubContext) => join(ctx.dir, PLAN_FILE);
const MEMO = 'plan';

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
    await streamTerraform(ctx, { name: 'plan', args: planArgv({ out: planPath(ctx) }), session, accept: [0, 2] });
    const shown = await showPlan(ctx);
    const { add, change, destroy } = shown.model.counts;
    return { hash: shown.hash, add, change, destroy, ...(changed ? { changedKeys: true } : {}) };
  },
};

/** Was a plan made in this process? Whatever was applied before belongs to another one. */
export const plannedAnew = (ctx: HubContext): boolean => ctx.memo.has(MEMO);

/** The plan of this run as it was shown: from memory, or read again from the saved file. */
export async function shownPlan(ctx: HubContext): Promise<ShownPlan> {
  return (ctx.memo.get(MEMO) as ShownPlan | undefined) ?? (await showPlan(ctx));
}

async function showPlan(ctx: HubContext): Promise<ShownPlan> {
  const session = await openSession(ctx);
  const shown = await readSavedPlan(ctx, session, planPath(ctx));
  ctx.memo.set(MEMO, shown);
  ctx.emit(planEvent(shown.model, { phase: ctx.phase, hash: shown.hash, environment: ctx.services.environment.name }));
  return shown;
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
