/**
 * Mutants of the root: for each invariant, changes that somebody could make in good faith and that it must reject. In
 * groups that are planned together; no change of a group hides another.
 */
import type { Mutant } from './edits.ts';
import { FIRST } from './first-group.ts';
import { SECOND } from './second-group.ts';

export const BESIDES: readonly { invariant: string; at: RegExp; says: RegExp }[] = [
  // Containers that nobody can see are also not judged for what they are told.
  { invariant: 'no-secret-in-plain-environment', at: /aws_ecs_task_definition/, says: /neither in the plan nor/ },
  { invariant: 'mfa-demanded-in-production', at: /aws_ecs_task_definition/, says: /neither in the plan nor/ },
  { invariant: 'no-latest-image', at: /aws_ecs_task_definition/, says: /neither in the plan nor/ },
];

export const MUTANTS: readonly (readonly Mutant[])[] = [FIRST, SECOND];
