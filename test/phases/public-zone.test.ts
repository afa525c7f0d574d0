/** The look at the public zone, through a real client against an account of one page, and a resolver that is told what to say. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import type { DnsAnswer, PublicDns } from '../../src/hub/public-zone/public-dns.ts';
import { publicZone } from '../../src/phases/pipeline/public-zone.ts';
import type { HubContext } from '../../src/phases/services.ts';
import { type SmallAws, smallAws } from '../bad-input/support/small-aws.ts';

let aws: SmallAws;
beforeAll(async () => {
  aws = await smallAws();
});
afterAll(() => aws.close());

const NAME = 'stag.flip.example.org';

function world(servers: DnsAnswer<string> | undefined, { account = '111122223333', rehearsal = false } = {}) {
  const said: string[] = [];
  const none = async () => ({ kind: 'none', why: 'ENODATA' }) as const;
  const dns: PublicDns | undefined = servers && {
    nameServers: async () => servers,
    certificateAuthorities: none,
  };
  const ctx = {
    phase: 'public-zone',
    environment: 'stag',
    rehearsal,
    signal: new AbortController().signal,
    log: (line: string) => said.push(line),
    warn: (code: string, what: string) => said.push(`${code}: ${what}`),
    services: {
      envFile: '.env.stag',
      login: 'sign in',
      publicDns: dns,
      settings: () => ({
        required: () => NAME,
        text: (key: string) => (key === 'FLIP_AWS_ACCOUNT_ID' ? account : undefined),
      }),
      aws: () =>
        createAws({
          region: 'eu-west-2',
          standIn: { endpoint: aws.endpoint, accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
        }),
    },
  } as unknown as HubContext;
  return { ctx, said };
}
const ours: DnsAnswer<string> = { kind: 'records', records: ['ns-1.example.net'] };
const nobody: DnsAnswer<string> = { kind: 'none', why: 'ENOTFOUND' };

it('a zone that is delegated lets the deployment begin', async () => {
  const { ctx, said } = world(ours);
  expect(await publicZone.check?.(ctx)).toEqual([]);
  expect(await publicZone.run(ctx)).toEqual({ zone: 'ok', delegation: 'ok', caa: 'ok' });
  expect(said.join('\n')).toContain(`${NAME} is delegated to this zone`);
});

it('an undelegated zone stops it before the first change, with the records to set', async () => {
  const { ctx } = world(nobody);
  expect(await publicZone.check?.(ctx)).toEqual([
    expect.objectContaining({
      code: 'zone-not-ready',
      next: expect.arrayContaining([expect.stringMatching(/set these NS records .*: ns-1\.example\.net/)]),
    }),
  ]);
  const failed = await publicZone.run(ctx).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(HubError);
  expect((failed as HubError).fields.exit).toBe(4);
});

it('public DNS that cannot be asked is said, and stops nobody', async () => {
  const { ctx, said } = world({ kind: 'unknown', why: 'ETIMEOUT' });
  expect(await publicZone.check?.(ctx)).toEqual([]);
  expect(await publicZone.run(ctx)).toMatchObject({ delegation: 'unknown' });
  expect(said.join('\n')).toMatch(/zone-unknown: whether .* could not be asked: ETIMEOUT/);
});

it('a rehearsal looks at the account and says that it does not ask public DNS', async () => {
  const { ctx, said } = world(undefined, { rehearsal: true });
  expect(await publicZone.check?.(ctx)).toBe('not yet knowable');
  expect(await publicZone.run(ctx)).toEqual({ zone: 'ok' });
  expect(said.join('\n')).toContain('public DNS is not asked in a rehearsal');
});

it('before a sign-in it is asked later; in the wrong account it is not asked at all', async () => {
  const { ctx } = world(ours);
  aws.fault = (call) =>
    call === 'GetCallerIdentity'
      ? {
          status: 403,
          type: 'text/xml',
          body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>old</Message></Error></ErrorResponse>',
        }
      : undefined;
  expect(await publicZone.check?.(ctx)).toBe('not yet knowable');
  aws.fault = () => undefined;
  await expect(publicZone.check?.(world(ours, { account: '999999999999' }).ctx)).rejects.toMatchObject({
    fields: { code: 'account-mismatch', exit: 4 },
  });
});
