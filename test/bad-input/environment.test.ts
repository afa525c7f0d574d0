/** The wrong words, files, account or endpoint: refused with the exit code of the contract before anything is opened. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { operator, PRODUCTION, STAG, STATE_BUCKET } from './support/operator.ts';
import { stsError } from './support/small-aws.ts';

const op = await operator();

/** The whole command line, without a terminal: exit code and the one error it draws. */
async function typed(words: string[], shell: NodeJS.ProcessEnv = {}) {
  const io = fakeIo({ cwd: op.workspace, env: { ...op.shell, AWS_ENDPOINT_URL: '', ...shell } });
  const exit = await dispatch([...words, '--json'], io);
  const lines = io
    .out()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { exit, error: lines.find((line) => line.type === 'error') ?? {} };
}
const nothingOpened = () => {
  expect(existsSync(op.stateDir())).toBe(false);
  expect(op.aws.calls).toEqual([]);
};

describe('which environment', () => {
  it.each<[string, string[], NodeJS.ProcessEnv, string, RegExp]>([
    ['none named and nobody to ask', ['plan'], {}, 'environment-missing', /--env stag/],
    ['a name that does not exist', ['plan', '--env', 'live'], {}, 'unknown-environment', /live/],
    ['--env and PROD that disagree', ['plan', '--env', 'stag'], { PROD: 'true' }, 'unknown-environment', /PROD/],
    ['PROD that means nothing', ['plan'], { PROD: 'yes please' }, 'unknown-environment', /yes please/],
    [
      'PROD that means nothing, beside a good --env',
      ['plan', '--env', 'stag'],
      { PROD: '1' },
      'unknown-environment',
      /PROD/,
    ],
    ['the one of this machine', ['deploy', '--env', 'development'], {}, 'unknown-environment', /docker compose/],
  ])('%s is exit 2, never a guess', async (_, words, shell, code, said) => {
    const { exit, error } = await typed(words, shell);
    expect({ exit, code: error.code }).toEqual({ exit: EXIT.usage, code });
    expect(JSON.stringify(error)).toMatch(said);
    expect(error.next).not.toEqual([]);
    nothingOpened();
  });
});

describe('which workspace', () => {
  it.each([
    ['there is none here or above', () => ['plan', '--env', 'stag']],
    ['the named folder does not exist', () => ['plan', '--env', 'stag', '--workspace', join(op.workspace, 'nowhere')]],
    ['a file is named', () => ['plan', '--env', 'stag', '--workspace', join(op.workspace, '.env.production')]],
  ])('%s: exit 2 with how to name one', async (_, words) => {
    rmSync(join(op.workspace, '.env.stag'));
    if (words().length > 3) op.envFile(PRODUCTION, 'production');
    const { exit, error } = await typed(words());
    expect({ exit, code: error.code }).toEqual({ exit: EXIT.usage, code: 'workspace-missing' });
    expect(JSON.stringify(error.next)).toContain('--workspace');
  });

  it('one that a rehearsal made is exit 4: its keys are not real', async () => {
    mkdirSync(join(op.workspace, '.flip-hub'));
    writeFileSync(join(op.workspace, '.flip-hub', 'REHEARSAL'), '{}');
    for (const words of [['deploy'], ['plan'], ['apply', '--yes'], ['create-backend']]) {
      const { exit, error } = await typed([...words, '--env', 'stag']);
      expect({ exit, code: error.code }).toEqual({ exit: EXIT.precondition, code: 'workspace-is-rehearsal' });
    }
    nothingOpened();
  });
});

