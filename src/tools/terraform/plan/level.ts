/** How dangerous a plan is, read from what it changes and never from the command's name. */
import type { EnvironmentName } from '../../../engine/environments.ts';
import type { Level, PlanChange } from '../../../engine/events/types.ts';
import { stateRowOf } from './state-table.ts';

export interface Severity {
  level: Level;
  /** What is lost for good, one line a change; empty otherwise. */
  reasons: { address: string; what: string }[];
}

const ORDER: Record<Level, number> = { mild: 0, moderate: 1, severe: 2, refused: 3 };
export const worst = (levels: Level[]): Level => levels.reduce<Level>((a, b) => (ORDER[b] > ORDER[a] ? b : a), 'mild');

type Subject = Pick<PlanChange, 'address' | 'module' | 'type' | 'action'>;

export function levelOfChange(change: Subject, environment: EnvironmentName): Severity {
  const { address, action } = change;
  if (action === 'no-op' || action === 'read') return { level: 'mild', reasons: [] };
  const verb = action === 'replace' ? 'replaces' : 'deletes';
  const row = action === 'delete' || action === 'replace' ? stateRowOf(change) : undefined;
  if (row) {
    const refused = environment === 'production' && (row.refusedInProduction?.(change) ?? false);
    return { level: refused ? 'refused' : 'severe', reasons: [{ address, what: `${verb} ${address}: ${row.lost}` }] };
  }
  if (action === 'forget' && stateRowOf(change)) {
    return {
      level: 'severe',
      reasons: [{ address, what: `forgets ${address}: it stays in AWS, but nothing here will manage it any more` }],
    };
  }
  if (environment === 'production' && interruptsTraining(change)) {
    // Whom it interrupts, and how, is told from the plan's content, which is not seen here.
    return { level: 'severe', reasons: [] };
  }
  return { level: 'moderate', reasons: [] };
}

/** The whole plan's level: its worst change; a plan that changes nothing is mild. */
export function levelOf(
  plan: { changes: readonly Subject[]; outputs: readonly { action: string }[] },
  environment: EnvironmentName,
): Severity {
  const each = plan.changes.map((c) => levelOfChange(c, environment));
  const outputs: Level = plan.outputs.length > 0 ? 'moderate' : 'mild';
  return { level: worst([...each.map((s) => s.level), outputs]), reasons: each.flatMap((s) => s.reasons) };
}

/** The FL server and FL API of any net, and the file system they work on; `flip_api` is not one of them. */
export function interruptsTraining(c: Subject): boolean {
  if (['create', 'import', 'move', 'no-op', 'read'].includes(c.action)) return false;
  if (c.type === 'aws_ecs_service' || c.type === 'aws_ecs_task_definition') {
    return /(?:^|[^a-z])fl[-_](?:server|api)/i.test(c.address);
  }
  return (c.type === 'aws_efs_access_point' || c.type === 'aws_efs_mount_target') && c.action !== 'update';
}
