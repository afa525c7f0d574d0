/**
 * One whole cycle with the real Terraform and provider: rehearse, look at everything with the real AWS command line,
 * release outside Terraform, plan again, destroy what is not persistent, look at what is left, and deploy once more.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import { EnvDocument } from '../../../src/hub/index.ts';
import { operatorActions } from '../../../src/hub/permissions/operator-actions.ts';
import { FAKE_ACCOUNT, gapsOf, type StandIn, sinkContacts } from '../../../src/rehearsal/index.ts';
import { applyArgv, destroyTargets, planArgv } from '../../../src/tools/terraform/index.ts';
import { PARTS } from './architecture.ts';
import { type AwsCli, awsCli } from './aws.ts';
import { containersOf, promisedContainers } from './containers.ts';
import { BOUNDARY, type Cycle, ownSettings, production } from './cycle.ts';
import { deployAgain, lookForDrift } from './deploy-again.ts';
import { addresses, type Hand, handTerraform } from './hand.ts';
import { hardeningOf, PROMISED } from './hardening.ts';
import { actionsCalled } from './iam-names.ts';
import { copiedKits, endedTasks, people, promisedPeople } from './kits-and-people.ts';
import { promisedRules, rulesOf } from './network-rules.ts';
import { eventsOf, type Ran, ROOT, Sandbox } from './program.ts';
import { release, running } from './release.ts';
import { skipWithout } from './requirements.ts';
import { promisedRoles, rolesOf } from './roles.ts';
import { chattyTerraform } from './secrets/chatty-terraform.ts';
import { watchRun } from './secrets/watch.ts';
import { plantedIn, SHELL, scanAccount, scanRun, type WholeRun } from './secrets/whole-run.ts';
import { bury, digUp, TREASURE_TEXT, type Treasure } from './treasure.ts';

/** Phases that a rehearsal does as a real deployment does them. */
const REAL = [
  'stand-in',
  'init',
  'public-zone',
  'fl-kits',
  'plan',
  'apply',
  'provision-kits',
  'seed-users',
  'update-env',
  'register-supernode-keys',
];
const SERVICES = ['flip-api', 'fl-api-net-1', 'fl-server-net-1'];

/** The only actions without resources to name. */
const NO_RESOURCES =
  /^(ssm:UpdateInstanceInformation|ssmmessages:(Create|Open)(Control|Data)Channel|cloudwatch:PutMetricData)$/;

