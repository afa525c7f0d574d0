/** Invariants at the plan: judged on the operator's machine, before anything is shown or asked. A violated one ends the run. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { judgePlan, rootFiles } from '../../hub/invariants/index.ts';
import type { HubContext } from '../services.ts';

/** Throws exit 4 when the plan violates an invariant; every violation is a warning of its own before. */
export function requireInvariants(ctx: HubContext, json: unknown, root: string): void {
  const violations = judgePlan(json, rootFiles(root), ctx.services.environment.name === 'production');
  const [first] = violations;
  if (first === undefined) return;
  for (const { invariant, address, what } of violations)
    ctx.warn('invariant-violated', `${invariant.name}: ${address} ${what}`);
  const names = [...new Set(violations.map(({ invariant }) => invariant.name))];
  throw new HubError({
    code: 'invariant-violated',
    who: 'operator',
    what:
      violations.length === 1
        ? `the plan violates "${first.invariant.name}": ${first.address} ${first.what}`
        : `the plan violates ${names.map((name) => `"${name}"`).join(', ')} in ${violations.length} places; the first: ${first.address} ${first.what}`,
    cause: `${first.invariant.holds}: ${first.invariant.why}`,
    next: [
      'change the setting or the configuration that asks for it; nothing was applied',
      'flip-hub plan    judges the new plan',
      'what each invariant protects: docs/invariants.md of the package',
    ],
    exit: EXIT.precondition,
    address: first.address,
  });
}