describe('the environment file', () => {
  const file = () => join(op.workspace, '.env.stag');
  it.each<[string, () => void, string, number, RegExp]>([
    [
      'absent',
      () => {
        rmSync(file());
        op.envFile(PRODUCTION, 'production');
      },
      'env-file-missing',
      EXIT.usage,
      /--workspace/,
    ],
    ['empty', () => op.envFile(''), 'account-mismatch', EXIT.precondition, /FLIP_AWS_ACCOUNT_ID.*AWS_REGION/],
    [
      'a link to somewhere else',
      () => {
        writeFileSync(join(op.workspace, 'real'), STAG);
        rmSync(file());
        symlinkSync('real', file());
      },
      'env-file-symlink',
      EXIT.precondition,
      /is a link/,
    ],
    [
      'a folder',
      () => {
        rmSync(file());
        mkdirSync(file());
      },
      'env-file-symlink',
      EXIT.precondition,
      /not a plain file/,
    ],
    [
      'full of bytes that are no text',
      () => writeFileSync(file(), Buffer.from([0, 255, 254, 10, 0, 61, 0])),
      'account-mismatch',
      EXIT.precondition,
      /FLIP_AWS_ACCOUNT_ID/,
    ],
    [
      'without the account',
      () => op.envFile(STAG.replace(/FLIP_AWS_ACCOUNT_ID=.*\n/, '')),
      'account-mismatch',
      EXIT.precondition,
      /FLIP_AWS_ACCOUNT_ID=<the 12 digits/,
    ],
    [
      'with a placeholder for the account',
      () => op.envFile(STAG.replace(/(FLIP_AWS_ACCOUNT_ID)=.*/, '$1=<your account>')),
      'account-mismatch',
      EXIT.precondition,
      /FLIP_AWS_ACCOUNT_ID/,
    ],
    [
      'with an account that is none',
      () => op.envFile(STAG.replace('111122223333', '1111-2222-3333')),
      'env-file-invalid',
      EXIT.usage,
      /12 digits/,
    ],
    [
      'with several values that cannot be',
      () =>
        op.envFile(STAG.replace('API_PORT=8080', 'API_PORT=http').replace('AWS_REGION=eu-west-2', 'AWS_REGION=London')),
      'env-file-invalid',
      EXIT.usage,
      /API_PORT.*AWS_REGION|AWS_REGION.*API_PORT/s,
    ],
    [
      'with the state in the bucket of uploads',
      () => op.envFile(STAG.replace('example-flip-stag-uploads', STATE_BUCKET)),
      'env-file-invalid',
      EXIT.usage,
      /same bucket/,
    ],
    [
      'with a damaged payload key',
      () => op.envFile(STAG.replace(/(AES_KEY_BASE64)=.*/, '$1=c2hvcnQ=')),
      'env-file-invalid',
      EXIT.usage,
      /AES_KEY_BASE64/,
    ],
  ])('%s is told at once, and nothing is opened', async (_, spoil, code, exit, said) => {
    spoil();
    for (const words of [['plan'], ['deploy', '--to', 'update-env']]) {
      const told = await typed([...words, '--env', 'stag']);
      expect({ exit: told.exit, code: told.error.code }).toEqual({ exit, code });
      expect(JSON.stringify(told.error)).toMatch(said);
      expect(told.error.next).not.toEqual([]);
      expect(JSON.stringify(told.error)).not.toContain('c2hvcnQ=');
      nothingOpened();
    }
  });

  it.each(['FLIP_AWS_ACCOUNT_ID', 'FLIP_TFSTATE_BUCKET_NAME'])(
    'that has the %s of the other environment is exit 4: one would deploy over the other',
    async (key) => {
      const theirs = new RegExp(`${key}=(.*)`).exec(PRODUCTION)?.[1];
      op.envFile(PRODUCTION, 'production');
      op.envFile(STAG.replace(new RegExp(`${key}=.*`), `${key}=${theirs}`));
      const { exit, error } = await typed(['plan', '--env', 'stag']);
      expect({ exit, code: error.code }).toEqual({ exit: EXIT.precondition, code: 'account-mismatch' });
      expect(String(error.what)).toContain(key);
      nothingOpened();
    },
  );

  it('a broken file of the other environment is not this one’s problem', async () => {
    op.envFile('FLIP_AWS_ACCOUNT_ID=\n???\n', 'production');
    expect((await op.run(['aws-login', '--env', 'stag'])).exit).toBe(EXIT.done);
  });

  it('without internal keys: exit 4 naming the command that makes them, before the state is claimed', async () => {
    op.envFile(STAG.replace(/INTERNAL_SERVICE_KEY.*\n/g, ''));
    const ended = await op.run(['plan', '--env', 'stag']);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors[0]).toMatchObject({
      code: 'keys-missing',
      next: ['flip-hub generate-internal-service-key --env stag'],
    });
    expect([...op.aws.objects.keys()]).toEqual([]);
  });
});

describe('the SSH key', () => {
  it('without a public key: exit 4 with the command that makes one, before the state is claimed', async () => {
    const home = join(op.workspace, 'home');
    mkdirSync(home);
    vi.stubEnv('HOME', home);
    const ended = await op.run(['plan', '--env', 'stag']);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'tool-missing']);
    expect(ended.errors[0]?.next).toEqual([`ssh-keygen -t ed25519 -f ${join(home, '.ssh', 'host-aws')}`]);
    expect([...op.aws.objects.keys()]).toEqual([]);
  });
});

describe('where AWS is', () => {
  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_CA_BUNDLE'])(
    '%s of the shell is exit 4 for a real run: a deployment must not go somewhere else',
    async (name) => {
      const { exit, error } = await typed(['plan', '--env', 'stag'], { [name]: 'http://127.0.0.1:1' });
      expect({ exit, code: error.code }).toEqual({ exit: EXIT.precondition, code: 'endpoint-override' });
      expect(JSON.stringify(error.next)).toContain(`unset ${name}`);
      nothingOpened();
    },
  );

  it('an override that was accepted reaches Terraform too: half a deployment elsewhere is worse than either', async () => {
    op.program('terraform', `env > "${op.bin}/seen"; exit 1`);
    await op.run(['plan', '--env', 'stag']);
    expect(readFileSync(join(op.bin, 'seen'), 'utf8')).toContain(`AWS_ENDPOINT_URL=${op.aws.endpoint}\n`);
  });
});

