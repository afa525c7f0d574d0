/** The hosts of a rehearsal that was left running, reached as real ones are. */
import { join } from 'node:path';
import type { Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { stateDirOf } from '../../engine/run/folder.ts';
import { findStandIn } from '../../rehearsal/index.ts';
import type { CommandContext } from '../context.ts';
import type { Reached } from '../reach/open.ts';
import { createServices } from '../services.ts';
import { standInDir } from './folder.ts';
import { StandInTarget } from './target.ts';

export async function openRehearsed(
  ctx: CommandContext,
  environment: Environment,
  workspace: string,
): Promise<Reached> {
  const standIn = await findStandIn(standInDir(workspace));
  if (!standIn)
    throw new HubError({
      code: 'rehearsal-missing',
      who: 'operator',
      what: `the rehearsal in ${workspace} does not run any more`,
      next: ['name your real workspace with --workspace DIR', 'flip-hub rehearse forward-trust    starts a new one'],
      exit: EXIT.precondition,
    });
  const target = new StandInTarget(ctx.io.env);
  target.set(standIn);
  const publicKeyFile = join(stateDirOf(workspace, environment.name), 'host-aws.pub');
  const services = createServices({ ctx, environment, workspace, publicKeyFile, rehearsal: () => target.target() });
  return { environment, services };
}
