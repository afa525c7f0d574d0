/** An AWS that is silent, gone, talking nonsense or refusing: told apart, with who can do what, and never a hang. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { callerIdentity } from '../../src/aws/identity.ts';
import { StateObjects } from '../../src/aws/state-objects.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { operator, STATE_BUCKET } from './support/operator.ts';

const op = await operator();
const clients = (endpoint: string, timeoutMs?: number) =>
  createAws({
    region: 'eu-west-2',
    standIn: { endpoint, accessKeyId: 'x', secretAccessKey: 'y' },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
const fieldsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof HubError) return error.fields;
  throw error;
};

/** A port of this machine that nobody listens on. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('an AWS that cannot be reached', () => {
  it('nobody listens: says so, with the network to blame', async () => {
    const endpoint = `http://127.0.0.1:${await deadPort()}`;
    expect(await fieldsOf(callerIdentity(clients(endpoint), 'sign in'))).toMatchObject({
      code: 'aws-unreachable',
      who: 'environment',
      what: expect.stringContaining('ECONNREFUSED'),
      exit: EXIT.failed,
    });
  });

  it('a whole command against it ends with that one error and changes nothing', async () => {
    const endpoint = `http://127.0.0.1:${await deadPort()}`;
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    op.shell.AWS_ENDPOINT_URL = endpoint;
    const ended = await op.run(['plan', '--env', 'stag']);
    expect([ended.exit, ended.errors.map((e) => e.code)]).toEqual([EXIT.failed, ['aws-unreachable']]);
    expect(ended.errors[0]?.next.join()).toContain('AWS_REGION');
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('init');
  });

  it('a name that does not exist is the network too', async () => {
    expect(await fieldsOf(callerIdentity(clients('http://no-such-host.invalid'), 'sign in'))).toMatchObject({
      code: 'aws-unreachable',
    });
  });

  it('one that is silent is given up, or a run would hang without a word', async () => {
    op.aws.fault = () => 'silence';
    expect(await fieldsOf(callerIdentity(clients(op.aws.endpoint, 150), 'sign in'))).toMatchObject({
      code: 'aws-unreachable',
      what: expect.stringMatching(/TimeoutError|ETIMEDOUT/),
    });
  });
});

describe('an AWS that answers nonsense', () => {
  it.each<[string, { status: number; body: string; type: string }]>([
    [
      'the page of a captive portal',
      { status: 200, body: '<html><body>Welcome to the hotel</body></html>', type: 'text/html' },
    ],
    ['the error page of a proxy', { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' }],
    ['half an answer', { status: 200, body: '<GetCallerIdentityResponse><GetCallerIdentityRes', type: 'text/xml' }],
    ['nothing at all', { status: 200, body: '', type: 'text/xml' }],
  ])('%s is never taken for an identity, nor for a bug of ours', async (_, fault) => {
    op.aws.fault = () => fault;
    const ended = await op.run(['aws-login', '--env', 'stag']);
    expect(ended.exit).not.toBe(EXIT.done);
    expect(ended.exit).not.toBe(EXIT.bug);
    expect(ended.errors[0]?.next.length).toBeGreaterThan(0);
  });
});

describe('an AWS that refuses', () => {
  const objects = () => new StateObjects(clients(op.aws.endpoint), STATE_BUCKET, 'aws sso login');
  const s3Error = (status: number, code: string) => ({
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  });

  it('a missing permission is told by its name, and is no "not there": a state would be claimed twice', async () => {
    op.aws.fault = () => s3Error(403, 'AccessDenied');
    const next = expect.arrayContaining([expect.stringContaining('s3:GetObject')]);
    expect(await fieldsOf(objects().get('a'))).toMatchObject({ code: 'aws-failed', exit: EXIT.authentication, next });
    op.aws.fault = () => ({ status: 403, body: '' });
    expect(await fieldsOf(objects().exists('a'))).toMatchObject({ exit: EXIT.authentication });
    op.aws.fault = () => s3Error(500, 'InternalError');
    expect(await fieldsOf(objects().exists('a'))).toMatchObject({ code: 'aws-failed' });
  });

  it('somebody else was first is an answer, not an error', async () => {
    op.aws.put(STATE_BUCKET, 'a', { who: 'them' });
    expect(await objects().put('a', { who: 'us' }, { ifAbsent: true })).toBe(false);
    const found = await objects().get<{ who: string }>('a');
    expect(found?.value).toEqual({ who: 'them' });
    expect(await objects().put('a', { who: 'us' }, { ifMatch: found?.etag ?? '' })).toBe(true);
    expect(await objects().put('a', { who: 'late' }, { ifMatch: found?.etag ?? '' })).toBe(false);
    expect((await objects().get('a'))?.value).toEqual({ who: 'us' });
  });
});
