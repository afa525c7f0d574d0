/** Listing what somebody may use: one sign-in is enough, and one that was ended elsewhere is no dead end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSsoOidc } from '../../../src/aws/sso/oidc-client.ts';
import { parseSharedConfig } from '../../../src/aws/sso/shared-config.ts';
import { knownCenters, readUse, startUrlProblem } from '../../../src/commands/profiles/identity-center.ts';
import { choicesOf, listAccounts } from '../../../src/commands/profiles/list-accounts.ts';
import { type IdentityCenter, identityCenter } from '../../aws/sso/identity-center.ts';

let center: IdentityCenter;
let dir: string;
let shown: string[];
beforeEach(async () => {
  center = await identityCenter();
  dir = mkdtempSync(join(tmpdir(), 'flip-accounts-'));
  shown = [];
  for (const name of ['AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_SSO_OIDC']) vi.stubEnv(name, center.endpoint);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await center[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const list = (startUrl = 'https://example.awsapps.com/start') =>
  listAccounts({
    where: { startUrl, ssoRegion: 'eu-west-1' },
    config: { file: '', sections: [] },
    profile: 'stag',
    again: 'flip-hub setup',
    oidc: createSsoOidc('eu-west-1'),
    cacheDir: dir,
    clock: { now: () => new Date(), sleep: async () => {} },
    show: ({ userCode }) => void shown.push(userCode),
    signal: new AbortController().signal,
  });

it('asks for one sign-in, and not again while it counts', async () => {
  expect(choicesOf(await list()).map(({ accountId, role }) => `${accountId}/${role}`)).toEqual([
    '444455556666/Operator',
    '111122223333/Operator',
    '111122223333/ReadOnly',
  ]);
  await list();
  expect([shown, center.calls.filter((call) => call === 'authorize').length]).toEqual([['ABCD-EFGH'], 1]);
});

it('a session that was ended on the other side, or is of another address, is signed in anew', async () => {
  await list();
  center.tokens.clear();
  await list();
  await list('https://other.awsapps.com/start');
  expect(shown).toHaveLength(3);
});

it('a sign-in that leads to no role says whom to ask, and not an empty list', async () => {
  center.accounts = [{ id: '111122223333', name: 'flip-stag', roles: [] }];
  await expect(list()).rejects.toMatchObject({ fields: { what: 'this sign-in may use no account' } });
});

it('knows the addresses that a configuration names, each once, and nothing that is half of one', () => {
  const text =
    '[sso-session a]\nsso_start_url = https://a/start\nsso_region = eu-west-1\n[profile b]\nsso_start_url = https://a/start\nsso_region = eu-west-1\n[profile c]\nsso_start_url = https://c/start\n[profile d]\nsso_start_url = https://d/start\nsso_region = us-east-1\n';
  expect(knownCenters({ file: '', sections: parseSharedConfig(text) })).toEqual([
    { startUrl: 'https://a/start', ssoRegion: 'eu-west-1' },
    { startUrl: 'https://d/start', ssoRegion: 'us-east-1' },
  ]);
});

it.each(['http://a/start', 'https://a', 'a/start', 'https://a/st art', ''])('%j is no start URL', (url) => {
  expect(startUrlProblem(url)).toBeDefined();
});

it.each(['stag=12/x', 'stag', 'stag=111122223333/', '=111122223333/Operator', 'stag=111122223333/a b'])(
  '--use %j is refused with how it is written',
  (text) => {
    expect(() => readUse(text, 'setup')).toThrow('--use takes ENV=ACCOUNT/ROLE');
  },
);
