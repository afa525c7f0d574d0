import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { githubCheck } from '../../src/doctor/checks/github.ts';
import { keyPairCheck } from '../../src/doctor/checks/key-pair.ts';
import { clockCheck, diskCheck } from '../../src/doctor/checks/machine.ts';
import { profileChecks } from '../../src/doctor/checks/profiles.ts';
import { envFilesCheck, gitCheck } from '../../src/doctor/checks/workspace.ts';
import { SAMPLE } from '../hub/env-file/sample.ts';
import { machine } from './machine.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flip-hub-doctor-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the key pair', () => {
  const key = () => join(dir, '.ssh', 'host-aws');
  const made = (...more: string[]) => {
    mkdirSync(join(dir, '.ssh'), { recursive: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', ...more, '-f', key()]);
  };
  const look = () => keyPairCheck.look(machine({ home: dir, real: ['ssh-keygen'] }));

  it('that belongs together is fine, and is left as it is', async () => {
    made();
    const before = readFileSync(key(), 'utf8');
    expect(await look()).toMatchObject({ verdict: 'ok', found: 'ed25519, 0600, matches .pub' });
    expect(readFileSync(key(), 'utf8')).toBe(before);
  });

  it('whose halves are of two pairs fails: the hosts would get a key that opens nothing', async () => {
    made();
    const other = readFileSync(`${key()}.pub`, 'utf8');
    rmSync(join(dir, '.ssh'), { recursive: true });
    made();
    writeFileSync(`${key()}.pub`, other);
    expect(await look()).toMatchObject({ verdict: 'fail', found: expect.stringContaining('two halves') });
  });

  it('that others can read fails with the command that mends it', async () => {
    made();
    chmodSync(key(), 0o644);
    expect(await look()).toMatchObject({ verdict: 'fail', fix: [{ command: `chmod 600 ${key()}` }] });
  });

  it('with a passphrase is a note: unattended it works only with an agent', async () => {
    made();
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'a passphrase', '-f', key()]);
    expect(await look()).toMatchObject({ verdict: 'warn', found: 'ed25519, with a passphrase' });
  });

  it.each([
    ['nothing', () => rmSync(join(dir, '.ssh'), { recursive: true }), 'not there'],
    ['no public half', () => rmSync(`${key()}.pub`), 'no public half'],
    ['no private half', () => rmSync(key()), 'no private half'],
    ['garbage', () => writeFileSync(key(), 'garbage'), 'ed25519'],
  ])('%s fails', async (_, spoil, found) => {
    made();
    spoil();
    expect(await look()).toMatchObject({ verdict: 'fail', found });
  });
});

describe('AWS profiles', () => {
  const look = (config: string, stag = SAMPLE) => {
    const file = join(dir, 'config');
    writeFileSync(file, config);
    const check = profileChecks.find(({ id }) => id === 'aws-profile-stag');
    if (check === undefined) throw new Error('stag has no check');
    return check.look(machine({ stag, shell: { AWS_CONFIG_FILE: file } }));
  };
  const sso = (account: string, region: string) =>
    `[profile stag]\nsso_start_url = https://x/start\nsso_region = eu-west-1\nsso_account_id = ${account}\nsso_role_name = r\nregion = ${region}\n`;

  it('of another account than the environment file fails: it would deploy nowhere or over another hub', async () => {
    expect(await look(sso('111122223333', 'eu-west-2'))).toMatchObject({
      verdict: 'ok',
      found: 'stag: account 111122223333, role r',
    });
    expect(await look(sso('999999999999', 'eu-west-2'))).toMatchObject({
      verdict: 'fail',
      why: expect.stringContaining('111122223333'),
    });
  });

  it('that assumes a role or has keys of its own is fine: not every operator signs in', async () => {
    const role =
      '[profile stag]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = x\nregion = eu-west-2\n';
    expect(await look(role)).toMatchObject({ verdict: 'ok', found: 'stag: a role' });
  });

  it('without a region is a note, with the command that sets it', async () => {
    expect(await look(sso('111122223333', 'x').replace(/region = x\n/, ''))).toMatchObject({
      verdict: 'warn',
      fix: [{ command: 'aws configure set region eu-west-2 --profile stag' }],
    });
  });

  it('of another region is a note with its line', async () => {
    expect(await look(sso('111122223333', 'us-east-1'))).toMatchObject({
      verdict: 'warn',
      why: expect.stringContaining('line 6'),
    });
  });

  it.each([
    ['missing', '', /missing/],
    ['without a sign-in', '[profile stag]\nregion = eu-west-2\n', /no way to sign in/],
    ['half written', '[profile stag]\nsso_start_url = https://x\n', /sso_region is missing/],
  ])('%s fails and says how to write it', async (_, config, found) => {
    expect(await look(config)).toMatchObject({
      verdict: 'fail',
      found: expect.stringMatching(found),
      fix: [{ command: 'flip-hub aws-profiles --env stag' }],
    });
  });
});

