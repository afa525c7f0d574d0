/** Terraform typed by hand in a run's own copy of the root, with the variables of the environment file. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import { readEnvironment, terraformInputs } from '../../../src/hub/index.ts';
import { rehearsalEnvironment, type StandIn } from '../../../src/rehearsal/index.ts';
import type { Cycle } from './cycle.ts';
import { collect, type Ran, type Sandbox } from './program.ts';

export type Hand = (args: readonly string[]) => Promise<Ran>;

export function handTerraform(box: Sandbox, { env }: Cycle, standIn: StandIn): Hand {
  const root = join(box.runDir(env), 'root');
  const stateDir = join(box.workspace, '.flip-hub', env);
  const variables = variablesByHand(box, env);
  return (args) =>
    collect(
      spawn('terraform', [...args], {
        cwd: root,
        env: {
          ...rehearsalEnvironment(standIn, process.env),
          TF_DATA_DIR: join(stateDir, 'tfdata'),
          TF_CLI_CONFIG_FILE: join(stateDir, 'terraformrc'),
          TF_IN_AUTOMATION: '1',
          ...variables,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
}

/** Addresses in the state, without what is only read. */
export async function addresses(hand: Hand): Promise<string[]> {
  const { stdout } = await hand(['state', 'list']);
  return stdout.split('\n').filter((line) => line !== '' && !line.includes('.data.') && !line.startsWith('data.'));
}

function variablesByHand(box: Sandbox, env: Cycle['env']): Record<string, string> {
  const reading = readEnvironment(readFileSync(join(box.workspace, `.env.${env}`), 'utf8'), env);
  const publicKey = readFileSync(join(box.workspace, '.flip-hub', env, 'host-aws.pub'), 'utf8');
  return terraformInputs(reading.values, reading.document.keys(), { environment: ENVIRONMENTS[env], publicKey });
}
