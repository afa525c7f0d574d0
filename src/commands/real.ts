/**
 * What every command on a real environment needs, and what it refuses before anything is opened: a rehearsal's workspace,
 * a redirected AWS, two environments in one account or with one state.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { diskError } from '../engine/run/atomic-file.ts';
import type { HubServices } from '../phases/services.ts';
import { refuseEndpointOverrides } from '../tools/child-environment.ts';
import type { CommandContext } from './context.ts';
import { chooseEnvironment } from './environment.ts';
import { takenByOthers } from './never-shared.ts';
import { rememberEnvironment } from './preferences.ts';
import { createServices } from './services.ts';
import { findWorkspace, refuseRehearsalWorkspace } from './workspace.ts';

export interface RealEnvironment {
  environment: Environment;
  services: HubServices;
  account: string | undefined;
}

/** Throws exit 2 for an environment or workspace that is not named or not usable, exit 4 for one that must not be touched. */
export async function openReal(ctx: CommandContext): Promise<RealEnvironment> {
  const environment = await chooseEnvironment(ctx);
  const workspace = findWorkspace(ctx.options.workspace, ctx.io.cwd);
  refuseRehearsalWorkspace(workspace);
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  const publicKeyFile = join(homedir(), '.ssh', 'host-aws.pub');
  const services = createServices({ ctx, environment, workspace, publicKeyFile });
  refuseShared(services);
  refuseUnwritable(services);
  await rememberEnvironment(environment.name);
  return { environment, services, account: services.settings().text('FLIP_AWS_ACCOUNT_ID') };
}

/** Asked first and of the folder that is there, so that the reason is the disk's own and not that of a folder that could not be made. */
function refuseUnwritable({ workspace, stateDir }: HubServices): void {
  const folder = [stateDir, dirname(stateDir), workspace].find((dir) => existsSync(dir)) ?? workspace;
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw diskError(cause, folder);
  }
}

/** An environment file is easily copied from the other environment, and then deploys over it. */
function refuseShared({ environment, workspace, envFile, settings }: HubServices): void {
  const shared = takenByOthers(workspace, environment).filter(({ key, value }) => value === settings().text(key));
  const other = shared[0]?.other;
  if (other === undefined) return;
  const keys = shared.filter((one) => one.other === other).map(({ key }) => key);
  throw new HubError({
    code: 'account-mismatch',
    who: 'operator',
    what: `${environment.name} and ${other.name} have the same ${keys.join(' and ')}`,
    cause: 'two environments never share an account or a state: one of the two files was copied from the other',
    next: [`correct ${keys.join(' and ')} in ${envFile} or in ${join(workspace, other.envFile)}`],
    exit: EXIT.precondition,
  });
}