export async function fullCycle(cycle: Cycle): Promise<void> {
  const { env } = cycle;
  describe.skipIf(await skipWithout('terraform', 'moto'))(`a rehearsed deployment of ${env}, ${cycle.backend}`, () => {
    let box: Sandbox;
    let ran: Ran;
    let run: WholeRun;
    let standIn: StandIn;
    let aws: AwsCli;
    let hand: Hand;
    const uploads = () => envFile().value('FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME') ?? '';
    const envFile = () => EnvDocument.parse(readFileSync(join(box.workspace, `.env.${env}`), 'utf8'));

    beforeAll(async () => {
      box = new Sandbox(`cycle-${env}`);
      const own = ownSettings(cycle, box.dir);
      const words = ['rehearse', 'deploy', '--env', env, '--keep', box.workspace, '--workspace', own];
      const terraform = chattyTerraform(box.dir);
      const watched = watchRun(box.env.HOME as string, join(box.workspace, '.flip-hub', env, 'runs'));
      ran = await box.run([...words, '--json', '--yes'], { ...SHELL, PATH: `${terraform.bin}:${box.env.PATH}` });
      watched.stop();
      run = { box, env, streams: { stdout: ran.stdout, stderr: ran.stderr }, watched, terraform };
      expect(ran.stderr + JSON.stringify(eventsOf(ran.events, 'error'), null, 2)).not.toMatch(/"code"|^error/m);
      expect(ran.code).toBe(0);
      standIn = await box.standIn();
      aws = awsCli(standIn);
      hand = handTerraform(box, cycle, standIn);
    }, 14 * 60_000);
    afterAll(() => box[Symbol.asyncDispose]());

    test('every line it printed is an event of the published schema', () => {
      const lines = ran.stdout.split('\n').filter((line) => line !== '');
      expect(lines.length).toBeGreaterThan(500);
      for (const line of lines) expect(anyEvent.safeParse(JSON.parse(line)).error).toBeUndefined();
    });

    test('whatever it asked of AWS is a permission that an operator is told to have', () => {
      const told = new Set(operatorActions().map(({ action }) => action));
      const called = actionsCalled(standIn);
      expect(called.length).toBeGreaterThan(200);
      expect(called.filter((action) => !told.has(action))).toEqual([]);
    });

    test('the plan says what the hub will cost, by figures that a list confirms, and warns of nothing on a first deployment', () => {
      const [plan] = eventsOf(ran.events, 'plan');
      expect(plan?.warnings).toEqual([]);
      expect(plan?.cost?.change).toBe(plan?.cost?.month);
      expect(plan?.cost?.month).toBeGreaterThan(200);
      expect(plan?.cost?.unconfirmed).toBeUndefined();
      expect(plan?.cost?.leftOut.join()).not.toContain('no price in the table');
    });

    test('every phase finished, the made-up ones said what they did instead', () => {
      const finished = eventsOf(ran.events, 'phase-finished');
      expect(finished.every((e) => e.outcome === 'done')).toBe(true);
      expect(finished.map((e) => e.phase)).toEqual(expect.arrayContaining([...REAL, 'second-plan', 'status']));
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
      test(`AWS reads back ${part}`, async () => expect(await holds(aws, production(cycle))).toBe(true));

    test('AWS reads back who may talk to whom, rule by rule', async () => {
      const { Addresses } = (await aws('ec2', 'describe-addresses')) as { Addresses: { PublicIp: string }[] };
      expect(await rulesOf(aws)).toEqual(promisedRules(cycle, Addresses[0]?.PublicIp ?? ''));
    });

    test('AWS reads back what each container is told, handed and given to mount', async () => {
      expect(await containersOf(aws, SERVICES)).toEqual(promisedContainers(cycle));
    });

    test('AWS reads back the roles as the documentation lists them, each below the boundary', async () => {
      const roles = await rolesOf(aws);
      expect(Object.fromEntries(Object.entries(roles).map(([name, { actions }]) => [name, actions]))).toEqual(
        promisedRoles(cycle),
      );
      for (const [name, { everywhere, boundary }] of Object.entries(roles)) {
        expect(
          everywhere.filter((action) => !NO_RESOURCES.test(action)),
          name,
        ).toEqual([]);
        expect(boundary, name).toBe(`arn:aws:iam::${FAKE_ACCOUNT}:policy/${BOUNDARY}`);
      }
    });

    test(`AWS reads back the hardening of ${env}`, async () => {
      expect(await hardeningOf(aws)).toEqual(PROMISED[env]);
    });

    test('the FL kits went into the file system by a task of their own that ended well', async () => {
      const [task, ...more] = await endedTasks(aws, 'efs-provision-certs', 'efs-provision');
      expect(more).toEqual([]);
      expect(task?.exitCode).toBe(0);
      for (const line of copiedKits(cycle)) expect(task?.said.join('\n')).toMatch(line);
      const keys = await endedTasks(aws, 'flower-register-supernode-keys', 'register-keys');
      expect(keys).toEqual(
        cycle.backend === 'flower'
          ? [{ exitCode: 0, said: ['registered the key of Trust_1', 'registered the key of Trust_2'] }]
          : [],
      );
      const record = `s3://${envFile().value('FLIP_TFSTATE_BUCKET_NAME')}/flip-hub/${env}/fl-kits.json`;
      expect(await aws('s3', 'cp', record, '-')).toMatchObject({
        provisioned: { fileSystem: expect.stringMatching(/^fs-/), who: expect.stringMatching(/./) },
      });
    });

    test('the first administrator and researcher are in the user pool, as the environment allows', async () => {
      const pool = envFile().value('AWS_COGNITO_USER_POOL_ID') ?? '';
      expect(await people(aws, pool)).toEqual(promisedPeople(cycle, envFile().value('ALB_SUBDOMAIN') ?? ''));
    });

    test('the environment file got the outputs and kept the rest', () => {
      for (const key of ['DB_HOST', 'POSTGRES_SECRET_ARN', 'AWS_COGNITO_USER_POOL_ID', 'AWS_COGNITO_APP_CLIENT_ID'])
        expect(envFile().value(key)).toMatch(/\S/);
      expect(envFile().value('FL_BACKEND')).toBe(cycle.backend);
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

    describe('and what follows it', () => {
      let before: Treasure;
      let persistent: string[];

      test('a deployment that nobody touched shows no drift; a port opened and versions switched off by hand are named', async () => {
        const untouched = await lookForDrift(box, cycle, standIn);
        expect(eventsOf(untouched.events, 'drift')).toEqual([]);
        expect(untouched.exit).toBe(0);
        const { SecurityGroups } = (await aws(
          'ec2',
          'describe-security-groups',
          '--filters',
          'Name=group-name,Values=rds-security-group',
        )) as { SecurityGroups: { GroupId: string }[] };
        const port = ['--group-id', SecurityGroups[0]?.GroupId ?? '', '--protocol', 'tcp', '--port', '22'];
        const versions = (status: string) =>
          aws(
            's3api',
            'put-bucket-versioning',
            '--bucket',
            uploads(),
            '--versioning-configuration',
            `Status=${status}`,
          );
        await aws('ec2', 'authorize-security-group-ingress', ...port, '--cidr', '0.0.0.0/0');
        await versions('Suspended');
        const { events } = await lookForDrift(box, cycle, standIn);
        await aws('ec2', 'revoke-security-group-ingress', ...port, '--cidr', '0.0.0.0/0');
        await versions('Enabled');
        const found = eventsOf(events, 'drift').map(({ address, paths }) => `${address}: ${paths.join(', ')}`);
        expect(found.sort()).toEqual([
          'module.network.aws_security_group.this["rds"]: ingress tcp 22 0.0.0.0/0 added',
          'module.persistent.aws_s3_bucket_versioning.this["uploads"]: versioning_configuration[0].status',
        ]);
      });

      test('another address of a trust is one rule more in the plan, and nothing else', async () => {
        const given = envFile().value('LOCAL_TRUST_PUBLIC_IPS') ?? '[]';
        const one = JSON.stringify([...(JSON.parse(given) as string[]), '203.0.113.99/32']);
        const plan = await hand([...planArgv(), `-var=local_trust_public_ips=${one}`]);
        expect(changes(plan)).toEqual([
          expect.stringMatching(
            /^module\.network\.aws_vpc_security_group_ingress_rule\.\w+\["[^"]*203\.0\.113\.99[^"]*"\]$/,
          ),
        ]);
      });

      test('an apply after a release leaves the release alone: a plan shows no change', async () => {
        const released: string[] = [];
        for (const service of SERVICES) released.push(await release(aws, service, 'sha-0ff1ce5', box.dir));
        const plan = await hand(planArgv());
        expect(changes(plan)).toEqual([]);
        expect(plan.code).toBe(0);
        expect(await Promise.all(SERVICES.map((service) => running(aws, service)))).toEqual(released);
      });

      test('a destroy leaves exactly the persistent list, the key of the data and the backups of the database', async () => {
        await bury(aws, uploads(), box.dir);
        before = await digUp(aws, uploads(), box.dir);
        persistent = (await addresses(hand)).filter((line) => line.startsWith('module.persistent.'));
        const lift = ['apply', '-auto-approve', '-input=false', '-var=db_deletion_protection=false'];
        if (production(cycle)) expect((await hand([...lift, '-target=module.data.aws_db_instance.this'])).code).toBe(0);
        const plan = join(box.dir, 'destroy.tfplan');
        const modules = readdirSync(join(ROOT, 'terraform', 'modules'));
        expect((await hand(planArgv({ destroy: true, targets: destroyTargets(modules), out: plan }))).code).toBe(2);
        const destroyed = await hand(applyArgv(plan));
        expect(destroyed.stdout.match(/"@level":"error".*/g) ?? []).toEqual([]);
        expect(destroyed.code).toBe(0);
        expect((await addresses(hand)).sort()).toEqual(persistent.sort());
        expect(persistent).toEqual(
          expect.arrayContaining(['module.persistent.aws_kms_key.app', 'module.persistent.aws_kms_alias.app']),
        );
        expect(persistent.length).toBeGreaterThan(20);
        const backups = (await aws('rds', 'describe-db-instance-automated-backups')).DBInstanceAutomatedBackups as {
          DBInstanceIdentifier: string;
        }[];
        expect(backups.map((backup) => backup.DBInstanceIdentifier)).toEqual(['flip-database']);
        const snapshots = (await aws('rds', 'describe-db-snapshots', '--snapshot-type', 'manual')).DBSnapshots as {
          DBSnapshotIdentifier: string;
        }[];
        expect(snapshots.map((snapshot) => snapshot.DBSnapshotIdentifier)).toEqual(
          production(cycle) ? [expect.stringMatching(/^flip-database-final-[0-9a-f]{8}$/)] : [],
        );
      });

      const known = cycle.stateLost ? 'imports them, the state having forgotten them,' : 'builds around them';
      test(
        `the next deployment ${known} and ends with an empty plan`,
        async () => {
          if (cycle.stateLost) expect((await hand(['state', 'rm', 'module.persistent'])).code).toBe(0);
          const { exit, events } = await deployAgain(box, cycle, standIn);
          expect(eventsOf(events, 'error')).toEqual([]);
          expect(exit).toBe(0);
          const [plan] = eventsOf(events, 'plan');
          expect(plan?.destroy).toBe(0);
          if (cycle.stateLost) expect(plan?.import).toBeGreaterThanOrEqual(15);
          else expect(plan?.import).toBe(0);
          const last = eventsOf(events, 'phase-finished').find((e) => e.phase === 'second-plan');
          expect(last?.outcome).toBe('done');
          const evidence = (id: string) =>
            eventsOf(events, 'phase-finished').find((e) => e.phase === id)?.evidence as Record<string, unknown>;
          // A new file system gets its kits anew; people outlive a destroy.
          expect(evidence('provision-kits')).toMatchObject({ task: expect.stringMatching(/./) });
          expect(evidence('provision-kits').nothing).toBeUndefined();
          expect(evidence('seed-users')).toEqual({ made: 'nobody', there: 'administrator, researcher' });
          expect(
            (await addresses(handTerraform(box, cycle, standIn))).filter((l) => l.startsWith('module.persistent.')),
          ).toEqual(expect.arrayContaining(persistent));
        },
        14 * 60_000,
      );

      test('what was encrypted before is still read after, with the same key and the same secret', async () => {
        const after = await digUp(aws, uploads(), box.dir);
        expect(after).toEqual(before);
        expect(after.text).toBe(TREASURE_TEXT);
        expect(after.key).toMatch(/ Enabled$/);
      });

      const other = cycle.backend === 'flower' ? 'nvflare' : 'flower';
      test(
        `${env} with ${other} in place of ${cycle.backend} applies, and a second plan finds nothing`,
        async () => {
          const again = handTerraform(box, cycle, standIn);
          const backend = `-var=fl_backend=${other}`;
          const applied = await again(['apply', '-auto-approve', '-json', '-input=false', backend]);
          expect(applied.stdout.match(/"@level":"error".*/g) ?? []).toEqual([]);
          expect(applied.code).toBe(0);
          const plan = await again([...planArgv(), backend]);
          expect(changes(plan)).toEqual([]);
          expect(plan.code).toBe(0);
        },
        10 * 60_000,
      );
    });
  });
}

/** Addresses a plan wants to change. */
function changes(plan: Ran): string[] {
  return plan.stdout
    .split('\n')
    .filter((line) => line.includes('"type":"planned_change"'))
    .map((line) => (JSON.parse(line) as { change: { resource: { addr: string } } }).change.resource.addr);
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
