import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientFile, tokenFile } from '../../../src/aws/sso/cache-files.ts';
import { type DeviceLogin, deviceLogin, type SignInPrompt } from '../../../src/aws/sso/device-login.ts';
import { createSsoOidc } from '../../../src/aws/sso/oidc-client.ts';
import type { SsoProfile } from '../../../src/aws/sso/sso-profile.ts';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import type { Secret } from '../../../src/engine/secret.ts';
import { type IdentityCenter, identityCenter } from './identity-center.ts';

const SESSION: SsoProfile = {
  profile: 'stag',
  session: 'flip',
  startUrl: 'https://example.awsapps.com/start#/',
  region: 'eu-west-1',
  accountId: '111122223333',
  role: 'Operator',
  scopes: ['sso:account:access'],
};
const LEGACY: SsoProfile = { ...SESSION, session: undefined, scopes: [] };

let center: IdentityCenter;
let dir: string;
beforeEach(async () => {
  center = await identityCenter();
  dir = mkdtempSync(join(tmpdir(), 'flip-hub-sso-'));
  vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', center.endpoint);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await center[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

/** A login whose waiting costs nothing: the clock moves by what it was asked to sleep. */
function login(sso: SsoProfile, change: Partial<DeviceLogin> = {}) {
  let now = Date.now();
  const slept: number[] = [];
  const shown: SignInPrompt[] = [];
  const secrets: string[] = [];
  const options: DeviceLogin = {
    sso,
    oidc: createSsoOidc(sso.region),
    cacheDir: join(dir, 'cache'),
    clock: {
      now: () => new Date(now),
      sleep: async (ms) => {
        slept.push(ms);
        now += ms;
      },
    },
    secret: (secret: Secret) => {
      secrets.push(secret.reveal());
      return secret;
    },
    show: (prompt) => shown.push(prompt),
    signal: new AbortController().signal,
    ...change,
  };
  return { run: () => deviceLogin(options), slept, shown, secrets, cache: join(dir, 'cache') };
}

async function refusal(run: () => Promise<unknown>): Promise<HubError['fields']> {
  const error = await run().then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof HubError)) throw new Error(`expected an error for a person, got ${String(error)}`);
  return error.fields;
}

describe('signing in by device code', () => {
  it('polls at the interval it was told until the person has agreed', async () => {
    center.answers = ['pending', 'pending', 'token'];
    const l = login(SESSION);
    await l.run();
    expect(l.slept).toEqual([1000, 1000, 1000]);
    expect(l.shown).toMatchObject([
      { profile: 'stag', userCode: 'ABCD-EFGH', completeUrl: expect.stringContaining('ABCD-EFGH') },
    ]);
  });

  it('slows down for good when it is told to, or AWS locks the client out', async () => {
    center.answers = ['slow-down', 'pending', 'slow-down', 'token'];
    const l = login(SESSION);
    await l.run();
    expect(l.slept).toEqual([1000, 6000, 6000, 11_000]);
  });

  it('goes on polling when the network drops for a moment', async () => {
    center.answers = ['drop', 'drop', 'token'];
    const l = login(SESSION);
    await l.run();
    expect(center.calls.filter((c) => c === 'poll')).toHaveLength(3);
  });

  it.each([
    ['denied', /refused in the browser/],
    ['expired', /before its code ended/],
  ] as const)('%s: exit 3, in words, and nothing in the cache', async (answer, words) => {
    center.answers = ['pending', answer];
    const l = login(SESSION);
    const fields = await refusal(l.run);
    expect(fields.exit).toBe(3);
    expect(fields.what).toMatch(words);
    expect(readdirSync(l.cache)).toEqual([expect.stringMatching(/^flip-hub-client-/)]);
  });

  it('stops at the end of the code even when AWS would go on saying "pending"', async () => {
    center.answers = ['pending'];
    const l = login(SESSION);
    expect((await refusal(l.run)).what).toMatch(/before its code ended/);
    expect(l.slept.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(601_000);
  });

  it('an answer that is neither is an error with the words of AWS, not an endless wait', async () => {
    center.answers = ['broken'];
    const fields = await refusal(login(SESSION).run);
    expect(fields.what).toContain('sso-oidc:CreateToken');
  });

  it('stops at Ctrl-C and writes no token', async () => {
    center.answers = ['pending'];
    const stop = new AbortController();
    const l = login(SESSION, {
      signal: stop.signal,
      clock: {
        now: () => new Date(),
        sleep: async () => stop.abort(),
      },
    });
    await expect(l.run()).rejects.toThrow();
    expect(readdirSync(l.cache)).toHaveLength(1);
  });

  it('registers once and reuses the client until it ends', async () => {
    await login(SESSION).run();
    await login(SESSION).run();
    expect(center.clients).toHaveLength(1);
    const file = clientFile(join(dir, 'cache'), SESSION);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"expiresAt":"\d{4}/, '"expiresAt":"2001'));
    await login(SESSION).run();
    expect(center.clients).toHaveLength(2);
  });

  it('registers anew when the client was removed on the other side', async () => {
    await login(SESSION).run();
    center.forgotten.add('client-1');
    await login(SESSION).run();
    expect(center.clients).toEqual(['client-1', 'client-2']);
  });

  it('a cache file that is garbage is as good as none', async () => {
    mkdirSync(join(dir, 'cache'));
    writeFileSync(clientFile(join(dir, 'cache'), SESSION), '{"clientId": 7');
    await login(SESSION).run();
    expect(center.clients).toHaveLength(1);
  });

  it('every secret is registered before anything could print it, and every file is private', async () => {
    const l = login(SESSION);
    await l.run();
    expect(l.secrets).toEqual(['secret-of-client-1', 'device-code-1', 'access-1', 'refresh-1']);
    for (const name of readdirSync(l.cache)) expect(statSync(join(l.cache, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(l.cache).mode & 0o777).toBe(0o700);
  });
});

describe('the token in the cache', () => {
  it('of a session carries what the others need to renew it', async () => {
    await login(SESSION).run();
    const written = JSON.parse(readFileSync(tokenFile(join(dir, 'cache'), SESSION), 'utf8'));
    expect(Object.keys(written).sort()).toEqual([
      'accessToken',
      'clientId',
      'clientSecret',
      'expiresAt',
      'refreshToken',
      'region',
      'registrationExpiresAt',
      'startUrl',
    ]);
    expect(written.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    // Where the AWS CLI looks for the session named flip: `printf flip | sha1sum`.
    expect(tokenFile('', SESSION)).toBe('40f924d802a754f24560958c585b751e7efea1f7.json');
  });

  it('of an older profile holds no refresh token: its readers would not renew it', async () => {
    await login(LEGACY).run();
    const written = JSON.parse(readFileSync(tokenFile(join(dir, 'cache'), LEGACY), 'utf8'));
    expect(Object.keys(written).sort()).toEqual(['accessToken', 'expiresAt', 'region', 'startUrl']);
  });
});
