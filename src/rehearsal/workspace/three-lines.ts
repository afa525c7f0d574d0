/** The three lines an operator pastes into a shell to look at a rehearsal with the real `aws` and `terraform`. */
import { join } from 'node:path';
import type { EnvironmentName } from '../../engine/environments.ts';
import { rehearsalEnvironment } from '../environment.ts';
import type { StandIn } from '../stand-in.ts';

/** Variables that could lead a call past the stand-in or spoil it; they are unset first. */
const MISLEADING = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_CA_BUNDLE', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];

export function threeLines(
  standIn: Pick<StandIn, 'ports' | 'account' | 'region'>,
  workspace: { dir: string },
  env: EnvironmentName,
): [string, string, string] {
  const own = Object.entries(rehearsalEnvironment(standIn, {})).filter(([name]) => !/^(https?|no)_proxy$/.test(name));
  return [
    `unset ${MISLEADING.join(' ')}`,
    `export ${own.map(([name, value]) => `${name}=${quoted(value)}`).join(' ')}`,
    `export TF_DATA_DIR=${quoted(join(workspace.dir, '.flip-hub', env, 'tfdata'))} TF_IN_AUTOMATION=1 TF_INPUT=0`,
  ];
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
