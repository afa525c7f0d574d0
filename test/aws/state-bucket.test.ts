/** Making the state bucket safe, through the real client against an S3 that notes what it is told. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { ensureStateBucket, stateBucketState } from '../../src/aws/state-bucket.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';

const ACCOUNT = '111122223333';
let server: Server;
let put: Map<string, string>;
let owner: string | undefined;
let answers: Record<string, { status: number; body?: string; headers?: Record<string, string> }>;

beforeEach(async () => {
  put = new Map();
  owner = undefined;
  answers = {};
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://x');
      const what = [...url.searchParams.keys()].find((key) => key !== 'x-id') ?? '';
      const call = `${request.method} ${what}`.trim();
      const expected = request.headers['x-amz-expected-bucket-owner'];
      const foreign = owner !== undefined && expected !== undefined && expected !== owner;
      const said = answers[call] ?? usual(call, foreign);
      if (request.method === 'PUT' && said.status === 200) {
        put.set(what || 'bucket', body);
        if (what === '') owner = ACCOUNT;
      }
      response.writeHead(said.status, { 'content-type': 'application/xml', ...said.headers });
      response.end(request.method === 'HEAD' ? undefined : said.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const error = (code: string, status: number) => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
});

function usual(call: string, foreign: boolean): { status: number; body?: string; headers?: Record<string, string> } {
  if (call === 'HEAD') return { status: owner === undefined ? 404 : foreign ? 403 : 200 };
  if (call === 'GET policy') return error('NoSuchBucketPolicy', 404);
  if (call === 'GET encryption') return error('ServerSideEncryptionConfigurationNotFoundError', 404);
  return { status: 200, body: '' };
}

const aws = (region: string) =>
  createAws({
    region,
    standIn: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      accessKeyId: 'AKIATEST',
      secretAccessKey: 'test',
    },
  });
const ensure = (region = 'eu-west-2') =>
  ensureStateBucket(aws(region), 'flip-state', region, 'sign in', async () => {}, ACCOUNT);
const failure = async (work: Promise<unknown>): Promise<HubError> => {
  const thrown = await work.catch((e: unknown) => e);
  if (thrown instanceof HubError) return thrown;
  throw new Error(`it should have been refused: ${String(thrown)}`);
};

it('a new bucket is private, versioned, encrypted, for TLS only, and in its region; the oldest region is not named', async () => {
  expect((await ensure()).made).toBe(true);
  expect(put.get('bucket')).toContain('<LocationConstraint>eu-west-2</LocationConstraint>');
  expect(put.get('publicAccessBlock')).toMatch(/(true.*){4}/s);
  expect(put.get('versioning')).toContain('Enabled');
  expect(put.get('encryption')).toContain('AES256');
  const lifecycle = put.get('lifecycle') ?? '';
  // Five old states stay, however old they are.
  expect(lifecycle).toContain('<NewerNoncurrentVersions>5</NewerNoncurrentVersions>');
  expect(lifecycle).toContain('<NoncurrentDays>90</NoncurrentDays>');
  expect(JSON.parse(put.get('policy') ?? '').Statement).toEqual([
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  ]);
  put.clear();
  owner = undefined;
  await ensure('us-east-1');
  expect(put.get('bucket')).not.toContain('LocationConstraint');
});

it('run again it makes nothing, and leaves what others put there: their statements and their own key', async () => {
  owner = ACCOUNT;
  const theirs = { Sid: 'Auditors', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
  answers['GET policy'] = { status: 200, body: JSON.stringify({ Version: '2012-10-17', Statement: [theirs] }) };
  answers['GET encryption'] = {
    status: 200,
    body: '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
  };
  expect((await ensure()).made).toBe(false);
  expect(put.has('bucket')).toBe(false);
  expect(put.has('encryption')).toBe(false);
  const { Statement } = JSON.parse(put.get('policy') ?? '');
  expect(Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual(['Auditors', 'TlsOnly']);
  answers['GET policy'] = { status: 200, body: put.get('policy') ?? '' };
  await ensure();
  expect(JSON.parse(put.get('policy') ?? '').Statement).toHaveLength(2);
});

it('a bucket of another account is refused and left alone, even one that would let us in', async () => {
  owner = '999999999999';
  const refused = await failure(ensure());
  expect(refused.fields).toMatchObject({ code: 'backend-missing', exit: 4 });
  expect(put.size).toBe(0);
});

it('a name that somebody took in the meantime is refused with the reason', async () => {
  answers.PUT = error('BucketAlreadyExists', 409);
  expect((await failure(ensure())).fields.cause).toContain('somebody else');
});

it('a bucket in another region is refused by the name of that region', async () => {
  answers.HEAD = { status: 301, headers: { 'x-amz-bucket-region': 'us-west-2' } };
  const refused = await failure(stateBucketState(aws('eu-west-2'), 'flip-state', 'sign in', ACCOUNT));
  expect(refused.fields.what).toContain('is not in eu-west-2, but in us-west-2');
});
