/**
 * apply: asks by what the plan really does, then applies exactly the saved plan under a holder. On a resume it first
 * looks whether that very apply still runs, or ended while nobody watched.
 */
import { rmSync } from 'node:fs';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { applyArgv } from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import { requireLasting, withLiveSession } from '../credentials.ts';
import { lastApplyMs, recordRun } from '../ownership/record.ts';
import { renewStamp } from '../ownership/stamp.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { cutOffApply } from './cut-off-apply.ts';
import { clearLedger } from './orphans/ledger.ts';
import { nothingToChange, plannedAnew, planPath, shownPlan } from './plan.ts';
import type { ShownPlan } from './plan-file.ts';
import { openSession, type TerraformSession } from './session.ts';
import { streamTerraform } from './stream.ts';

/** What a first apply of the whole hub takes with the real AWS: databases, distributions and certificates are slow. */
const FIRST_APPLY_MS = 30 * 60_000;
const MARGIN_MS = 5 * 60_000;

export const apply: HubPhase = {
  id: 'apply',
  title: 'Apply',
  needs: ['plan', 'public-zone'],
  reads: ['*'],
  danger: 'severe',
  rehearse: 'real',
  prove: async (ctx) => ((await nothingToChange(ctx)) ? 'proven' : 'not done'),
  async run(ctx) {
    const session = await openSession(ctx);
    const before = plannedAnew(ctx) ? undefined : cutOffApply(ctx);
    if (before !== undefined) {
      ctx.log(
        before === 'alive'
          ? 're-attached to the apply that went on without a screen'
          : 'the apply ended while no screen watched it',
      );
      return finish(ctx, session, await follow(ctx, session), { attached: true });
    }
    const shown = await shownPlan(ctx);
    if (shown.empty) {
      rmSync(planPath(ctx), { force: true });
      await afterwards(ctx, session);
      return { applied: 0, nothing: 'to change' };
    }
    await ask(ctx, shown);
    await requireLasting(ctx, ((await lastApplyMs(ctx)) ?? FIRST_APPLY_MS) + MARGIN_MS, 'this apply');
    await guardAccount(ctx);
    session.verifyRoot();
    const began = ctx.services.now().getTime();
    const streamed = await streamTerraform(ctx, {
      name: 'apply',
      args: applyArgv(planPath(ctx)),
      session,
      total: shown.model.operations,
      accept: [0],
    });
    return finish(
      ctx,
      session,
      streamed.translator.summary,
      { hash: shown.hash },
      ctx.services.now().getTime() - began,
    );
  },
};

async function ask(ctx: HubContext, shown: ShownPlan): Promise<void> {
  const {
    model: { counts },
    level,
  } = shown;
  if (level === 'refused')
    throw new HubError({
      code: 'plan-refused',
      who: 'operator',
      what: `this plan is refused in ${ctx.environment}: ${shown.reasons.join('; ')}`,
      cause: 'what holds the data of hospitals is never deleted or replaced by an ordinary apply',
      next: [
        'change the configuration so that the plan leaves it alone',
        'to do it deliberately: take a backup, lift the protection of exactly that resource in AWS, remove it from the state (terraform state rm), and plan again',
      ],
      exit: EXIT.precondition,
    });
  if (level === 'mild') return;
  const words = [
    `${counts.add} to add`,
    `${counts.change} to change`,
    `${counts.destroy} to destroy`,
    ...(counts.import > 0 ? [`${counts.import} to import`] : []),
  ];
  await ctx.confirm({
    id: 'apply',
    level,
    subject: `Apply this plan to ${ctx.environment}? ${words.join(', ')}.`,
    typed: level === 'severe' ? [ctx.environment] : [],
    because: shown.reasons,
    ...(level === 'severe' ? { planHash: shown.hash } : {}),
  });
}

async function follow(ctx: HubContext, session: TerraformSession) {
  const streamed = await streamTerraform(ctx, { name: 'apply', args: [], session, accept: [0], attach: true });
  return streamed.translator.summary;
}

interface Summary {
  add: number;
  change: number;
  remove: number;
}

async function finish(
  ctx: HubContext,
  session: TerraformSession,
  summary: Summary | undefined,
  more: Record<string, unknown>,
  applyMs?: number,
) {
  rmSync(planPath(ctx), { force: true });
  // After half an hour of Terraform this is where a session ends.
  await withLiveSession(ctx, () => afterwards(ctx, session, applyMs));
  clearLedger(ctx.services.stateDir);
  return { added: summary?.add ?? 0, changed: summary?.change ?? 0, destroyed: summary?.remove ?? 0, ...more };
}

/** What the next operator must know: who wrote the state with what, and with which inputs. */
async function afterwards(ctx: HubContext, session: TerraformSession, applyMs?: number): Promise<void> {
  const { services } = ctx;
  await session.providersInstalled();
  const { lineage } = await session.state();
  const provider = session.providerVersion();
  await ctx.fence();
  const renewed = await renewStamp(services.stateObjects(), services.environment.name, {
    flipHub: services.version,
    binary: { name: session.binary.name, version: session.binary.version },
    ...(lineage === undefined ? {} : { lineage }),
    ...(provider === undefined ? {} : { provider }),
  });
  if (!renewed) ctx.warn('state-not-ours', 'the stamp of the state was changed by somebody else during this run');
  await recordRun(ctx, 'apply', applyMs);
}
