/**
 * `terraform show -json` of a saved plan → what a person decides on. Owns the words of a change; secrets stay behind
 * here: neither details nor outputs ever carry a sensitive value.
 */
import type { EnvironmentName } from '../../../engine/environments.ts';
import { driftWords } from '../../../engine/events/line.ts';
import type { EventBody, Level, PlanChange, PlanCost, ResourceAction } from '../../../engine/events/types.ts';
import { changeDetails, pathText } from './details.ts';
import { type DriftRow, driftOfPlan } from './drift.ts';
import { type RawResourceChange, rawPlan } from './json.ts';
import { levelOfChange } from './level.ts';
import { SensitiveValues } from './sensitive.ts';
import { stateRowOf } from './state-table.ts';

export interface PlanCounts {
  /** As Terraform counts: a replacement is one added and one destroyed. */
  add: number;
  change: number;
  destroy: number;
  import: number;
  forget: number;
  move: number;
}

export interface PlanModel {
  terraformVersion: string;
  /** True when planning stopped at an error: such a plan cannot be applied. */
  errored: boolean;
  /** What changes; reads are left out, and no-ops unless they import or move something. */
  changes: PlanChange[];
  counts: PlanCounts;
  outputs: { name: string; action: string }[];
  /** Changed outside Terraform since the last run, without noise. */
  drift: DriftRow[];
  /** Operations an apply of this plan does; a replacement is two. For the progress bar. */
  operations: number;
}

export interface PlanReadOptions {
  environment: EnvironmentName;
  /** Further variable and attribute names whose values are masked. */
  sensitiveNames?: readonly string[];
}

/** Reads the text (or parsed form) of `show -json`. Throws HubError `plan-unreadable`. */
export function readPlan(json: unknown, options: PlanReadOptions): PlanModel {
  const raw = rawPlan(json);
  const sensitive = new SensitiveValues(raw, options.sensitiveNames);
  const counts: PlanCounts = { add: 0, change: 0, destroy: 0, import: 0, forget: 0, move: 0 };
  const changes = raw.resources.flatMap((r) => {
    const action = actionOfChange(r);
    count(counts, r, action);
    return action === 'no-op' || action === 'read' ? [] : [planChange(r, action, sensitive, options.environment)];
  });
  return {
    terraformVersion: raw.terraformVersion,
    errored: raw.errored,
    changes,
    counts,
    outputs: raw.outputs
      .filter((o) => !o.change.actions.every((a) => a === 'no-op'))
      .map((o) => ({ name: o.name, action: o.change.actions.join('/') })),
    drift: driftOfPlan(json),
    operations: counts.add + counts.change + counts.destroy,
  };
}

/** The `plan` event of the contract. `level` and `reasons` know more than the changes themselves tell. */
export function planEvent(
  model: PlanModel,
  o: { phase: string; hash: string; reasons: readonly string[]; level: Level; cost: PlanCost },
): Extract<EventBody, { type: 'plan' }> {
  const { add, change, destroy, import: imported, forget } = model.counts;
  return {
    type: 'plan',
    phase: o.phase,
    hash: o.hash,
    add,
    change,
    destroy,
    import: imported,
    forget,
    warnings: [...o.reasons, ...model.drift.map(driftWords)],
    cost: o.cost,
    level: o.level,
    changes: model.changes,
    outputs: model.outputs,
  };
}

function planChange(
  r: RawResourceChange,
  action: ResourceAction,
  sensitive: SensitiveValues,
  environment: EnvironmentName,
): PlanChange {
  const subject = { address: r.address, module: r.module, type: r.type, action };
  const lost = action === 'delete' || action === 'replace' ? stateRowOf(subject)?.lost : undefined;
  const forcedBy = r.change.replacePaths.map(pathText);
  const details = action === 'update' || action === 'replace' ? changeDetails(r.change, sensitive) : [];
  return {
    ...subject,
    address: r.deposed === undefined ? r.address : `${r.address} (deposed ${r.deposed})`,
    name: r.name,
    level: levelOfChange(subject, environment).level,
    ...(r.change.importId === undefined ? {} : { importId: r.change.importId }),
    ...(r.previousAddress === undefined ? {} : { previousAddress: r.previousAddress }),
    ...(r.reason === undefined ? {} : { reason: r.reason.replace(/^(?:replace|delete|read)_because_/, '') }),
    ...(forcedBy.length === 0 ? {} : { forcedBy }),
    ...(lost === undefined ? {} : { holdsState: lost }),
    ...(action === 'replace' ? { details: [orderOf(r), ...details] } : details.length === 0 ? {} : { details }),
  };
}

const orderOf = (r: RawResourceChange): string =>
  r.change.actions[0] === 'create'
    ? 'the new one is made before the old one goes'
    : 'the old one goes before the new one is made';

/** One word for the list of actions; a no-op that imports or moves is named by that. */
export function actionOfChange(r: RawResourceChange): ResourceAction {
  const actions = r.change.actions;
  if (actions.length > 1) return 'replace';
  const [only] = actions;
  if (only === 'create' || only === 'update' || only === 'delete' || only === 'forget' || only === 'read') return only;
  if (r.change.importId !== undefined) return 'import';
  return r.previousAddress === undefined ? 'no-op' : 'move';
}

function count(c: PlanCounts, r: RawResourceChange, action: ResourceAction): void {
  if (r.change.importId !== undefined) c.import += 1;
  if (r.previousAddress !== undefined) c.move += 1;
  if (action === 'create' || action === 'replace') c.add += 1;
  if (action === 'update') c.change += 1;
  if (action === 'delete' || action === 'replace') c.destroy += 1;
  if (action === 'forget') c.forget += 1;
}
