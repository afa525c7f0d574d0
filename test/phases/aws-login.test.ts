import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SsoOidc } from '../../src/aws/sso/device-login.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import type { EventBody } from '../../src/engine/events/types.ts';
import { Secret } from '../../src/engine/secret.ts';
import { awsLogin } from '../../src/phases/pipeline/aws-login.ts';
import type { HubContext } from '../../src/phases/services.ts';
import type { SignInMeans } from '../../src/phases/sign-in.ts';

const dir = mkdtempSync(join(tmpdir(), 'flip-hub-aws-login-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SSO =
  '[profile stag]\nsso_start_url = https://x/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n';

interface World {
  /** What STS says, in order: an account, or the name of an error. */
  sts: string[];
  config?: string;
  person?: boolean;
}

function context({ sts, config = SSO, person = true }: World) {
  const configFile = join(dir, 'config');
  writeFileSync(configFile, config);
  const events: EventBody[] = [];
  const asked: string[] = [];
  const soon = new Date(Date.now() + 3_600_000);
  const oidc: SsoOidc = {
    register: async () => ({ id: 'c', secret: new Secret('s', 's'), expiresAt: soon }),
    authorize: async () => {
      asked.push('sign-in');
      return {
        secret: new Secret('d', 'd'),
        userCode: 'ABCD-EFGH',
        url: 'https://x',
        completeUrl: 'https://x?c',
        expiresIn: 600,
        interval: 0,
      };
    },
    token: async () => ({ access: new Secret('a', 'a'), expiresAt: soon, refresh: undefined }),
  };
  const means: SignInMeans = {
    configFile,
    cacheDir: join(dir, 'cache'),
    oidc: () => oidc,
    clock: { now: () => new Date(), sleep: async () => undefined },
  };
  class GetCallerIdentityCommand {}
  const send = async () => {
    const next = sts.shift() ?? '';
    if (/^\d+$/.test(next)) return { Account: next, Arn: `arn:aws:sts::${next}:assumed-role/r/op` };
    throw Object.assign(new Error(next), { name: next });
  };
  const ctx = {
    phase: 'aws-login',
    signal: new AbortController().signal,
    emit: (body: EventBody) => events.push(body),
    log: () => undefined,
    secret: (secret: Secret) => secret,
    services: {
      aws: () => ({ sts: async () => ({ client: { send }, GetCallerIdentityCommand }) }),
      settings: () => ({ text: () => '111122223333' }),
      envFile: '.env.stag',
      login: 'aws sso login --profile stag --use-device-code',
      profile: 'stag',
      signInMeans: person ? means : undefined,
    },
  } as unknown as HubContext;
  return { ctx, events, asked };
}

const fails = async (world: World) => {
  const { ctx, asked } = context(world);
  const error = await awsLogin.run(ctx).catch((e: unknown) => e);
  if (!(error instanceof HubError)) throw new Error('it should have failed for a person');
  return { ...error.fields, asked };
};

describe('aws-login', () => {
  it('asks nobody while the credentials work', async () => {
    const { ctx, asked, events } = context({ sts: ['111122223333'] });
    expect(await awsLogin.run(ctx)).toMatchObject({ account: '111122223333' });
    expect(asked).toEqual([]);
    expect(events).toEqual([]);
  });

  it.each(['CredentialsProviderError', 'ExpiredToken', 'UnauthorizedException'])(
    'signs in when they do not (%s), shows the code, and asks again who it is',
    async (name) => {
      const { ctx, events } = context({ sts: [name, '111122223333'] });
      expect(await awsLogin.run(ctx)).toMatchObject({ account: '111122223333', signedIn: 'by device code' });
      expect(events).toMatchObject([{ type: 'sign-in', userCode: 'ABCD-EFGH', completeUrl: 'https://x?c' }]);
      expect(JSON.stringify(events)).not.toContain('"d"');
    },
  );

  it('the wrong account after a sign-in still stops everything', async () => {
    expect(await fails({ sts: ['ExpiredToken', '999999999999'] })).toMatchObject({ code: 'account-mismatch', exit: 4 });
  });

  it('a wrong account or a network that is down is not mended by signing in', async () => {
    expect(await fails({ sts: ['999999999999'] })).toMatchObject({ code: 'account-mismatch', asked: [] });
    expect(await fails({ sts: ['TimeoutError'] })).toMatchObject({ code: 'aws-unreachable', asked: [] });
  });

  it('without a person it says what to type and waits for nobody', async () => {
    expect(await fails({ sts: ['ExpiredToken'], person: false })).toMatchObject({
      exit: 3,
      next: [expect.stringContaining('aws sso login --profile stag')],
    });
  });

  it('keys and roles of others are left alone', async () => {
    expect(await fails({ sts: ['ExpiredToken'], config: '[profile stag]\nrole_arn = x\n' })).toMatchObject({
      code: 'credentials',
      asked: [],
    });
  });

  it('a profile that does not exist is named, not tried', async () => {
    expect(await fails({ sts: ['CredentialsProviderError'], config: '' })).toMatchObject({
      code: 'aws-profile-missing',
    });
  });
});
