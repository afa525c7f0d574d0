/**
 * What an operator must be allowed to do: every IAM action of a deployment, with whom it serves. Generated from the
 * types of resources that Terraform manages and from what the phases call themselves. Pure; asks nothing of AWS.
 */
import type { PlanChange } from '../../engine/events/types.ts';
import { PHASE_ACTIONS } from './phases.ts';
import { COMPUTE } from './resources/compute.ts';
import { DATA } from './resources/data.ts';
import { EDGE } from './resources/edge.ts';
import { NETWORK } from './resources/network.ts';
import { PEOPLE } from './resources/people.ts';
import type { ResourceRow, Work } from './row.ts';

export interface OperatorAction {
  /** `s3:CreateBucket`. */
  action: string;
  /** What needs it: resource types and phases, a few of them by name. */
  why: string;
}

export const RESOURCE_ACTIONS: readonly ResourceRow[] = [...NETWORK, ...COMPUTE, ...DATA, ...EDGE, ...PEOPLE];

const EVERYTHING: readonly Work[] = ['create', 'read', 'update', 'delete', 'tag'];
const BY_ACTION: Partial<Record<PlanChange['action'], readonly Work[]>> = {
  create: ['create', 'tag'],
  update: ['update', 'tag'],
  replace: ['create', 'delete', 'tag'],
  delete: ['delete'],
  import: ['update', 'tag'],
};
const NAMED = 3;

/** All that a deployment, an update and a destroy take together, sorted by action. */
export function operatorActions(): OperatorAction[] {
  return collected([...phaseNeeds(), ...RESOURCE_ACTIONS.flatMap((row) => needsOf(row, EVERYTHING))]);
}

/** All that one plan takes: reads of everything (a plan refreshes the whole state), and the writes of what it changes. */
export function operatorActionsOf(plan: { changes: readonly Pick<PlanChange, 'type' | 'action'>[] }): OperatorAction[] {
  const writes = plan.changes.flatMap((change) => {
    const row = RESOURCE_ACTIONS.find(({ type }) => type === change.type);
    return row === undefined ? [] : needsOf(row, BY_ACTION[change.action] ?? []);
  });
  return collected([...phaseNeeds(), ...RESOURCE_ACTIONS.flatMap((row) => needsOf(row, ['read'])), ...writes]);
}

const phaseNeeds = (): [string, string][] =>
  PHASE_ACTIONS.flatMap(({ phase, actions }) => actions.map((action): [string, string] => [action, phase]));

const needsOf = (row: ResourceRow, work: readonly Work[]): [string, string][] =>
  work.flatMap((kind) => row[kind].map((action): [string, string] => [action, row.type]));

function collected(needs: readonly (readonly [string, string])[]): OperatorAction[] {
  const found = new Map<string, Set<string>>();
  for (const [action, who] of needs) found.set(action, (found.get(action) ?? new Set()).add(who));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([action, who]) => ({ action, why: named([...who]) }));
}

const named = (who: readonly string[]): string =>
  who.length <= NAMED ? who.join(', ') : `${who.slice(0, NAMED).join(', ')} and ${who.length - NAMED} more`;
