/**
 * The plan as a flat list of lines that open and close, so that a screen can show any window of it.
 * Pure: the groups and the set of opened keys in, nodes out. Details are listed only where they were asked for.
 */
import type { PlanChange } from '../../engine/events/types.ts';
import { losesState, type PlanGroup, reasonOf } from './plan-groups.ts';

export type PlanNode =
  | { kind: 'module'; key: string; group: PlanGroup; module: string; count: number; open: boolean }
  | { kind: 'change'; key: string; group: PlanGroup; change: PlanChange; nested: boolean; open: boolean }
  | { kind: 'note'; key: string; text: string; severe: boolean; nested: boolean };

export function planNodes(groups: readonly PlanGroup[], opened: ReadonlySet<string>): PlanNode[] {
  return groups.flatMap((group) => group.modules.flatMap((m) => moduleNodes(group, m.module, m.changes, opened)));
}

function moduleNodes(
  group: PlanGroup,
  module: string,
  changes: readonly PlanChange[],
  opened: ReadonlySet<string>,
): PlanNode[] {
  // What destroys is never folded away behind a count, and a group of one needs no folding.
  if (group.action === 'delete' || group.action === 'replace' || changes.length === 1) {
    return changes.flatMap((c) => changeNodes(group, c, false, opened));
  }
  const key = `${group.key} ${module}`;
  const open = opened.has(key);
  const folder: PlanNode = { kind: 'module', key, group, module, count: changes.length, open };
  return open ? [folder, ...changes.flatMap((c) => changeNodes(group, c, true, opened))] : [folder];
}

function changeNodes(group: PlanGroup, change: PlanChange, nested: boolean, opened: ReadonlySet<string>): PlanNode[] {
  const key = `${group.key} ${change.address}`;
  const open = opened.has(key);
  const node: PlanNode = { kind: 'change', key, group, change, nested, open };
  const note = (text: string, severe: boolean, i: number): PlanNode => ({
    kind: 'note',
    key: `${key} ${severe ? 'state' : 'detail'} ${i}`,
    text,
    severe,
    nested,
  });
  const reason = group.action === 'replace' ? reasonOf(change) : '';
  const why = reason === '' ? [] : [note(reason, false, -1)];
  const state = losesState(change) ? [note(`holds state: ${change.holdsState}`, true, 0)] : [];
  return [node, ...why, ...state, ...(open ? detailsOf(change).map((text, i) => note(text, false, i)) : [])];
}

function detailsOf(change: PlanChange): string[] {
  const lines = [
    ...(change.previousAddress ? [`was ${change.previousAddress}`] : []),
    ...(change.importId ? [`takes over ${change.importId}`] : []),
    ...(change.details ?? []),
  ];
  return lines.length > 0 ? lines : ['no further details were recorded'];
}

/** Whether ⏎ does something here. */
export const canOpen = (node: PlanNode | undefined): boolean => node?.kind === 'module' || node?.kind === 'change';
