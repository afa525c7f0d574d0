/**
 * The first day on a laptop that knows no AWS: `setup` in a real terminal signs in, and writes profile, key pair and
 * environment file. By flags, with nobody there, the same files come out, byte for byte.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../../../src/tools/process.ts';
import { type IdentityCenter, identityCenter } from '../../aws/sso/identity-center.ts';
import { ANSWERS } from '../../commands/setup/answers-by-flag.ts';
import { PROGRAM, Sandbox } from '../../rehearsal/support/program.ts';
import { KEY } from '../../terminal/keys.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

const run = promisify(execFile);
const START = 'https://example.awsapps.com/start';
const PROFILE = ['--start-url', START, '--sso-region', 'eu-west-1', '--use', 'stag=111122223333/Operator'];

let center: IdentityCenter;
let box: Sandbox;
let buckets: ReturnType<typeof createServer>;
let env: Record<string, string>;
beforeEach(async () => {
  center = await identityCenter();
  box = new Sandbox('setup-profile');
  // Every bucket's name is free.
  buckets = createServer((_, response) => void response.writeHead(404).end());
  await new Promise<void>((resolve) => buckets.listen(0, '127.0.0.1', resolve));
  env = {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(buckets.address() as AddressInfo).port}`,
    AWS_ENDPOINT_URL_SSO: center.endpoint,
    AWS_ENDPOINT_URL_SSO_OIDC: center.endpoint,
    AWS_ENDPOINT_URL_STS: center.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
});
afterEach(async () => {
  await center[Symbol.asyncDispose]();
  buckets.close();
  await box[Symbol.asyncDispose]();
});

/** A laptop of its own: home and workspace, both empty. */
function laptop(name: string) {
  const home = join(box.dir, name, 'home');
  const workspace = join(box.dir, name, 'flip');
  for (const dir of [home, workspace]) mkdirSync(dir, { recursive: true });
  return {
    home,
    workspace,
    config: join(home, '.aws', 'config'),
    env: { ...box.env, ...env, HOME: home, XDG_CONFIG_HOME: join(home, '.config') },
    envFile: () => readFileSync(join(workspace, '.env.stag'), 'utf8'),
  };
}
const open = (at: ReturnType<typeof laptop>, args: string[] = [], size = { columns: 80, rows: 24 }) =>
  new PtyTerminal(
    process.execPath,
    [PROGRAM, 'setup', '--env', 'stag', '--allow-endpoint-override', ...ANSWERS, ...args],
    {
      ...size,
      cwd: at.workspace,
      env: at.env,
      patienceMs: 60_000,
    },
  );

/** As far as the code that is to be compared. */
async function toSignIn(terminal: PtyTerminal): Promise<void> {
  await terminal.waitFor('This machine');
  terminal.keys(KEY.enter);
  await terminal.waitFor('not in the AWS configuration of this machine yet');
  terminal.keys(KEY.enter, KEY.enter, START, KEY.enter);
  await terminal.waitFor('❯ its region');
  terminal.keys('\u0015', 'eu-west-1', KEY.enter);
  await terminal.waitFor('Sign in to AWS');
}
/** From the account to the summary: what flags did not answer is taken as it is offered. */
async function toSummary(terminal: PtyTerminal, chosen = true): Promise<void> {
  const pages: [title: string, open: number][] = [
    ['Public names', 2],
    ['Buckets', 6],
    ['Images and', 3],
    ['Trusts ·', 1],
    ['Secrets ·', 2],
  ];
  if (chosen) {
    await terminal.waitFor(/account id\s+111122223333\s+suggested/);
    terminal.keys(KEY.enter, KEY.enter);
  }
  for (const [title, fields] of pages) {
    await terminal.waitFor(title);
    terminal.keys(...Array.from({ length: fields }, () => KEY.enter));
  }
  await terminal.waitFor('Nothing is written yet');
}

