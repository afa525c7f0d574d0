/** What networks do to a forward: its connections live on, and every byte arrives once. */
import { queryObjects } from 'node:v8';
import { describe, expect, it, vi } from 'vitest';
import type { MessageService } from '../../src/rehearsal/ssm/service.ts';
import { Session } from '../../src/tunnel/channel/session.ts';
import type { ForwardState } from '../../src/tunnel/index.ts';
import { atEnd, besideOthers } from './support/at-end.ts';
import { dialled, echo, noise, page, resetOf, sha256, sink, some, source } from './support/targets.ts';
import { download, TARGET, upload } from './support/transfers.ts';
import { world } from './support/world.ts';

const MB = 1024 * 1024;
const LONG = { timeout: 300_000 };

async function forwardTo(port: number, options: Partial<Parameters<typeof world>[0]> = {}) {
  const made = await world({ reach: () => ({ host: '127.0.0.1', port }), ...options });
  const forward = await made.tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
  await forward.ready();
  const states: ForwardState['name'][] = [];
  forward.onChange(({ name }) => {
    if (states.at(-1) !== name) states.push(name);
  });
  return { ...made, forward, states };
}

/** A connection that echoes, and has done so once. */
async function talking(port: number) {
  const socket = await dialled(port);
  const say = async (text: string) => {
    const back = some(socket, text.length);
    socket.write(text);
    return String(await back);
  };
  expect(await say('hello')).toBe('hello');
  return { socket, say };
}

/** Resets the connection each time so many bytes have passed; resolves with how many connections there were. */
async function resetAt(marks: readonly number[], bytes: () => number, service: MessageService): Promise<number> {
  for (const [index, mark] of marks.entries()) {
    await vi.waitUntil(() => bytes() > mark, { timeout: 90_000, interval: 5 });
    service.reset();
    await vi.waitUntil(() => service.opened.streams === index + 2, { timeout: 10_000, interval: 5 });
  }
  return service.opened.streams;
}

function every(ms: number, what: () => void): void {
  const timer = setInterval(what, ms);
  atEnd(() => clearInterval(timer));
}

describe('a connection that is reset', LONG, () => {
  it('costs no local connection', async () => {
    const { service, forward, states, calls } = await forwardTo(await echo());
    const { say } = await talking(forward.address.port);
    expect(service.reset()).toBe(1);
    await expect.poll(() => states).toEqual(['reconnecting', 'ready']);
    expect(await say('again')).toBe('again');
    expect(calls).toMatchObject({ start: 1, resume: 1 });
  });

  it('does not lose a request that comes in the gap, on an old connection or a new one', async () => {
    const { service, forward } = await forwardTo(await echo());
    const { say } = await talking(forward.address.port);
    service.reset();
    const [old, fresh] = await Promise.all([say('in the gap'), talking(forward.address.port)]);
    expect(old).toBe('in the gap');
    expect(await fresh.say('new')).toBe('new');
  });

  it('leaves a download of 5 MB whole, three times on its way', async () => {
    const { service, forward } = await forwardTo(await source(5 * MB));
    const resets = resetAt([MB, 2 * MB, 3 * MB], () => forward.counters.bytesDown, service);
    expect(await download(forward, 5 * MB)).toBe(true);
    expect(await resets).toBe(4);
  });

  it('leaves an upload of 5 MB whole, three times on its way', async () => {
    const { service, forward } = await forwardTo(await sink(5 * MB));
    const resets = resetAt([MB, 2 * MB, 3 * MB], () => forward.counters.bytesUp, service);
    expect(await upload(forward, 5 * MB)).toBe(true);
    expect(await resets).toBe(4);
  });

  it('is survived every two seconds as a polite close, during a download', async () => {
    const { service, forward, states } = await forwardTo(await source(5 * MB));
    every(2_000, () => service.closeAll(1000));
    expect(await download(forward, 5 * MB)).toBe(true);
    expect(states).toContain('reconnecting');
    expect(service.opened.streams).toBeGreaterThan(2);
  });
});

describe('a network that is away', LONG, () => {
  besideOthers(
    'for 20 s: the connection goes on where it was, and the state says what happens meanwhile',
    LONG,
    async () => {
      const { service, forward, states, calls } = await forwardTo(await echo());
      const { say } = await talking(forward.address.port);
      service.faults.outage = true;
      service.reset();
      const asked = say('asked during the outage');
      await expect
        .poll(() => (forward.state.name === 'reconnecting' ? forward.state.attempt : 0))
        .toBeGreaterThanOrEqual(3);
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      expect(calls.resume).toBeGreaterThan(4);
      service.faults.outage = false;
      expect(await asked).toBe('asked during the outage');
      expect(states).toEqual(['reconnecting', 'ready']);
      expect(calls.start).toBe(1);
    },
  );

  besideOthers('without a word (half-open): noticed within ten seconds, and healed', LONG, async () => {
    const { service, forward, states } = await forwardTo(await echo());
    const { say } = await talking(forward.address.port);
    service.freeze();
    const asked = say('into the void');
    await vi.waitFor(() => expect(states).toEqual(['reconnecting', 'ready']), { timeout: 10_000, interval: 20 });
    expect(await asked).toBe('into the void');
    expect(service.opened.streams).toBe(2);
  });

  besideOthers('without a word, while nobody says anything: noticed all the same', LONG, async () => {
    const { service, forward, states } = await forwardTo(await echo());
    const { say } = await talking(forward.address.port);
    service.freeze();
    await vi.waitFor(() => expect(states).toEqual(['reconnecting', 'ready']), { timeout: 10_000, interval: 20 });
    expect(await say('there again')).toBe('there again');
  });

  it('before the first session: it is waited for, since a laptop may just be waking up', async () => {
    const port = await page();
    const { tunnels, service } = await world({ reach: () => ({ host: '127.0.0.1', port }) });
    service.faults.outage = true;
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await expect.poll(() => forward.state.name).toBe('reconnecting');
    const answer = fetch(`http://127.0.0.1:${forward.address.port}/`);
    service.faults.outage = false;
    expect((await answer).status).toBe(200);
  });
});

