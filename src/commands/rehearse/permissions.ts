/** `--iam`: whether a rehearsal looks at permissions, and the list of what was missing, for its end. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { RunNote } from '../../engine/run/run-options.ts';
import { missingPermissions, parsePermissionMode, uncheckedOperations } from '../../rehearsal/index.ts';
import type { CommandContext } from '../context.ts';

/** Arguments of the stand-in. Chosen when it starts: afterwards, what was not looked at cannot be listed. */
export function permissionsOption(ctx: CommandContext): string[] {
  if (ctx.options.iam === undefined) return [];
  const mode = parsePermissionMode(ctx.options.iam);
  if (!ctx.options.resume) return [`--iam=${mode}`];
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: '--iam is chosen when a rehearsal starts, and goes on with --resume by itself',
    next: ['flip-hub rehearse deploy --resume', `flip-hub rehearse deploy --iam ${mode}    starts a new one`],
    exit: EXIT.usage,
  });
}

/** What the documented permissions did not allow, one note a service; empty when nothing was missing or looked at. */
export function lackingPermissions(standIn: { dir: string }): RunNote[] {
  const missing = missingPermissions(standIn);
  if (missing.length === 0) return [];
  const note = (what: string): RunNote => ({ code: 'permissions-missing', what });
  const services = new Set(missing.map(({ action }) => serviceOf(action)));
  const unchecked = uncheckedOperations(standIn);
  return [
    ...[...services].map((service) => {
      const of = missing.filter(({ action }) => serviceOf(action) === service);
      const resources = [...new Set(of.flatMap((one) => one.resources))];
      const where =
        resources.join() === '*' ? '' : ` on ${resources.slice(0, 3).join(', ')}${resources.length > 3 ? ', …' : ''}`;
      return note(`${of[0]?.who} lacks ${of.map(({ action }) => action).join(', ')}${where}`);
    }),
    note(
      `not looked at: iam:PassRole, conditions, most resources${unchecked.length > 0 ? `, and ${unchecked.join(', ')}` : ''}`,
    ),
  ];
}

const serviceOf = (action: string): string => action.split(':')[0] ?? '';
