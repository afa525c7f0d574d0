/** A forward in a network that works. */
import { describe, expect, it } from 'vitest';
import { allOf, dialled, echo, noise, page, sha256, sink, some, source } from './support/targets.ts';
import { world } from './support/world.ts';

const target = (port: number) => ({ kind: 'instance', instance: 'i-0abc', port }) as const;

describe('forward', () => {
  it('carries bytes both ways and leaves nothing behind', async () => {
    const port = await echo();
    const { tunnels, service, events, calls } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const forward = await tunnels.openForward({ id: 'xnat', target: target(8104), localPort: 0 });
    await forward.ready();
    expect(forward.state).toEqual({ name: 'ready' });
    expect(forward.transport).toBe('native');
    const socket = await dialled(forward.address.port);
    const sent = noise(300_000);
    const back = some(socket, sent.length);
    socket.write(sent);
    expect(sha256(await back)).toBe(sha256(sent));
    expect(forward.counters).toEqual({ open: 1, total: 1, bytesUp: 300_000, bytesDown: 300_000 });
    expect(service.opened).toEqual({ streams: 1, signed: 1 });

    const id = service.active[0];
    const proof = await forward.stop();
    expect(proof).toEqual({ sessions: [{ id, terminated: true }], portClosed: true });
    expect(service.active).toEqual([]);
    expect(calls.terminate).toBe(1);
    expect(events).toEqual([
      { forward: 'xnat', sessionId: id, what: 'started' },
      { forward: 'xnat', sessionId: id, what: 'ended' },
    ]);
    expect(forward.state).toEqual({ name: 'stopped' });
  });

  it('answers a hundred connections at once', async () => {
    const port = await page();
    const { tunnels } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const forward = await tunnels.openForward({ id: 'f', target: target(1), localPort: 0 });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const answer = await fetch(`http://127.0.0.1:${forward.address.port}/`, { headers: { connection: 'close' } });
        return answer.text();
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['<title>page</title>']));
    expect(forward.counters.total).toBe(100);
    await expect.poll(() => forward.counters.open).toBe(0);
  });

  it('gives a half-closed connection its reply', async () => {
    const port = await sink(100_000);
    const { tunnels } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const forward = await tunnels.openForward({ id: 'f', target: target(1), localPort: 0 });
    const socket = await dialled(forward.address.port);
    const sent = noise(100_000);
    const reply = allOf(socket);
    socket.end(sent);
    expect(String(await reply)).toBe(sha256(sent));
  });

  it('downloads from four sessions side by side behind one port', async () => {
    const port = await source(400_000);
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    const forward = await tunnels.openForward({ id: 'f', target: target(1), localPort: 0, pool: 4 });
    await expect.poll(() => service.opened.streams).toBe(4);
    await forward.ready();
    const hashes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const socket = await dialled(forward.address.port);
        const all = allOf(socket);
        socket.write('go');
        return sha256(await all);
      }),
    );
    expect(new Set(hashes)).toEqual(new Set([sha256(noise(400_000))]));
  });
});
