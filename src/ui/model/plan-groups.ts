/**
 * A plan as groups a person reads top down: what loses state first, then other replaces and deletes, then changes,
 * then what costs nothing. Within a group by module. Reads and no-ops are not changes and do not appear.
 */
import type { PlanChange, ResourceAction } from '../../engine/events/types.ts';

export interface PlanModule {
  /** `module.edge`, or `root`. */
  module: string;
  changes: PlanChange[];
}

export interface PlanGroup {
  key: string;
  action: ResourceAction;
  /** The verb of each row: `REPLACES`, `change`, `add` … Upper case marks what cannot be undone. */
  verb: string;
  losesState: boolean;
  count: number;
  modules: PlanModule[];
}

const ORDER: readonly { key: string; action: ResourceAction; verb: string; losesState: boolean }[] = [
  { key: 'state-delete', action: 'delete', verb: 'DELETES', losesState: true },
  { key: 'state-replace', action: 'replace', verb: 'REPLACES', losesState: true },
  { key: 'delete', action: 'delete', verb: 'DELETES', losesState: false },
  { key: 'replace', action: 'replace', verb: 'REPLACES', losesState: false },
  { key: 'update', action: 'update', verb: 'change', losesState: false },
  { key: 'forget', action: 'forget', verb: 'forget', losesState: false },
  { key: 'import', action: 'import', verb: 'import', losesState: false },
  { key: 'move', action: 'move', verb: 'move', losesState: false },
  { key: 'create', action: 'create', verb: 'add', losesState: false },
];

export function planGroups(changes: readonly PlanChange[]): PlanGroup[] {
  return ORDER.map((kind) => {
    const members = changes.filter((c) => c.action === kind.action && losesState(c) === kind.losesState);
    const modules = new Map<string, PlanChange[]>();
    for (const change of members) {
      const name = change.module === '' ? 'root' : change.module;
      const list = modules.get(name);
      if (list) list.push(change);
      else modules.set(name, [change]);
    }
    return {
      ...kind,
      count: members.length,
      modules: [...modules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([module, list]) => ({ module, changes: list })),
    };
  }).filter((group) => group.count > 0);
}

/** Only a delete or a replace loses state; an update of a database does not, whatever it is marked with. */
export const losesState = (change: PlanChange): boolean =>
  change.holdsState !== undefined && (change.action === 'delete' || change.action === 'replace');

const REASONS: Record<string, string> = {
  cannot_update: 'cannot be changed in place',
  replace_because_cannot_update: 'cannot be changed in place',
  tainted: 'its creation failed before',
  replace_because_tainted: 'its creation failed before',
  requested: 'asked for',
  replace_by_request: 'asked for',
  replace_by_triggers: 'a trigger changed',
  delete_because_no_resource_config: 'no longer in the configuration',
  delete_because_no_module: 'its module is gone',
  delete_because_count_index: 'count is smaller',
  delete_because_each_key: 'its key is gone',
};

/** Why Terraform replaces or deletes this, in words; empty when it gave no reason. */
export function reasonOf(change: PlanChange): string {
  if (change.forcedBy && change.forcedBy.length > 0) return `${change.forcedBy.join(', ')} forces it`;
  return change.reason === undefined ? '' : (REASONS[change.reason] ?? change.reason.replaceAll('_', ' '));
}
