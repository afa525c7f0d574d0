/**
 * The environment whose hosts are to be reached: a real one, or one that a rehearsal left running. Reaching changes
 * nothing that is deployed, so no run is opened and no lock taken.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../engine/environments.ts';
import type { HubServices } from '../../phases/services.ts';
import { refuseEndpointOverrides } from '../../tools/child-environment.ts';
import type { CommandContext } from '../context.ts';
import { chooseEnvironment } from '../environment.ts';
import { createServices } from '../services.ts';
import { findWorkspace, isRehearsalWorkspace } from '../workspace.ts';

export interface Reached {
  environment: Environment;
  services: HubServices;
}

/** Throws exit 2 when environment or workspace are not named or not there, exit 4 for a rehearsal that does not run. */
export async function openReached(ctx: CommandContext): Promise<Reached> {
  const environment = await chooseEnvironment(ctx);
  const workspace = findWorkspace(ctx.options.workspace, ctx.io.cwd);
  if (isRehearsalWorkspace(workspace))
    return (await import('../rehearse/reach.ts')).openRehearsed(ctx, environment, workspace);
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  const publicKeyFile = join(homedir(), '.ssh', 'host-aws.pub');
  return { environment, services: createServices({ ctx, environment, workspace, publicKeyFile }) };
}
