/**
 * An operator's first day, in a real pseudo-terminal: an empty folder, `flip-hub` and its questions, and at the end a
 * workspace that a rehearsal deploys. The same by flags must give the same file.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANSWERS } from '../commands/setup/answers-by-flag.ts';
import { PROGRAM, Sandbox } from '../rehearsal/support/program.ts';
import { skipWithout } from '../rehearsal/support/requirements.ts';
import { KEY } from '../terminal/keys.ts';
import { PtyTerminal } from '../terminal/pty-terminal.ts';

const PASSWORD = 'Correct-Horse-Battery-1';
const FLAGS = ['--account', '111122223333', ...ANSWERS];

/** The world's buckets: `…-ui` exists. Nothing else is asked of it. */
function fakeS3(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.writeHead(request.url?.endsWith('-ui') ? 403 : 404).end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
    );
  });
}

const noRehearsal = await skipWithout('terraform', 'moto');

describe('setup', () => {
  let box: Sandbox;
  let s3: Awaited<ReturnType<typeof fakeS3>>;
  beforeAll(async () => {
    box = new Sandbox('setup');
    s3 = await fakeS3();
  });
  afterAll(async () => {
    s3.server.close();
    await box[Symbol.asyncDispose]();
  });

  const folder = (name: string): string => {
    const dir = join(box.dir, name);
    mkdirSync(dir, { recursive: true });
    return dir;
  };
  const open = (dir: string, args: string[], size = { columns: 80, rows: 24 }) =>
    new PtyTerminal(process.execPath, [PROGRAM, ...args], {
      ...size,
      cwd: dir,
      env: { ...box.env, AWS_ENDPOINT_URL_S3: s3.url },
      patienceMs: 60_000,
    });
  const fileIn = (dir: string) => readFileSync(join(dir, '.env.stag'), 'utf8');

  /** From the account to the summary, as an operator types. */
  async function answer(terminal: PtyTerminal, password: string): Promise<void> {
    await terminal.waitFor('AWS profile');
    terminal.keys(KEY.enter);
    // This machine has no profile, and gets none here: that is the business of another test.
    await terminal.waitFor('❯ write it');
    terminal.keys(KEY.right);
    await terminal.waitFor('[later]');
    terminal.keys(KEY.enter);
    await terminal.waitFor('AWS account');
    terminal.keys('111122223333', KEY.enter, KEY.enter);
    await terminal.waitFor('Public names and mail');
    terminal.keys('stag.flip.example.org', KEY.enter, KEY.enter, KEY.enter, 'flip@example.org', KEY.enter);
    await terminal.waitFor('stag-flip-example-org-tfstate');
    await terminal.waitFor('exists: right only if it is yours');
    await terminal.waitFor(/-uploads\s+suggested\s+✓ free/);
    terminal.keys(...Array.from({ length: 6 }, () => KEY.enter));
    await terminal.waitFor('Images and federated learning');
    terminal.keys('ghcr.io/example/', KEY.enter, 'sha-1a2b3c4', KEY.enter, KEY.enter, KEY.enter);
    terminal.keys('2026-01-15', KEY.enter, KEY.enter);
    await terminal.waitFor('trust host');
    terminal.keys(KEY.right, KEY.enter, KEY.enter, KEY.enter);
    await terminal.waitFor('admin password');
    terminal.keys(KEY.enter, password);
    await terminal.waitFor('•'.repeat(password.length));
    terminal.keys(KEY.enter);
    await terminal.waitFor('Nothing is written yet');
  }

  test('from an empty folder through the home screen to a written file; the same by flags is the same byte for byte', async () => {
    const dir = folder('typed');
    {
      await using terminal = open(dir, []);
      await terminal.waitFor('Suggested: Set up stag');
      terminal.keys(KEY.enter);
      await terminal.waitFor('This machine');
      await terminal.waitFor(/\d+ of \d+ fine/);
      terminal.keys(KEY.enter);
      // The home screen accepts no endpoint of ours, so that names are looked up in the real S3, or not at all.
      await terminal.waitFor('AWS profile');
      terminal.keys(KEY.ctrlC);
      expect((await terminal.exited()).code).toBe(130);
      expect(terminal.alternate).toBe(false);
      expect(readdirSync(dir).sort()).toEqual(['.flip-hub', '.gitignore']);
    }
    await using terminal = open(dir, ['setup', '--allow-endpoint-override']);
    await terminal.waitFor('Which environment');
    terminal.keys(KEY.enter);
    await terminal.waitFor('This machine');
    terminal.keys(KEY.enter);
    await answer(terminal, PASSWORD);
    expect(existsSync(join(dir, '.env.stag'))).toBe(false);
    terminal.keys(KEY.enter);
    await terminal.waitFor('What comes next');
    await terminal.waitFor(/SSH key pair\s+later\s+\[now\]/);
    terminal.keys(KEY.enter, KEY.enter, KEY.enter, KEY.enter);
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.alternate).toBe(false);
    expect(terminal.history()).toContain('flip-hub create-backend --env stag');
    expect(terminal.history()).toContain('flip-hub aws-profiles --env stag');
    expect(statSync(join(box.env.HOME as string, '.ssh', 'host-aws')).mode & 0o777).toBe(0o600);
    expect(terminal.history()).not.toContain(PASSWORD);
    expect(statSync(join(dir, '.env.stag')).mode & 0o777).toBe(0o600);

    const flags = folder('flags');
    const { code, stderr } = await box.run(['setup', '--workspace', flags, '--env', 'stag', '--no-input', ...FLAGS], {
      FLIP_HUB_SET_ADMIN_USER_PASSWORD: PASSWORD,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(fileIn(flags)).toBe(fileIn(dir));
    expect(readFileSync(join(flags, '.gitignore'), 'utf8')).toBe(readFileSync(join(dir, '.gitignore'), 'utf8'));
  });

  test('killed in the middle it goes on where it was, and no secret lay on the disk', async () => {
    const dir = folder('killed');
    {
      await using terminal = open(dir, ['setup', '--env', 'stag', '--allow-endpoint-override']);
      await terminal.waitFor('This machine');
      terminal.keys(KEY.enter);
      await answer(terminal, PASSWORD);
      terminal.kill('SIGKILL');
      await terminal.exited();
    }
    expect(existsSync(join(dir, '.env.stag'))).toBe(false);
    for (const name of readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
      expect(readFileSync(join(name.parentPath, name.name), 'utf8')).not.toContain(PASSWORD);
    await using terminal = open(dir, ['setup', '--env', 'stag', '--allow-endpoint-override']);
    await terminal.waitFor('before setup was interrupted is kept');
    terminal.keys(KEY.enter);
    await terminal.waitFor('Nothing is written yet');
    await terminal.waitFor('ALB_SUBDOMAIN=stag.flip.example.org');
    terminal.keys(KEY.escape);
    await terminal.waitFor('admin password');
    terminal.keys(KEY.enter, KEY.enter);
    await terminal.waitFor('Nothing is written yet');
    terminal.keys(KEY.enter);
    await terminal.waitFor('What comes next');
    terminal.keys(KEY.escape);
    expect((await terminal.exited()).code).toBe(0);
    expect(fileIn(dir)).toContain('FLARE_KIT_DATE=2026-01-15');
  });

  test('line by line on a plain terminal the file is the same, and a secret is not echoed', async () => {
    const dir = folder('plain');
    await using terminal = open(dir, ['setup', '--plain', '--env', 'stag', '--allow-endpoint-override'], {
      columns: 120,
      rows: 40,
    });
    const say = async (question: string, text: string): Promise<void> => {
      await terminal.waitFor(question, 'history');
      terminal.keys(`${text}\r`);
    };
    await say('Enter to go on', '');
    await say('AWS profile [stag]', '');
    await say('write it, one of', 'later');
    await say('account id (--account)', '1234');
    await terminal.waitFor('must be an AWS account id of 12 digits', 'history');
    terminal.keys('111122223333\r');
    await say('region [eu-west-2]', '');
    await say('web address', 'stag.flip.example.org');
    await say('FL address [fl.stag.flip.example.org]', '');
    await say('hosted zone', '');
    await say('e-mail', 'flip@example.org');
    for (const bucket of ['Terraform state', 'model uploads', 'training results', 'app bundles', 'user interface'])
      await say(`${bucket} [`, '');
    await say('FL kits [', '');
    await say('image registry', 'ghcr.io/example/');
    await say('hub image tag', 'sha-1a2b3c4');
    await say('FL image tag [sha-1a2b3c4]', '');
    await say('framework, one of nvflare, flower [nvflare]', '');
    await say('NVFLARE kit date', '2026-01-15');
    await say('kit slots [', '');
    await say('trust host, one of', 'false');
    await say('on-premises trusts [[]]', '');
    await say('Kubernetes trusts [[]]', '');
    await say("the hub's keys", '');
    await say('admin password', PASSWORD);
    await say('Enter to write .env.stag', '');
    await say('state bucket, one of', '');
    await say("the hub's keys, one of later", '');
    await say('sender address', '');
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.history()).not.toContain(PASSWORD);
    expect(fileIn(dir)).toBe(fileIn(join(box.dir, 'typed')));
  });

  test('where nobody can be asked, what is missing is named with its flag, and nothing is written', async () => {
    const dir = folder('missing');
    const plain = await box.run([
      'setup',
      '--workspace',
      dir,
      '--env',
      'stag',
      '--no-input',
      '--domain',
      'a.example.org',
    ]);
    expect(plain.code).toBe(2);
    expect(plain.stderr).toContain('--account');
    expect(plain.stderr).toContain('--set DEPLOY_TRUST_EC2=…');
    expect(plain.stderr).toContain('--set LOCAL_TRUST_PUBLIC_IPS=…');
    const json = await box.run(['setup', '--workspace', dir, '--env', 'stag', '--json', '--domain', 'a.example.org']);
    expect(json.code).toBe(2);
    const prompts = json.events.flatMap((event) => (event.type === 'prompt' ? [`${event.id} ${event.flag}`] : []));
    expect(prompts).toContain('FLIP_AWS_ACCOUNT_ID --account');
    expect(prompts).toHaveLength(8);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('another value than the file has is changed only with --yes; every other byte stays', async () => {
    const dir = folder('there');
    writeFileSync(join(dir, '.env.stag'), `# ours\r\n${fileIn(join(box.dir, 'typed'))}MINE=1`, { mode: 0o644 });
    const before = fileIn(dir);
    const args = ['setup', '--workspace', dir, '--env', 'stag', '--no-input', '--image-tag', 'sha-7654321'];
    const refused = await box.run(args);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('DOCKER_TAG: sha-1a2b3c4 becomes sha-7654321');
    expect(fileIn(dir)).toBe(before);
    expect((await box.run([...args, '--yes'])).code).toBe(0);
    expect(fileIn(dir)).toBe(before.replace('DOCKER_TAG=sha-1a2b3c4', 'DOCKER_TAG=sha-7654321'));
    expect(statSync(join(dir, '.env.stag')).mode & 0o777).toBe(0o600);
    const backups = join(dir, '.flip-hub', 'stag', 'backups');
    expect(readdirSync(backups).map((name) => readFileSync(join(backups, name), 'utf8'))).toEqual([before]);
  });

  test.each(['DEPLOY_TRUST_EC2', 'LOCAL_TRUST_PUBLIC_IPS', 'K8S_TRUST_PUBLIC_IPS'])(
    'no plan is made while %s is absent: its absence would destroy something',
    async (key) => {
      const dir = folder(`without-${key}`);
      writeFileSync(
        join(dir, '.env.stag'),
        fileIn(join(box.dir, 'typed')).replace(new RegExp(`^${key}=.*\n`, 'm'), ''),
      );
      const { code, stderr } = await box.run(['plan', '--workspace', dir, '--env', 'stag', '--no-input']);
      expect(code).toBe(2);
      expect(stderr).toContain(`${join(dir, '.env.stag')}  ${key}: has no value`);
      expect(stderr).toMatch(/without it (a trust host|every )/);
    },
  );

  test('a script is told which names of buckets are taken, and which could not be looked up', async () => {
    const args = ['setup', '--env', 'stag', '--no-input', '--no-key-pair', ...FLAGS, '--workspace'];
    const env = { AWS_ENDPOINT_URL_S3: s3.url };
    const told = await box.run([...args, folder('taken'), '--allow-endpoint-override'], env);
    expect([told.code, told.stdout]).toEqual([
      0,
      expect.stringMatching(/only if it is yours: stag-flip-example-org-ui$/m),
    ]);
    const nobody = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' };
    const unseen = await box.run([...args, folder('unseen'), '--allow-endpoint-override'], nobody);
    expect([unseen.code, unseen.stdout]).toEqual([0, expect.stringMatching(/could not be looked up: .*-tfstate, /)]);
  });

  test('a secret on the command line is refused, and so is a value the file cannot carry', async () => {
    const args = ['setup', '--workspace', folder('refused'), '--env', 'stag', '--no-input'];
    const secret = await box.run([...args, '--set', `ADMIN_USER_PASSWORD=${PASSWORD}`]);
    expect(secret.code).toBe(2);
    expect(secret.stderr).toContain('FLIP_HUB_SET_ADMIN_USER_PASSWORD');
    expect(secret.stderr).not.toContain(PASSWORD);
    const blank = await box.run([...args, '--set', 'DOCKER_TAG=two words']);
    expect(blank.code).toBe(2);
    expect(blank.stderr).toContain('for a shell the value ends at the first blank');
    const misspelt = await box.run(args, { FLIP_HUB_SET_DOCKER_TAGG: 'x' });
    expect(misspelt.code).toBe(2);
  });

  test.skipIf(noRehearsal)('a rehearsal deploys the workspace that setup made, as far as its plan', async () => {
    const from = join(box.dir, 'typed');
    const { code, events, stderr } = await box.run([
      'rehearse',
      'deploy',
      '--workspace',
      from,
      '--keep',
      box.workspace,
      '--stop-after',
      'plan',
      '--json',
      '--yes',
    ]);
    expect({ code, stderr: stderr.includes('error') }).toEqual({ code: 0, stderr: false });
    const plan = events.find((event) => event.type === 'plan');
    expect(plan?.add).toBeGreaterThan(100);
    expect(fileIn(box.workspace)).toContain('ALB_SUBDOMAIN=stag.flip.example.org');
    expect(fileIn(box.workspace)).not.toContain(PASSWORD);
  });
});
