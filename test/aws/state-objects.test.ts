/** Conditional puts over a network that loses answers: our own effect is never taken for somebody else's. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { StateObjects } from '../../src/aws/state-objects.ts';
import type { Fault } from '../../src/rehearsal/gateway/faults.ts';
import { type FakeMoto, fakeMoto } from '../rehearsal-unit/support/fake-moto.ts';
import { ownFolder } from '../rehearsal-unit/support/folder.ts';
import { gatewayFor, type TestGateway } from '../rehearsal-unit/support/gateway.ts';

describe('an object put under a condition, its answer lost', () => {
  const dir = ownFolder('state-objects');
  let bucket: Map<string, string>;
  let faults: Fault[];
  let moto: FakeMoto;
  let gateway: TestGateway;
  let objects: StateObjects;

  beforeEach(async () => {
    bucket = new Map();
    faults = [];
    moto = await fakeMoto((body, request, response) => {
      const key = (request.url ?? '').split('?')[0] ?? '';
      const held = bucket.get(key);
      const tag = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;
      if (request.method === 'GET') {
        if (held === undefined) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
        return response.writeHead(200, { etag: tag(held) }).end(held);
      }
      const { 'if-none-match': absent, 'if-match': match } = request.headers;
      const refused = (absent === '*' && held !== undefined) || (match !== undefined && match !== tag(held ?? ''));
      if (refused) return response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
      bucket.set(key, body);
      return response.writeHead(200, { etag: tag(body) }).end();
    });
    gateway = await gatewayFor(dir, moto.port, { rows: [], faultFor: () => faults.shift() });
    const aws = createAws({
      region: 'eu-west-2',
      standIn: { endpoint: gateway.url, accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
    });
    objects = new StateObjects(aws, 'state', 'log in');
  });
  afterEach(async () => {
    await gateway.close();
    await moto.close();
  });

  it('is ours when the repetition meets what the first attempt wrote, or the first claim would lock its owner out', async () => {
    faults = [{ kind: 'drop-after' }];
    expect(await objects.put('stamp.json', { owner: 'a', nonce: '1' }, { ifAbsent: true })).toBe(true);
    const { etag } = (await objects.get('stamp.json')) ?? { etag: '' };
    faults = [{ kind: 'drop-after' }];
    expect(await objects.put('stamp.json', { owner: 'a', nonce: '2' }, { ifMatch: etag })).toBe(true);
    expect((await objects.get('stamp.json'))?.value).toEqual({ owner: 'a', nonce: '2' });
  });

  it('is not ours when something else is there, or two operators would both hold what only one may', async () => {
    faults = [{ kind: 'drop-before' }];
    await objects.put('stamp.json', { owner: 'b' }, { ifAbsent: true });
    faults = [{ kind: 'drop-before' }];
    expect(await objects.put('stamp.json', { owner: 'a' }, { ifAbsent: true })).toBe(false);
    expect((await objects.get('stamp.json'))?.value).toEqual({ owner: 'b' });
  });

  it('is not ours when the very first attempt is refused, even if the same stands there', async () => {
    await objects.put('stamp.json', { owner: 'a' }, { ifAbsent: true });
    expect(await objects.put('stamp.json', { owner: 'a' }, { ifAbsent: true })).toBe(false);
  });
});
