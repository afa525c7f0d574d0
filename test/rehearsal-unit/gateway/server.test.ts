/** The gateway's manners on the wire: connections, hosts, repeated calls, gaps and faults. */

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/rehearsal/gateway/faults.ts';
import { authorization, awsClient } from '../support/aws-client.ts';
import { type FakeMoto, fakeMoto } from '../support/fake-moto.ts';
import { ownFolder } from '../support/folder.ts';
import { gatewayFor, type TestGateway } from '../support/gateway.ts';

type Reply = Parameters<typeof fakeMoto>[0];

describe('gateway', () => {
  const dir = ownFolder('gateway');
  let reply: Reply;
  let fault: Fault | undefined;
  let moto: FakeMoto;
  let gateway: TestGateway;
  const agents: Agent[] = [];

  beforeEach(async () => {
    let made = 0;
    reply = (_, __, response) => response.end(`effect ${++made}`);
    fault = undefined;
    moto = await fakeMoto((...args) => reply(...args));
    gateway = await gatewayFor(dir, moto.port, { faultFor: () => fault });
  });
  afterEach(async () => {
    await gateway.close();
    await moto.close();
  });
  afterAll(() => {
    for (const agent of agents) agent.destroy();
  });

  const create = (headers: Record<string, string> = {}) =>
    awsClient(gateway.port).rest('ec2', 'POST', '/', 'Action=CreateVpc&Version=2016-11-15', {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  const attempt = (id: string, n: number) => ({
    'amz-sdk-invocation-id': id,
    'amz-sdk-request': `attempt=${n}; max=3`,
  });

  it('keeps a connection alive between calls, or an apply of hundreds of calls would run out of ports', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    const ports: (number | undefined)[] = [];
    for (let n = 0; n < 3; n += 1) {
      await new Promise<void>((resolve, reject) => {
        const call = request({ port: gateway.port, host: '127.0.0.1', path: '/bucket/key', agent }, (response) => {
          ports.push(response.socket.localPort);
          response.resume().on('end', resolve);
        });
        call.on('error', reject).end();
      });
    }
    expect(new Set(ports).size).toBe(1);
  });

  it('answers 100-continue before a body, or every upload to S3 would wait a second', async () => {
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(gateway.port, '127.0.0.1', () =>
        socket.write(
          `PUT /bucket/key HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization('s3')}\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`,
        ),
      );
      socket.setEncoding('utf8').on('error', reject);
      socket.on('data', (chunk: string) => {
        text += chunk;
        if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('body');
        if (text.includes('effect 1')) {
          socket.destroy();
          resolve(text);
        }
      });
    });
    expect(said).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(moto.seen[0]).toMatchObject({ body: 'body' });
    expect(moto.seen[0]?.headers).not.toHaveProperty('expect');
  });

  it("keeps the client's Host, or addresses in answers would point past the stand-in", async () => {
    await create();
    expect(moto.seen[0]?.headers.host).toBe(`127.0.0.1:${gateway.port}`);
  });

  it('gives a repeated call its first answer, or a lost answer would make a second VPC', async () => {
    const first = await create(attempt('id-1', 1));
    const again = await create(attempt('id-1', 2));
    expect([first.text, again.text]).toEqual(['effect 1', 'effect 1']);
    expect(moto.seen).toHaveLength(1);
    expect((await create(attempt('id-2', 1))).text).toBe('effect 2');
  });

  it('lets a repeated call wait for its first attempt that is still running', async () => {
    let finish: () => void = () => undefined;
    reply = (_, __, response) => {
      finish = () => response.end('slow effect');
    };
    const first = create(attempt('id-3', 1));
    await expect.poll(() => moto.seen.length).toBe(1);
    const again = create(attempt('id-3', 2));
    finish();
    expect([(await first).text, (await again).text]).toEqual(['slow effect', 'slow effect']);
    expect(moto.seen).toHaveLength(1);
  });

  it('tries a refused call again for real, or a role that is not there yet would stay refused', async () => {
    reply = (_, __, response) => response.writeHead(400).end('<Error/>');
    await create(attempt('id-4', 1));
    reply = (_, __, response) => response.end('now');
    expect((await create(attempt('id-4', 2))).text).toBe('now');
  });

  it.each([
    ['a 5xx', (r: Parameters<Reply>[2]) => r.writeHead(500).end('boom'), 'moto answered 500'],
    ['a web page', (r: Parameters<Reply>[2]) => r.writeHead(404).end('<!doctype html>'), 'web page'],
    ['a broken connection', (r: Parameters<Reply>[2]) => r.socket?.destroy(), 'hang up'],
    ['a crash', (r: Parameters<Reply>[2]) => r.writeHead(500, { 'x-flip-gap': 'KeyError: x' }).end(), 'KeyError: x'],
  ])('turns %s into a gap no client retries, or the rehearsal would hang for minutes', async (_, answer, why) => {
    reply = (__, ___, response) => answer(response);
    const before = gateway.recorder.gaps().length;
    const said = await create({ 'user-agent': 'aws-cli/2.31 test' });
    expect(said.status).toBe(400);
    expect(said.text).toContain('<Code>RehearsalGap</Code>');
    expect(said.text).toContain('rehearsal gap: ec2, CreateVpc');
    expect(gateway.recorder.gaps().slice(before)).toMatchObject([
      { service: 'ec2', operation: 'CreateVpc', client: 'aws-cli/2.31 test' },
    ]);
    expect(gateway.recorder.gaps().at(-1)?.why).toContain(why);
  });

  it('passes on a stored web page, or no UI could be checked after its upload', async () => {
    reply = (_, __, response) => response.end('<!doctype html><title>flip</title>');
    const page = await awsClient(gateway.port).rest('s3', 'GET', '/ui/index.html');
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>flip</title>' });
    expect(gateway.recorder.gaps()).toEqual([]);
  });

  it('names a gap in the protocol of its caller, or the tool would show no reason', async () => {
    reply = (_, __, response) => response.writeHead(500).end();
    await expect(awsClient(gateway.port).json('ssm', 'AmazonSSM.StartNothing', {})).rejects.toThrow(
      /"__type":"RehearsalGap".*rehearsal gap: ssm, StartNothing/,
    );
  });

  it('records every call without its content, or a secret would lie in the record', async () => {
    await awsClient(gateway.port).rest('secretsmanager', 'POST', '/', '{"SecretString":"hunter2"}', {
      'x-amz-target': 'secretsmanager.PutSecretValue',
    });
    const record = readFileSync(join(dir, 'calls.jsonl'), 'utf8');
    const last = JSON.parse(record.trimEnd().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ service: 'secretsmanager', operation: 'PutSecretValue', status: 200, by: 'moto' });
    expect(record).not.toContain('hunter2');
  });

  it('injects a refusal without doing anything', async () => {
    fault = { kind: 'answer', status: 503, code: 'Throttling', message: 'slow down' };
    expect(await create()).toMatchObject({ status: 503 });
    expect(moto.seen).toHaveLength(0);
    expect(gateway.recorder.gaps()).toEqual([]);
  });

  it('drops before and after the effect, and tells the two apart on the next attempt', async () => {
    fault = { kind: 'drop-before' };
    await expect(create(attempt('id-5', 1))).rejects.toThrow();
    expect(moto.seen).toHaveLength(0);
    fault = { kind: 'drop-after' };
    await expect(create(attempt('id-5', 2))).rejects.toThrow();
    expect(moto.seen).toHaveLength(1);
    fault = undefined;
    expect((await create(attempt('id-5', 3))).text).toBe('effect 2');
  });
});
