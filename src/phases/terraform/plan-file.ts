/** Reads a saved plan: its JSON (which holds secrets in the clear) exists in memory only, and what leaves here is masked. */
import { rmSync } from 'node:fs';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { Level, PlanCost } from '../../engine/events/types.ts';
import { consequencesOf, reasonsOf } from '../../hub/consequences/consequences.ts';
import { estimateCost } from '../../hub/costs/estimate.ts';
import { SECRET_VARIABLES } from '../../hub/index.ts';
import {
  type Creations,
  creationsOf,
  levelOf,
  type PlanModel,
  planHash,
  readPlan,
  showPlanArgv,
  worst,
} from '../../tools/terraform/index.ts';
import { changedKeys } from '../ownership/record.ts';
import { planKey } from '../ownership/stamp.ts';
import type { HubContext } from '../services.ts';
import { childJson } from './child-json.ts';
import { requireInvariants } from './invariants.ts';
import type { TerraformSession } from './session.ts';

export interface ShownPlan extends Creations {
  hash: string;
  model: PlanModel;
  level: Level;
  /** What it will do to people, and what is lost for good: changed keys, trainings, addresses, data. Each once. */
  reasons: string[];
  cost: PlanCost;
  /** Nothing to do: no resource and no output changes. */
  empty: boolean;
}

export async function readSavedPlan(ctx: HubContext, session: TerraformSession, path: string): Promise<ShownPlan> {
  const shown = await session.run(showPlanArgv(path), 'show');
  const json = childJson<unknown>(shown.stdout, 'terraform show -json');
  const environment = ctx.services.environment.name;
  const model = readPlan(json, { environment, sensitiveNames: SECRET_VARIABLES });
  if (model.errored)
    throw new HubError({
      code: 'terraform-failed',
      who: 'tool',
      what: 'planning stopped at an error: such a plan cannot be applied',
      next: ['read the log of this phase', 'run the same command again'],
      tool: 'terraform',
    });
  try {
    requireInvariants(ctx, json, session.root);
  } catch (error) {
    // A plan that must not be applied must not lie there to be applied.
    rmSync(path, { force: true });
    throw error;
  }
  const key = (await planKey(ctx.services.stateObjects(), environment)) ?? environment;
  const severity = levelOf(model, environment);
  // A changed AES or internal key makes the whole plan severe, whatever its resources look like.
  const inputs = await changedKeys(ctx);
  const consequences = consequencesOf(json, environment);
  const empty = model.changes.length === 0 && model.outputs.length === 0;
  return {
    hash: planHash(json, key, SECRET_VARIABLES),
    model,
    level: empty
      ? severity.level
      : worst([severity.level, ...consequences.map(({ level }) => level), ...inputs.map(() => 'severe' as const)]),
    reasons: [...new Set([...inputs, ...reasonsOf(consequences, severity.reasons)])],
    cost: estimateCost(json, ctx.services.settings().reading.values.text('AWS_REGION')),
    ...creationsOf(json),
    empty,
  };
}