describe('setup on a laptop without an AWS profile', () => {
  test('signs in, lists accounts and roles, writes profile, keys and file; by flags all is the same byte for byte', async () => {
    const typed = laptop('typed');
    center.answers = ['pending', 'slow-down', 'token'];
    await using terminal = open(typed);
    await toSignIn(terminal);
    await terminal.waitFor('ABCD-EFGH');
    terminal.keys('c');
    await terminal.waitFor('the address was given to the terminal to copy');
    expect(terminal.clipboard).toContain('/device?user_code=ABCD-EFGH');
    terminal.keys('Q');
    await terminal.waitFor('any key back');
    terminal.keys(KEY.escape);
    await terminal.waitFor(/❯ +111122223333\/Operator\s+flip-stag/);
    expect(existsSync(typed.config)).toBe(false);
    terminal.keys(KEY.enter);
    await toSummary(terminal);
    await terminal.waitFor('[profile stag] sso_role_name = Operator');
    expect([existsSync(typed.config), existsSync(join(typed.workspace, '.env.stag'))]).toEqual([false, false]);
    terminal.keys(KEY.enter);
    await terminal.waitFor('What comes next');
    terminal.keys(KEY.enter, KEY.enter, KEY.enter, KEY.enter);
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.history()).not.toContain('access-1');
    expect(readdirSync(join(typed.home, '.ssh')).sort()).toEqual(['host-aws', 'host-aws.pub']);

    const flags = laptop('flags');
    const words = ['setup', '--workspace', flags.workspace, '--env', 'stag', '--no-input', ...ANSWERS, ...PROFILE];
    const { code, stderr } = await box.run(words, { ...env, HOME: flags.home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(flags.config, 'utf8')).toBe(readFileSync(typed.config, 'utf8'));
    expect(flags.envFile()).toBe(typed.envFile());
    expect(readdirSync(join(flags.home, '.ssh')).sort()).toEqual(['host-aws', 'host-aws.pub']);

    if (findProgram('aws', process.env.PATH, '/') === undefined) return;
    const args = ['sts', 'get-caller-identity', '--profile', 'stag', '--query', 'Account', '--output', 'text'];
    const { stdout } = await run('aws', args, { env: typed.env });
    expect(stdout.trim()).toBe('111122223333');
    expect(center.calls.filter((call) => call === 'authorize')).toHaveLength(1);
  });

  test('a refusal in the browser, and Esc while it waits, leave a setup that goes on without a profile', async () => {
    const at = laptop('refused');
    center.answers = ['denied', 'pending'];
    await using terminal = open(at);
    await toSignIn(terminal);
    await terminal.waitFor('was refused in the browser');
    terminal.keys(KEY.enter);
    await terminal.waitFor('waiting for you in the browser');
    terminal.keys(KEY.escape);
    await terminal.waitFor('❯ AWS profile');
    const asked = center.calls.length;
    terminal.keys(KEY.down);
    await terminal.waitFor('❯ write it');
    terminal.keys(KEY.right, KEY.enter);
    await terminal.waitFor('AWS account');
    terminal.keys('111122223333', KEY.enter, KEY.enter);
    await toSummary(terminal, false);
    await terminal.waitFor('profile stag is not in the AWS configuration');
    terminal.keys(KEY.enter);
    await terminal.waitFor('What comes next');
    terminal.keys('l', KEY.enter, KEY.enter, KEY.enter, KEY.enter);
    expect((await terminal.exited()).code).toBe(0);
    expect(center.calls.length).toBe(asked);
    expect([existsSync(at.config), existsSync(join(at.home, '.ssh', 'host-aws'))]).toEqual([false, false]);
    expect(at.envFile()).toContain('AWS_PROFILE=stag');
  });

  test('line by line on a plain terminal the code is told while it waits', async () => {
    const at = laptop('plain');
    center.answers = ['pending', 'token'];
    await using terminal = open(at, ['--plain', '--account', '111122223333', '--region', 'eu-west-2']);
    const say = async (question: string, text: string): Promise<void> => {
      await terminal.waitFor(question, 'history');
      terminal.keys(`${text}\r`);
    };
    await say('Enter to go on', '');
    await say('AWS profile [stag]', '');
    await say('write it, one of', '');
    await say('start URL (', START);
    await say('its region [eu-west-2]', 'eu-west-1');
    await terminal.waitFor('ABCD-EFGH', 'history');
    await say('account/role, one of', '111122223333/ReadOnly');
    await terminal.waitFor('AWS account (5 of 12)', 'history');
    terminal.keys('\r');
    await terminal.waitFor('Public names and mail', 'history');
    terminal.keys('\u0003');
    await terminal.exited();
    const kept = JSON.parse(readFileSync(join(at.workspace, '.flip-hub', 'stag', 'setup.json'), 'utf8'));
    expect(kept.profile).toMatchObject({ use: '111122223333/ReadOnly', 'sso-region': 'eu-west-1' });
  });
});