describe('who we are to AWS', () => {
  it.each<[string, string, string]>([
    ['ExpiredToken', 'The security token included in the request is expired', 'expired'],
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'AWS_ACCESS_KEY_ID'],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'AWS_ACCESS_KEY_ID'],
  ])('%s is exit 3 with the command that signs in, never a puzzle about buckets', async (code, message, said) => {
    op.aws.fault = (call) => (call === 'GetCallerIdentity' ? stsError(code, message) : { status: 403, body: '' });
    for (const command of ['aws-login', 'plan', 'create-backend']) {
      const ended = await op.run([command, '--env', 'stag']);
      expect([command, ended.exit, ended.errors[0]?.code]).toEqual([command, EXIT.authentication, 'credentials']);
      expect(ended.errors[0]?.next.join()).toContain('aws sso login --profile stag');
      // Said by the step that can sign in, not by a check before it: on a terminal it asks instead of ending.
      expect([command, ended.errors[0]?.phase]).toEqual([command, 'aws-login']);
      expect(JSON.stringify(ended.errors[0])).toContain(said);
    }
  });

  it('a profile that does not exist is exit 3 and names it', async () => {
    op.envFile(STAG.replace('AWS_PROFILE=stag', 'AWS_PROFILE=nobody'));
    const ended = await op.run(['plan', '--env', 'stag']);
    expect(ended.exit).toBe(EXIT.authentication);
    expect(ended.errors[0]).toMatchObject({
      code: 'credentials',
      next: [expect.stringContaining('--profile nobody'), expect.stringContaining('list-profiles')],
    });
  });

  it('another account is exit 4 for every step, before it looks at the state', async () => {
    op.aws.account = '999900001111';
    for (const command of ['aws-login', 'create-backend', 'init', 'plan', 'apply']) {
      const ended = await op.run([command, '--env', 'stag', '--yes']);
      expect([command, ended.exit, ended.errors[0]?.code]).toEqual([command, EXIT.precondition, 'account-mismatch']);
      expect(ended.errors[0]?.what).toMatch(/999900001111.*111122223333/);
    }
    expect(op.aws.calls.filter((call) => call !== 'GetCallerIdentity')).toEqual([]);
    expect([...op.aws.objects.keys()]).toEqual([]);
  });

  it('the account that changes between plan and apply stops the apply', async () => {
    op.terraform({
      planJson: {
        format_version: '1.2',
        planned_values: {},
        resource_changes: [
          {
            address: 'aws_vpc.this',
            type: 'aws_vpc',
            name: 'this',
            mode: 'managed',
            change: { actions: ['create'], before: null, after: {} },
          },
        ],
      },
    });
    const ended = await op.run(['apply', '--env', 'stag'], () => {
      op.aws.account = '999900001111';
      return { yes: true, by: 'operator' };
    });
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'account-mismatch']);
    expect(op.terraformCalls().map(([command]) => command)).not.toContain('apply');
  });
});

describe('the GitHub login', () => {
  it('missing gh is exit 4, and one that is not logged in exit 3, each with the command', async () => {
    rmSync(join(op.bin, 'gh'));
    op.shell.PATH = op.bin;
    const missing = await op.run(['github-login', '--env', 'stag']);
    expect([missing.exit, missing.errors[0]?.code]).toEqual([EXIT.precondition, 'github-login']);
    op.program('gh', 'echo You are not logged into any GitHub hosts >&2; exit 1');
    const out = await op.run(['github-login', '--env', 'stag']);
    expect([out.exit, out.errors[0]?.code, out.errors[0]?.toolExit]).toEqual([EXIT.authentication, 'github-login', 1]);
    expect(out.errors[0]?.next.join()).toContain('gh auth login');
    expect(out.of('log').map((e) => e.line)).toContain('You are not logged into any GitHub hosts');
  });
});

describe('steps that this version lacks', () => {
  it('a whole real deployment is refused before its first change, with the part that works', async () => {
    const ended = await op.run(['deploy', '--env', 'stag', '--yes']);
    expect(ended.exit).toBe(EXIT.precondition);
    expect(ended.errors).toContainEqual(
      expect.objectContaining({
        code: 'phase-not-built',
        next: expect.arrayContaining(['leave it out: flip-hub deploy --to update-env']),
      }),
    );
    expect([...op.aws.objects.keys()]).toEqual([]);
  });
});