describe('ResumeSession', LONG, () => {
  it.each(['with an error', 'with an empty token'] as const)(
    'answered %s: old connections are reset instead of hanging, new ones work',
    async (how) => {
      const { service, forward, calls } = await forwardTo(await echo());
      const { socket } = await talking(forward.address.port);
      const reset = resetOf(socket);
      service.faults.refuseResume = how;
      service.reset();
      expect(await reset).toBe('ECONNRESET');
      expect(await (await talking(forward.address.port)).say('new')).toBe('new');
      expect(calls.start).toBe(2);
      expect((await forward.stop()).sessions).toHaveLength(2);
      expect(service.active).toEqual([]);
    },
  );

  it('answered with another address: that one is used, or a forward would die after its first hour', async () => {
    const { service, forward } = await forwardTo(await echo());
    const { say } = await talking(forward.address.port);
    service.faults.newUrl = true;
    for (const round of ['first', 'second', 'third']) {
      service.reset();
      expect(await say(round)).toBe(round);
    }
    expect(service.opened.streams).toBe(4);
  });
});

describe('a session ended by AWS', LONG, () => {
  it('for idleness: says so, and the next connection opens another', async () => {
    const { service, forward, calls } = await forwardTo(await echo());
    service.closeSessions('Session timed out due to inactivity.');
    await expect
      .poll(() => forward.state)
      .toMatchObject({ name: 'degraded', why: expect.stringContaining('due to inactivity') });
    expect(calls.start).toBe(1);
    const { say } = await talking(forward.address.port);
    expect(await say('awake')).toBe('awake');
    expect(forward.state).toEqual({ name: 'ready' });
    expect(calls.start).toBe(2);
  });

  it('again and again: the forward fails with the reason instead of starting sessions for ever', async () => {
    const { service, forward } = await forwardTo(await echo(), { timings: { retryFirstMs: 1, retryMaxMs: 1 } });
    service.closeSessions('The administrator ended it.');
    forward.onChange(({ name }) => {
      if (name === 'ready') service.closeSessions('The administrator ended it.');
    });
    every(20, () => void dialled(forward.address.port).catch(() => undefined));
    await expect.poll(() => forward.state.name, { timeout: 60_000 }).toBe('failed');
    expect(forward.state).toMatchObject({ cause: { message: expect.stringContaining('administrator') } });
  });
});

describe('a session that is gone', LONG, () => {
  it('leaves nothing of itself in memory, however many there were: a forward stays open for days', async () => {
    const { service, forward, calls } = await forwardTo(await echo());
    for (let round = 1; round <= 4; round += 1) {
      service.closeSessions('Session timed out due to inactivity.');
      await expect.poll(() => forward.state.name).toBe('degraded');
      const { socket, say } = await talking(forward.address.port);
      expect(await say('again')).toBe('again');
      socket.destroy();
      expect(calls.start).toBe(round + 1);
    }
    await expect.poll(() => queryObjects(Session, { format: 'count' }), { timeout: 20_000 }).toBe(1);
    expect((await forward.stop()).sessions).toHaveLength(5);
  });
});

describe('a stop', LONG, () => {
  it('does not wait for a stream that never comes about', async () => {
    const port = await echo();
    const { tunnels, service, calls } = await world({
      reach: () => ({ host: '127.0.0.1', port }),
      timings: { connectMs: 600_000 },
    });
    service.faults.silentStream = true;
    const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
    await expect.poll(() => calls.sign).toBe(1);
    const { sessions } = await forward.stop();
    expect(sessions).toEqual([{ id: expect.any(String), terminated: true }]);
    expect(service.active).toEqual([]);
  });
});

describe('publication', LONG, () => {
  it('paused by the service: nothing is sent but a question now and then; nothing is lost', async () => {
    const { service, forward } = await forwardTo(await sink(MB));
    const sending = upload(forward, MB);
    await expect.poll(() => forward.counters.bytesUp, { interval: 5 }).toBeGreaterThan(100_000);
    service.publication('pause');
    await new Promise((resolve) => setTimeout(resolve, 300));
    service.publication('start');
    expect(await sending).toBe(true);
  });
});

it('hashes what it compares', () => {
  expect(sha256(noise(1_000))).not.toBe(sha256(noise(1_001).subarray(0, 1_000)));
});