describe('setup where nobody can be asked', () => {
  const words = (at: ReturnType<typeof laptop>, ...more: string[]) => [
    'setup',
    '--workspace',
    at.workspace,
    '--env',
    'stag',
    '--no-input',
    ...ANSWERS,
    ...more,
  ];

  test('without flags the profile stays away, and the line that says so names the command', async () => {
    const at = laptop('unasked');
    const ran = await box.run(words(at, '--account', '111122223333', '--no-key-pair'), { HOME: at.home });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain(
      'profile stag is not in the AWS configuration of this machine: flip-hub aws-profiles --env stag',
    );
    expect(existsSync(at.config)).toBe(false);
    expect(existsSync(join(at.home, '.ssh'))).toBe(false);
    // A new pair of every CI machine would lock the operators out at the next apply.
    const ci = await box.run(words(at, '--account', '111122223333'), { HOME: at.home, CI: '1' });
    expect(existsSync(join(at.home, '.ssh'))).toBe(false);
    expect([ci.code, ci.stdout]).toEqual([0, expect.stringContaining('credentials come from this environment (CI)')]);
    expect(ci.stdout).not.toContain('flip-hub aws-profiles');
  });

  test('half an answer about the profile is refused, and so is one about another account; nothing is written', async () => {
    const at = laptop('half');
    const half = await box.run(words(at, '--use', 'stag=111122223333/Operator'), { HOME: at.home });
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('--start-url')]);
    expect(half.stderr).toContain('--sso-region');
    const other = await box.run(words(at, ...PROFILE, '--account', '999988887777'), { HOME: at.home });
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('signs in to 111122223333')]);
    const elsewhere = await box.run(words(at, '--use', 'production=111122223333/Operator'), { HOME: at.home });
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('is about production')]);
    expect([existsSync(at.config), readdirSync(at.workspace)]).toEqual([false, []]);
  });

  test('a profile that says something else is changed only with --yes, and a copy stays', async () => {
    const at = laptop('other');
    mkdirSync(join(at.home, '.aws'));
    const before = '# mine\n[profile stag]\nregion = us-east-1\n\n[profile else]\nregion = x\n';
    writeFileSync(at.config, before);
    const no = await box.run(words(at, ...PROFILE, '--no-key-pair', '--region', 'eu-west-2'), { HOME: at.home });
    expect([no.code, no.stderr]).toEqual([5, expect.stringContaining('[profile stag] region = us-east-1')]);
    expect(readFileSync(at.config, 'utf8')).toBe(before);
    expect(
      (await box.run(words(at, ...PROFILE, '--no-key-pair', '--region', 'eu-west-2', '--yes'), { HOME: at.home })).code,
    ).toBe(0);
    const after = readFileSync(at.config, 'utf8');
    expect(after).toContain('# mine\n[profile stag]\nregion = eu-west-2\n');
    expect(after).toContain('\n[profile else]\nregion = x\n');
    const copy = readdirSync(join(at.home, '.aws')).find((name) => name.startsWith('config.backup.'));
    expect(readFileSync(join(at.home, '.aws', copy ?? ''), 'utf8')).toBe(before);
  });
});
