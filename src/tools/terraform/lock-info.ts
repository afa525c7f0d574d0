/** Who holds Terraform's own state lock, read from the diagnostic of the run that could not take it. */
import type { TfDiagnostic } from './message.ts';

export interface TerraformLock {
  id: string;
  /** Bucket and key of the state. */
  path: string;
  /** OperationTypeApply, OperationTypePlan … */
  operation: string;
  /** user@host. */
  who: string;
  version: string;
  /** As Terraform prints it, UTC. */
  created: string;
}

/** The lock's owner, or undefined when the diagnostic is about something else or names no id. */
export function lockInfoOf(diagnostic: Pick<TfDiagnostic, 'summary' | 'detail'>): TerraformLock | undefined {
  const text = `${diagnostic.summary}\n${diagnostic.detail}`;
  if (!/state lock|locking state/i.test(text)) return undefined;
  const field = (name: string) => new RegExp(`^[ \\t│]*${name}:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const id = field('ID');
  if (id === '') return undefined;
  return {
    id,
    path: field('Path'),
    operation: field('Operation'),
    who: field('Who'),
    version: field('Version'),
    created: field('Created'),
  };
}
