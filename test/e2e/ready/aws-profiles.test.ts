/** The first day's profiles: signed in once, chosen from what there is, written; and the real AWS CLI then works with them. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findProgram } from '../../../src/tools/process.ts';
import { type IdentityCenter, identityCenter } from '../../aws/sso/identity-center.ts';
import { PROGRAM, Sandbox } from '../../rehearsal/support/program.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

const run = promisify(execFile);
let center: IdentityCenter;
let box: Sandbox;
let config: string;
let env: Record<string, string>;
beforeEach(async () => {
  center = await identityCenter();
  box = new Sandbox('aws-profiles');
  const home = join(box.dir, 'home');
  mkdirSync(join(home, '.aws'));
  config = join(home, '.aws', 'config');
  env = {
    ...box.env,
    AWS_ENDPOINT_URL_SSO: center.endpoint,
    AWS_ENDPOINT_URL_SSO_OIDC: center.endpoint,
    AWS_ENDPOINT_URL_STS: center.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
});
afterEach(async () => {
  await center[Symbol.asyncDispose]();
  await box[Symbol.asyncDispose]();
});

const WORDS = ['aws-profiles', '--allow-endpoint-override'];
const open = () =>
  new PtyTerminal(process.execPath, [PROGRAM, ...WORDS], { columns: 100, rows: 40, cwd: box.dir, env });

test('asked page by page, it writes stag and prod, leaves out what was left out, and nobody signs in again', async () => {
  writeFileSync(config, '# mine\n[default]\nregion = us-east-1\n');
  await using terminal = open();
  await terminal.waitFor('Start URL of IAM Identity Center?');
  terminal.keys('not an address\r');
  await terminal.waitFor('an address such as');
  terminal.keys('https://example.awsapps.com/start\r');
  await terminal.waitFor('Region of IAM Identity Center? [eu-west-2]');
  terminal.keys('eu-west-1\r');
  await terminal.waitFor('ABCD-EFGH');
  await terminal.waitFor(/1 {2}111122223333 {2}flip-prod|1 {2}444455556666 {2}flip-prod/);
  await terminal.waitFor('Which is stag (profile stag)?');
  terminal.keys('2\r');
  await terminal.waitFor('Region of the hub for profile stag?');
  terminal.keys('\r');
  await terminal.waitFor('Which is production (profile prod)?');
  terminal.keys('1\r');
  await terminal.waitFor('Region of the hub for profile prod?');
  terminal.keys('\r');
  await terminal.waitFor('Which is development (profile dev)?');
  terminal.keys('\r');
  await terminal.waitFor(/Write stag, prod into .*\[y\/N\]/s);
  expect(readFileSync(config, 'utf8')).toBe('# mine\n[default]\nregion = us-east-1\n');
  terminal.keys('y\r');
  expect((await terminal.exited()).code).toBe(0);
  const text = readFileSync(config, 'utf8');
  expect(text.startsWith('# mine\n[default]\nregion = us-east-1\n')).toBe(true);
  expect(text).toMatch(/\[profile stag\][^[]*sso_account_id = 111122223333[^[]*sso_role_name = Operator/);
  expect(text).toMatch(/\[profile prod\][^[]*sso_account_id = 444455556666/);
  expect(text).not.toContain('profile dev');
  expect(terminal.history()).not.toContain('access-1');
  if (findProgram('aws', process.env.PATH, '/') === undefined) return;
  const { stdout } = await run(
    'aws',
    ['sts', 'get-caller-identity', '--profile', 'stag', '--query', 'Account', '--output', 'text'],
    { env },
  );
  expect(stdout.trim()).toBe('111122223333');
  expect(center.calls.filter((call) => call === 'authorize')).toHaveLength(1);
});

test('a no leaves the file as it was', async () => {
  await using terminal = open();
  await terminal.waitFor('Start URL');
  terminal.keys('\u0003');
  expect((await terminal.exited()).code).toBe(5);
  expect(existsSync(config)).toBe(false);
});

test('a script answers everything by flags, with nobody there, and the same again writes nothing', async () => {
  const words = [
    ...WORDS,
    '--start-url',
    'https://example.awsapps.com/start',
    '--sso-region',
    'eu-west-1',
    '--use',
    'stag=111122223333/Operator',
    '--yes',
  ];
  expect((await box.run(words, env)).code).toBe(0);
  const text = readFileSync(config, 'utf8');
  expect(text).toContain('sso_role_name = Operator');
  const again = await box.run(words, env);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('nothing was written')]);
  expect(center.calls).toEqual([]);
  rmSync(config);
  const unasked = await box.run(
    words.filter((word) => word !== '--yes'),
    env,
  );
  expect(unasked.code).toBe(5);
  expect(existsSync(config)).toBe(false);
  const bad = await box.run([...WORDS, '--use', 'stag=12/x'], env);
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('--use takes ENV=ACCOUNT/ROLE')]);
});
