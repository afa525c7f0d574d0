/** Agents of all ages, and sessions that are one raw stream. */
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allOf, dialled, echo, noise, sha256, some, source } from './support/targets.ts';
import { download, TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

const LONG = { timeout: 60_000 };
const OLD = '3.0.196.0';

describe('an agent without a multiplexer', LONG, () => {
  it('serves one connection after the other, and no byte of one reaches the next', async () => {
    const port = await echo();
    const { tunnels } = await world({ reach: () => ({ host: '127.0.0.1', port }), agent: { version: OLD } });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await forward.ready();
    for (const size of [10, 100_000, 1]) {
      const socket = await dialled(forward.address.port);
      const back = some(socket, size);
      socket.write(noise(size));
      expect(sha256(await back)).toBe(sha256(noise(size)));
      socket.write('nobody waits for the echo of this');
      socket.destroy();
    }
  });

  it('gets a session more for each connection that would have to wait', async () => {
    const port = await echo();
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }), agent: { version: OLD } });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await forward.ready();
    const sockets = await Promise.all([1, 2, 3].map(() => dialled(forward.address.port)));
    const echoes = await Promise.all(
      sockets.map((socket, index) => {
        const back = some(socket, 5);
        socket.write(`own ${index}`);
        return back;
      }),
    );
    expect(echoes.map(String)).toEqual(['own 0', 'own 1', 'own 2']);
    expect(service.active).toHaveLength(3);
  });
});

describe('an agent that ends silent sessions', LONG, () => {
  const patience = 1_500;
  const started = async (keepaliveMs: number) => {
    const port = await source(1_000);
    const made = await world({
      reach: () => ({ host: '127.0.0.1', port }),
      agent: { version: '3.1.1511.0', keepaliveMs: patience },
      timings: { keepaliveMs },
    });
    const forward = await made.tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await forward.ready();
    return { ...made, forward };
  };

  it('hears a sign of life and stays', async () => {
    const { service, forward } = await started(patience / 5);
    const since = performance.now();
    await expect.poll(() => performance.now() - since, { timeout: 30_000 }).toBeGreaterThan(3 * patience);
    expect(service.active).toHaveLength(1);
    expect(forward.state).toEqual({ name: 'ready' });
    expect(await download(forward, 1_000)).toBe(true);
  });

  it('would end one that says nothing: that is what the test above holds off', async () => {
    const { forward } = await started(600_000);
    await expect
      .poll(() => forward.state, { timeout: 30_000 })
      .toMatchObject({ name: 'degraded', why: expect.stringContaining('keepalive') });
  });
});

describe('a stream', LONG, () => {
  it('for ssh is raw, both ways, and its session ends with it', async () => {
    const port = await echo();
    const { tunnels, service, events } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const stream = await tunnels.openStream({ kind: 'ssh', instance: 'i-0abc', port: 22 });
    const sent = noise(50_000);
    const back = some(stream, sent.length);
    stream.write(sent);
    expect(sha256(await back)).toBe(sha256(sent));
    expect(service.describe('Active')).toMatchObject([{ DocumentName: 'AWS-StartSSHSession', Target: 'i-0abc' }]);
    stream.destroy();
    await expect.poll(() => service.active).toEqual([]);
    expect(events.map(({ what }) => what)).toEqual(['started', 'ended']);
  });

  it('for ssh ends cleanly, with every byte, when the server ends', async () => {
    const port = await source(200_000);
    const { tunnels } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const stream = await tunnels.openStream({ kind: 'ssh', instance: 'i-0abc', port: 22 });
    const all = allOf(stream);
    stream.end('go');
    expect(sha256(await all)).toBe(sha256(noise(200_000)));
  });

  it('to a host behind the instance names that host', async () => {
    const port = await echo();
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const stream = await tunnels.openStream({ kind: 'remote', instance: 'i-0abc', host: 'db.internal', port: 5432 });
    expect(service.describe('Active')).toMatchObject([{ DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost' }]);
    stream.destroy();
  });

  it('that cannot be opened says why', async () => {
    const { tunnels } = await world({ reach: () => undefined });
    await expect(tunnels.openStream({ kind: 'ssh', instance: 'elsewhere', port: 22 })).rejects.toMatchObject({
      message: expect.stringContaining('TargetNotConnected'),
    });
  });
});

it('a connection whose target ends first gets everything and a clean end', LONG, async () => {
  const server = createServer((socket) => socket.end(noise(70_000)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as { port: number };
  const { tunnels } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
  const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
  const socket = await dialled(forward.address.port);
  expect(sha256(await allOf(socket))).toBe(sha256(noise(70_000)));
});
