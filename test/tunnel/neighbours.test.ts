/** Connections of one forward do not suffer from each other, and refusals reach the right one. */
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePortFor } from '../../src/forwards/port-owner.ts';
import { dialled, echo, noise, resetOf, sha256, some, source, wellSpoken } from './support/targets.ts';
import { download, TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

const LONG = { timeout: 100_000 };
const FAST_AGENT = { agent: { messagesPerMs: 0 } };

describe('a reader that does not read', LONG, () => {
  it('stops nobody: those beside it are answered, and so are those that come later', async () => {
    const port = await wellSpoken(20_000_000);
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }), ...FAST_AGENT });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    const beside = await dialled(forward.address.port);
    const stalled = await dialled(forward.address.port);
    stalled.pause();
    stalled.write('much');
    const reset = resetOf(stalled);
    await expect.poll(() => forward.counters.bytesDown, { interval: 5 }).toBeGreaterThan(50_000);
    for (let round = 0; round < 20; round += 1) {
      const late = await dialled(forward.address.port);
      for (const socket of [beside, late]) {
        const answer = some(socket, 6);
        socket.write('little');
        expect(String(await answer)).toBe('little');
      }
    }
    // A socket that does not read does not see its end either.
    await expect.poll(() => forward.counters.open).toBe(21);
    stalled.resume();
    expect(await reset).toBe('ECONNRESET');
    expect(service.opened.streams).toBeLessThan(9);
  });

  it('alone, holds its own session only, and gets every byte when it reads again', async () => {
    const bytes = 12_000_000;
    const port = await source(bytes);
    const { tunnels, calls } = await world({ reach: () => ({ host: '127.0.0.1', port }), ...FAST_AGENT });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    const slow = await dialled(forward.address.port);
    slow.pause();
    slow.write('go');
    let last = -1;
    let still = 0;
    await expect
      .poll(
        () => {
          still = forward.counters.bytesDown === last && last > 0 ? still + 1 : 0;
          last = forward.counters.bytesDown;
          return still;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeGreaterThan(4);
    expect(last).toBeLessThan(bytes);
    expect(await download(forward, bytes)).toBe(true);
    expect(calls.start).toBe(2);
    const rest = some(slow, bytes);
    slow.resume();
    expect(sha256(await rest)).toBe(sha256(noise(bytes)));
  });
});

describe('a target that refuses', LONG, () => {
  it('resets the connection, says what is wrong, and forgets it when something answers', async () => {
    const port = await echo();
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await forward.ready();
    service.faults.refusePort = true;
    const refused = await dialled(forward.address.port);
    expect(await resetOf(refused)).toBe('ECONNRESET');
    expect(forward.state).toEqual({ name: 'degraded', why: 'nothing answers at i-0abc:8104' });
    service.faults.refusePort = false;
    const socket = await dialled(forward.address.port);
    const back = some(socket, 2);
    socket.write('ok');
    expect(String(await back)).toBe('ok');
    expect(forward.state).toEqual({ name: 'ready' });
  });
});

describe('a local port', LONG, () => {
  it('that is taken is found before AWS is asked for anything', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.address() as { port: number };
    const { tunnels, calls } = await world({ reach: () => undefined });
    await expect(tunnels.openForward({ id: 'f', target: TARGET, localPort: port })).rejects.toMatchObject({
      fields: { code: 'port-in-use', exit: 4 },
    });
    expect(calls.start).toBe(0);
  });

  it('that another program has on ::1 is taken too: browsers ask there first, and would show its page', async () => {
    const server = createServer();
    const has6 = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(0, '::1', () => resolve(true));
    });
    if (!has6) return;
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.address() as { port: number };
    const { tunnels, calls } = await world({ reach: () => undefined });
    await expect(tunnels.openForward({ id: 'f', target: TARGET, localPort: port })).rejects.toMatchObject({
      fields: { code: 'port-in-use', what: expect.stringContaining('::1') },
    });
    expect(calls.start).toBe(0);
    expect(await freePortFor(port - 10_000, '127.0.0.1')).not.toBe(port);
  });

  it('stays the same over a restart and after a stop', async () => {
    const port = await echo();
    const { tunnels, service, calls } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await forward.ready();
    const { port: local } = forward.address;
    await forward.restart();
    await forward.ready();
    expect(calls).toMatchObject({ start: 2, terminate: 1 });
    expect((await forward.stop()).portClosed).toBe(true);
    await expect(dialled(local)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await forward.restart();
    await forward.ready();
    expect(forward.address.port).toBe(local);
    const socket = await dialled(local);
    const back = some(socket, 2);
    socket.write('ok');
    expect(String(await back)).toBe('ok');
    expect(service.active).toHaveLength(1);
  });

  it('of one forward that fails leaves the others alone', async () => {
    const port = await echo();
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const good = await tunnels.openForward({ id: 'good', target: TARGET, localPort: 0 });
    await good.ready();
    service.faults.refuseStream = true;
    const bad = await tunnels.openForward({ id: 'bad', target: TARGET, localPort: 0 });
    await expect(bad.ready()).rejects.toMatchObject({ fields: { code: 'ssm-session-refused' } });
    const socket = await dialled(good.address.port);
    const back = some(socket, 2);
    socket.write('ok');
    expect(String(await back)).toBe('ok');
    expect((await tunnels.stopAll()).sessions.every(({ terminated }) => terminated)).toBe(true);
    expect(service.active).toEqual([]);
  });
});
