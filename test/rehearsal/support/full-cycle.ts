/**
 * One whole cycle with the real Terraform and provider: rehearse, look at everything with the real AWS command line,
 * plan again, destroy what is not persistent, and look at what is left. Shared by the environments.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import { EnvDocument, readEnvironment, terraformInputs } from '../../../src/hub/index.ts';
import { gapsOf, rehearsalEnvironment, type StandIn, sinkContacts } from '../../../src/rehearsal/index.ts';
import { applyArgv, destroyTargets, planArgv, stateListArgv } from '../../../src/tools/terraform/index.ts';
import { PARTS } from './architecture.ts';
import { type AwsCli, awsCli } from './aws.ts';
import { collect, eventsOf, type Ran, ROOT, Sandbox } from './program.ts';
import { skipWithout } from './requirements.ts';
import { chattyTerraform } from './secrets/chatty-terraform.ts';
import { watchRun } from './secrets/watch.ts';
import { plantedIn, SHELL, scanAccount, scanRun, type WholeRun } from './secrets/whole-run.ts';

export async function fullCycle(env: 'stag' | 'production'): Promise<void> {
  describe.skipIf(await skipWithout('terraform', 'moto'))(`a rehearsed deployment of ${env}`, () => {
    let box: Sandbox;
    let ran: Ran;
    let run: WholeRun;
    let standIn: StandIn;
    let aws: AwsCli;

    beforeAll(async () => {
      box = new Sandbox(`cycle-${env}`);
      const terraform = chattyTerraform(box.dir);
      const watched = watchRun(box.env.HOME as string, join(box.workspace, '.flip-hub', env, 'runs'));
      ran = await box.run(['rehearse', 'deploy', '--env', env, '--keep', box.workspace, '--json', '--yes'], {
        ...SHELL,
        PATH: `${terraform.bin}:${box.env.PATH}`,
      });
      watched.stop();
      run = { box, env, streams: { stdout: ran.stdout, stderr: ran.stderr }, watched, terraform };
      expect(ran.stderr + JSON.stringify(eventsOf(ran.events, 'error'), null, 2)).not.toMatch(/"code"|^error/m);
      expect(ran.code).toBe(0);
      standIn = await box.standIn();
      aws = awsCli(standIn);
    }, 14 * 60_000);
    afterAll(() => box[Symbol.asyncDispose]());

    test('every line it printed is an event of the published schema', () => {
      const lines = ran.stdout.split('\n').filter((line) => line !== '');
      expect(lines.length).toBeGreaterThan(500);
      for (const line of lines) expect(anyEvent.safeParse(JSON.parse(line)).error).toBeUndefined();
    });

    test('every phase finished, the made-up ones said what they did instead', () => {
      const finished = eventsOf(ran.events, 'phase-finished');
      expect(finished.every((e) => e.outcome === 'done')).toBe(true);
      expect(finished.map((e) => e.phase)).toEqual(
        expect.arrayContaining(['stand-in', 'init', 'plan', 'apply', 'update-env', 'second-plan', 'status']),
      );
      const instead = eventsOf(ran.events, 'phase-started').filter((e) => e.instead !== undefined);
      expect(instead.map((e) => e.phase)).toEqual(
        expect.arrayContaining(['github-login', 'ansible-init', 'deploy-centralhub']),
      );
    });

    test('totals are honest: as many resources were created as the plan said', () => {
      const [plan] = eventsOf(ran.events, 'plan');
      const created = eventsOf(ran.events, 'resource').filter(
        (e) => e.phase === 'apply' && e.action === 'create' && e.state === 'done',
      );
      expect(plan?.add).toBeGreaterThan(150);
      expect(created).toHaveLength(plan?.add ?? -1);
    });

    test('nothing left this machine and the stand-in knew every call', async () => {
      expect(await sinkContacts(standIn)).toEqual([]);
      expect(await gapsOf(standIn)).toEqual([]);
    });

    for (const { part, holds } of PARTS)
      test(`AWS reads back ${part}`, async () => expect(await holds(aws, env === 'production')).toBe(true));

    test('the environment file got the outputs and kept the rest', () => {
      const file = EnvDocument.parse(readFileSync(join(box.workspace, `.env.${env}`), 'utf8'));
      for (const key of ['DB_HOST', 'POSTGRES_SECRET_ARN', 'AWS_COGNITO_USER_POOL_ID', 'AWS_COGNITO_APP_CLIENT_ID'])
        expect(file.value(key)).toMatch(/\S/);
      expect(statSync(join(box.workspace, `.env.${env}`)).mode & 0o777).toBe(0o600);
    });

    test('no secret is in any file, stream, argv, saved plan or bucket, and the one in AWS is the planted one', async () => {
      const planted = await plantedIn({ box, env }, aws);
      expect(planted.filter(({ value }) => value.length < 9)).toEqual([]);
      const { hits, scan } = scanRun(run, planted);
      expect(hits).toEqual([]);
      // The scan saw what it was meant to see: files, archives, a saved plan, and argv of both records.
      expect(scan.files).toBeGreaterThan(50);
      expect(scan.archives).toBeGreaterThan(0);
      expect(run.watched.plans.size).toBeGreaterThan(0);
      expect([...run.watched.argv].join('\n')).toMatch(/__hold|terraform apply/);
      expect(run.terraform.argv()).toMatch(/^apply /m);
      // The chatty neighbour did speak: what it said is there, without the secret.
      expect(readFileSync(join(box.runDir(env), 'log.txt'), 'utf8')).toContain('[INTERNAL_SERVICE_KEY]');
      const account = await scanAccount(standIn, aws, planted);
      expect(account.hits).toEqual([]);
      expect(account.objects.join('\n')).toContain('flip/terraform.tfstate');
      const { SecretString } = (await aws('secretsmanager', 'get-secret-value', '--secret-id', 'FLIP_API')) as {
        SecretString: string;
      };
      const inAws = (JSON.parse(SecretString) as { aes_key: string }).aes_key;
      expect(inAws).toBe(planted.find(({ label }) => label === 'AES_KEY_BASE64')?.value);
    });

    test('no saved plan is left behind', () => {
      expect(filesBelow(join(box.workspace, '.flip-hub')).filter((path) => path.endsWith('.tfplan'))).toEqual([]);
    });

    test('a second plan, by hand, shows no change; destroying leaves exactly the persistent list', async () => {
      const hand = handTerraform(box, env, standIn);
      expect((await hand(planArgv())).code).toBe(0);
      const modules = readdirSync(join(ROOT, 'terraform', 'modules'));
      const persistent = (await hand(stateListArgv())).stdout
        .split('\n')
        .filter((line) => line.startsWith('module.persistent.') && !line.includes('.data.'));
      if (env === 'production')
        await hand([
          'apply',
          '-auto-approve',
          '-input=false',
          '-var=db_deletion_protection=false',
          '-target=module.data',
        ]);
      const plan = join(box.dir, 'destroy.tfplan');
      expect((await hand(planArgv({ destroy: true, targets: destroyTargets(modules), out: plan }))).code).toBe(2);
      const destroyed = await hand(applyArgv(plan));
      expect(destroyed.stdout.match(/"@level":"error".*/g) ?? []).toEqual([]);
      expect(destroyed.code).toBe(0);
      const left = (await hand(stateListArgv())).stdout
        .split('\n')
        .filter((line) => line !== '' && !line.includes('.data.') && !line.startsWith('data.'));
      expect(left.sort()).toEqual(persistent.sort());
      expect(left.length).toBeGreaterThan(20);
    });
  });
}

/** Terraform typed by hand in the run's own copy of the root, with the variables of the environment file. */
function handTerraform(box: Sandbox, env: 'stag' | 'production', standIn: StandIn) {
  const run = box.runDir(env);
  const stateDir = join(box.workspace, '.flip-hub', env);
  const variables = variablesByHand(box, env);
  return (args: readonly string[]): Promise<Ran> =>
    collect(
      spawn('terraform', [...args], {
        cwd: join(run, 'root'),
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

function variablesByHand(box: Sandbox, env: 'stag' | 'production'): Record<string, string> {
  const reading = readEnvironment(readFileSync(join(box.workspace, `.env.${env}`), 'utf8'), env);
  const publicKey = readFileSync(join(box.workspace, '.flip-hub', env, 'host-aws.pub'), 'utf8');
  return terraformInputs(reading.values, reading.document.keys(), { environment: ENVIRONMENTS[env], publicKey });
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
