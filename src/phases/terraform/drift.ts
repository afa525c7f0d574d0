/**
 * drift: what was changed outside Terraform since it last looked, by a plan that only refreshes. Only looks: no state is
 * written, and nothing is proposed. Terraform's exit code says nothing here (it is 2 whatever it finds), its rows do.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_FILE } from '../../engine/run/folder.ts';
import { planArgv, showPlanArgv } from '../../tools/terraform/index.ts';
import { type DriftRow, driftOfPlan } from '../../tools/terraform/plan/index.ts';
import { rightAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { childJson } from './child-json.ts';
import { openSession } from './session.ts';
import { streamTerraform } from './stream.ts';

export const drift: HubPhase = {
  id: 'drift',
  title: 'Changes outside Terraform',
  needs: ['init'],
  reads: ['*'],
  danger: 'mild',
  rehearse: 'real',
  prove: async () => 'not done',
  async run(ctx) {
    await rightAccount(ctx);
    const rows = await findDrift(ctx);
    for (const row of rows) ctx.emit({ type: 'drift', phase: ctx.phase, ...row });
    if (rows.length === 0) ctx.log('everything in AWS is as Terraform left it');
    return { drifted: rows.length };
  },
};

/** What drifted, without values and without the noise of a refresh. */
export async function findDrift(ctx: HubContext): Promise<DriftRow[]> {
  const session = await openSession(ctx);
  // Under the name of a saved plan, so that whatever removes leftover plans removes this one too: it holds secrets.
  const out = join(ctx.dir, `refresh-only-${PLAN_FILE}`);
  try {
    await streamTerraform(ctx, {
      name: 'drift',
      args: planArgv({ refreshOnly: true, out }),
      session,
      accept: [0, 2],
    });
    const { stdout } = await session.run(showPlanArgv(out), 'show');
    return driftOfPlan(childJson<unknown>(stdout, 'terraform show -json'));
  } finally {
    rmSync(out, { force: true });
  }
}
