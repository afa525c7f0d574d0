/**
 * What our sign-in leaves behind is judged by its readers: the real AWS CLI, the real provider under the real
 * Terraform, and the SDK this program is built on.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { callerIdentity } from '../../src/aws/identity.ts';
import { ssoCacheDir, tokenFile } from '../../src/aws/sso/cache-files.ts';
import { deviceLogin } from '../../src/aws/sso/device-login.ts';
import { createSsoOidc } from '../../src/aws/sso/oidc-client.ts';
import { parseSharedConfig, readSharedConfig } from '../../src/aws/sso/shared-config.ts';
import { readProfileLogin } from '../../src/aws/sso/sso-profile.ts';
import { findProgram } from '../../src/tools/process.ts';
import { cliConfigText, decideProviders, realFileView } from '../../src/tools/terraform/index.ts';
import { type IdentityCenter, identityCenter } from '../aws/sso/identity-center.ts';
import { skipWithout } from './support/requirements.ts';

const run = promisify(execFile);
const skipped = await skipWithout('terraform');
const withoutCli = skipped || findProgram('aws', process.env.PATH, '/') === undefined;

const CONFIGS = {
  'an sso-session': `[profile stag]
sso_session = flip
sso_account_id = 111122223333
sso_role_name = Operator
region = eu-west-2

[sso-session flip]
sso_start_url = https://example.awsapps.com/start#/
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`,
  'an older profile': `[profile stag]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Operator
region = eu-west-2
`,
};

let center: IdentityCenter;
let home: string;
let env: Record<string, string>;
/** Seconds between two polls, as they were waited for. */
let waits: number[];
beforeEach(async () => {
  waits = [];
  center = await identityCenter();
  home = mkdtempSync(join(tmpdir(), 'flip-hub-sign-in-'));
  mkdirSync(join(home, '.aws'));
  env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
    AWS_ENDPOINT_URL_SSO: center.endpoint,
    AWS_ENDPOINT_URL_SSO_OIDC: center.endpoint,
    AWS_ENDPOINT_URL_STS: center.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(home, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials'),
  };
  for (const name of [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_CA_BUNDLE',
  ])
    vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) if (name !== 'PATH') vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await center[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

async function signIn(config: string) {
  writeFileSync(join(home, '.aws', 'config'), config);
  const login = readProfileLogin(readSharedConfig(join(home, '.aws', 'config')), 'stag');
  if (login.kind !== 'sso') throw new Error('the profile of this test signs in');
  await deviceLogin({
    sso: login.sso,
    oidc: createSsoOidc(login.sso.region),
    cacheDir: ssoCacheDir(env),
    clock: {
      now: () => new Date(),
      sleep: async (ms) => {
        waits.push(ms / 1000);
      },
    },
    secret: (secret) => secret,
    show: () => undefined,
    signal: new AbortController().signal,
  });
  return login.sso;
}

async function awsSays(): Promise<string> {
  const { stdout } = await run(
    'aws',
    ['sts', 'get-caller-identity', '--profile', 'stag', '--output', 'text', '--query', 'Account'],
    { env },
  );
  return stdout.trim();
}

async function providerSays(): Promise<string> {
  const root = join(home, 'root');
  mkdirSync(root, { recursive: true });
  writeFileSync(
    join(root, 'main.tf'),
    `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  profile = "stag"
  region  = "eu-west-2"
}
data "aws_caller_identity" "me" {}
output "account" {
  value = data.aws_caller_identity.me.account_id
}
`,
  );
  const source = decideProviders(
    {
      env: { ...process.env, TF_CLI_CONFIG_FILE: undefined },
      home: homedir(),
      platform: process.platform,
      binary: 'terraform',
    },
    realFileView,
  );
  const text = cliConfigText(source);
  if (text !== undefined) writeFileSync(join(home, 'terraformrc'), text);
  const terraformEnv = { ...env, ...(text === undefined ? {} : { TF_CLI_CONFIG_FILE: join(home, 'terraformrc') }) };
  const terraform = (...args: string[]) => run('terraform', args, { cwd: root, env: terraformEnv });
  await terraform('init', '-no-color');
  await terraform('apply', '-auto-approve', '-no-color');
  return (await terraform('output', '-raw', 'account')).stdout.trim();
}

const sdkSays = async (): Promise<string> =>
  (await callerIdentity(createAws({ region: 'eu-west-2', profile: 'stag' }), 'aws sso login')).account;

describe.skipIf(withoutCli)('after our sign-in nobody has to sign in again', () => {
  it.each(Object.entries(CONFIGS))(
    '%s: the AWS CLI, the Terraform provider and our own clients all work',
    async (_, config) => {
      await signIn(config);
      expect(await awsSays()).toBe('111122223333');
      expect(await providerSays()).toBe('111122223333');
      expect(await sdkSays()).toBe('111122223333');
      expect(center.calls.filter((call) => call === 'authorize')).toHaveLength(1);
      expect(center.calls).not.toContain('refresh');
    },
  );

  it.each(Object.entries(CONFIGS))(
    '%s: asked to slow down, and pending for a while, it waits and then works',
    async (_, config) => {
      center.answers = ['pending', 'slow-down', 'pending', 'token'];
      await signIn(config);
      expect(center.calls.filter((call) => call === 'poll')).toHaveLength(4);
      expect(waits).toEqual([1, 1, 6, 6]);
      expect(await awsSays()).toBe('111122223333');
    },
  );

  it.each(
    Object.entries(CONFIGS).flatMap(([style, config]) => [
      [style, 'denied', 'refused', config] as const,
      [style, 'expired', 'before its code ended', config] as const,
    ]),
  )('%s: a sign-in that ended as %s leaves no token, and the next one works', async (_, answer, words, config) => {
    center.answers = ['pending', answer];
    await expect(signIn(config)).rejects.toThrow(words);
    await expect(awsSays()).rejects.toThrow();
    center.answers = ['token'];
    await signIn(config);
    expect(await awsSays()).toBe('111122223333');
    // The client is still good: registering again would leave one behind in IAM Identity Center for each try.
    expect(center.calls.filter((call) => call === 'register')).toHaveLength(1);
  });

  it('a role that is assumed with such a profile signs in through it', async () => {
    const config = `${CONFIGS['an sso-session']}\n[profile deployer]\nrole_arn = arn:aws:iam::111122223333:role/Deployer\nsource_profile = stag\n`;
    const login = readProfileLogin({ file: 'config', sections: parseSharedConfig(config) }, 'deployer');
    expect(login).toMatchObject({ kind: 'other', identity: 'role', through: { session: 'flip', profile: 'stag' } });
  });

  it('a token that ends soon is renewed by the AWS CLI with what we wrote, and we go on with the new one', async () => {
    center.tokenSeconds = 60;
    const sso = await signIn(CONFIGS['an sso-session']);
    center.tokenSeconds = 3600;
    const before = JSON.parse(readFileSync(tokenFile(ssoCacheDir(env), sso), 'utf8'));
    expect(await awsSays()).toBe('111122223333');
    expect(center.calls).toContain('refresh');
    const after = JSON.parse(readFileSync(tokenFile(ssoCacheDir(env), sso), 'utf8'));
    expect(after.accessToken).not.toBe(before.accessToken);
    const refreshed = center.calls.filter((call) => call === 'refresh').length;
    expect(await sdkSays()).toBe('111122223333');
    expect(center.calls.filter((call) => call === 'refresh')).toHaveLength(refreshed);
  });

  it('a token that ends soon is renewed by us, and the AWS CLI and the provider go on with the new one', async () => {
    center.tokenSeconds = 60;
    await signIn(CONFIGS['an sso-session']);
    center.tokenSeconds = 3600;
    expect(await sdkSays()).toBe('111122223333');
    expect(center.calls.filter((call) => call === 'refresh')).toHaveLength(1);
    expect(await awsSays()).toBe('111122223333');
    expect(await providerSays()).toBe('111122223333');
    expect(center.calls.filter((call) => call === 'refresh')).toHaveLength(1);
  });
});
