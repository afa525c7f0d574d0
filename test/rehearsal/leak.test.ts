/** The proof that the refusing proxy would have seen a call to a real account: with the endpoints ignored, it does. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rehearsalEnvironment, sinkContacts } from '../../src/rehearsal/index.ts';
import { collect, eventsOf, Sandbox } from './support/program.ts';
import { skipWithout } from './support/requirements.ts';

describe.skipIf(await skipWithout('terraform', 'moto'))('the way out of a rehearsal is shut', () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = new Sandbox('leak');
    const ran = await box.run(
      ['rehearse', 'deploy', '--keep', box.workspace, '--stop-after', 'init', '--json', '--yes'],
      {
        // What an operator's shell may hold; a built environment does not pass it on.
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
        AWS_PROFILE: 'prod',
        AWS_ACCESS_KEY_ID: 'AKIAREALREALREALREAL',
      },
    );
    expect(eventsOf(ran.events, 'error')).toEqual([]);
    expect(ran.code).toBe(0);
  });
  afterAll(() => box[Symbol.asyncDispose]());

  test("an operator's real profile and ignored endpoints do not reach what a rehearsal starts", async () => {
    expect(await sinkContacts(await box.standIn())).toEqual([]);
  });

  test('with the endpoints ignored, the sink sees the provider knock at the real AWS', async () => {
    const standIn = await box.standIn();
    const state = join(box.workspace, '.flip-hub', 'stag');
    const { code } = await collect(
      spawn(
        'terraform',
        [
          'init',
          '-json',
          '-input=false',
          '-reconfigure',
          '-backend-config=bucket=flip-rehearsal-stag-tfstate',
          '-backend-config=region=eu-west-2',
        ],
        {
          cwd: join(box.runDir('stag'), 'root'),
          env: {
            ...rehearsalEnvironment(standIn, process.env),
            AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
            TF_DATA_DIR: join(box.dir, 'elsewhere'),
            TF_CLI_CONFIG_FILE: join(state, 'terraformrc'),
            AWS_MAX_ATTEMPTS: '1',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      ),
    );
    expect(code).not.toBe(0);
    const seen = (await sinkContacts(standIn)).map((contact) => `${contact.method} ${contact.target}`);
    expect(seen.join('\n')).toMatch(/CONNECT .*amazonaws\.com:443/);
  });
});