describe('the environment file', () => {
  const look = (text: string, mode = 0o600) => {
    const envFile = join(dir, '.env.stag');
    writeFileSync(envFile, text, { mode });
    chmodSync(envFile, mode);
    return envFilesCheck.look(machine({ stag: text, envFile, workspace: dir }));
  };

  it('names what is missing or still a placeholder, and never a value', async () => {
    const finding = await look(SAMPLE.replace(/^FLIP_UI_BUCKET_NAME=.*$/m, 'FLIP_UI_BUCKET_NAME=<name>'));
    expect(finding).toMatchObject({ verdict: 'fail', why: expect.stringContaining('FLIP_UI_BUCKET_NAME') });
    expect(JSON.stringify(finding)).not.toContain('abcdefghijklmnopqrstuvwxyz');
  });

  it('that others can read fails: it holds the keys of the hub', async () => {
    expect(await look(SAMPLE, 0o644)).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('read by others'),
    });
  });

  it('that is not there yet is a note, so that a first day can begin', async () => {
    expect(await envFilesCheck.look(machine())).toMatchObject({ verdict: 'warn', found: 'none yet' });
  });
});

describe('git', () => {
  const git = (...args: string[]) => execFileSync('git', ['-C', dir, ...args], { stdio: 'ignore' });
  const look = () => gitCheck.look(machine({ workspace: dir, real: ['git'] }));

  it('that tracks a secret file fails, and says that the secret counts as published', async () => {
    expect(await look()).toMatchObject({ verdict: 'ok', found: 'not a git repository' });
    git('init', '-q');
    writeFileSync(join(dir, '.env.stag'), 'x');
    writeFileSync(join(dir, '.env.stag.example'), 'x');
    expect(await look()).toMatchObject({ verdict: 'ok', found: 'none tracked' });
    git('add', '-A');
    expect(await look()).toMatchObject({
      verdict: 'fail',
      found: 'tracked: .env.stag',
      why: expect.stringContaining('published'),
    });
  });
});

describe('gh', () => {
  const look = (says: Record<string, { exit: number; stderr?: string; stdout?: string }>) =>
    githubCheck.look(machine({ says }));

  it('without the scope that reads packages fails, though it is logged in: image pulls would be denied', async () => {
    expect(await look({ gh: { exit: 0, stdout: "  - Token scopes: 'gist', 'repo'\n" } })).toMatchObject({
      verdict: 'fail',
      fix: [{ command: 'gh auth refresh --hostname github.com --scopes read:packages' }],
    });
    expect(await look({ gh: { exit: 0, stdout: "  - Token scopes: 'read:packages', 'repo'\n" } })).toMatchObject({
      verdict: 'ok',
    });
    expect(await look({ gh: { exit: 0, stdout: '  - Logged in\n' } })).toMatchObject({ verdict: 'warn' });
    expect(await look({ gh: { exit: 1, stderr: 'You are not logged into any GitHub hosts.' } })).toMatchObject({
      verdict: 'fail',
      found: 'not logged in',
    });
  });
});

describe('disk and clock', () => {
  it('a disk without room for the provider fails before the download does', async () => {
    expect(await diskCheck.look(machine({ freeBytes: () => 1024 ** 3 }))).toMatchObject({
      verdict: 'fail',
      found: '1.0 GiB free',
    });
  });

  it.each([
    [0, 'ok', 'in step'],
    [30, 'ok', '30 s ahead'],
    [120, 'warn', '120 s ahead'],
    [-600, 'fail', '600 s behind'],
  ])('a clock %i s off is %s', async (seconds, verdict, found) => {
    const server = new Date('2026-01-01T00:00:00Z');
    const here = new Date(server.getTime() + seconds * 1000);
    const finding = await clockCheck.look(
      machine({ serverTime: async () => ({ server, sent: here, received: here }) }),
    );
    expect(finding).toMatchObject({ verdict, found });
  });
});
