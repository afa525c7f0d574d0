/** Frames that get lost, come twice, late, damaged: no byte is lost, doubled or changed, and nothing hangs. */
import { describe, expect, it } from 'vitest';
import { NO_FAULTS, type SessionFaults } from '../../src/rehearsal/ssm/faults.ts';
import { echo, sink, source } from './support/targets.ts';
import { download, TARGET, upload } from './support/transfers.ts';
import { world } from './support/world.ts';

const LONG = { timeout: 300_000 };

async function spoiled(
  port: number,
  faults: Partial<SessionFaults>,
  options: Partial<Parameters<typeof world>[0]> = {},
) {
  const made = await world({ reach: () => ({ host: '127.0.0.1', port }), ...options });
  made.service.faults = { ...NO_FAULTS, ...faults };
  const forward = await made.tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
  return { ...made, forward };
}

const KINDS: [string, Partial<SessionFaults>, number][] = [
  ['2 % of the frames lost both ways', { loss: 0.02 }, 300_000],
  ['10 % of the frames lost both ways', { loss: 0.1 }, 100_000],
  ['every fifth frame behind later ones', { reorder: 0.2 }, 300_000],
  ['every third frame twice', { duplicate: 0.33 }, 300_000],
  [
    'lost, twice and out of order at once, 20 ms away',
    { loss: 0.02, duplicate: 0.1, reorder: 0.1, delayMs: 20 },
    100_000,
  ],
  ['2 % with a wrong digest', { wrongDigest: 0.02 }, 100_000],
  ['2 % cut short', { truncated: 0.02 }, 100_000],
];

describe.each(KINDS)('%s', LONG, (_, faults, bytes) => {
  it('downloads whole', async () => {
    const { forward } = await spoiled(await source(bytes), faults);
    expect(await download(forward, bytes)).toBe(true);
  });

  it('uploads whole', async () => {
    const { forward } = await spoiled(await sink(bytes), faults);
    expect(await upload(forward, bytes)).toBe(true);
  });
});

describe('a service that speaks something else', LONG, () => {
  it('with wrong digests only: the forward fails and says so', async () => {
    const { forward } = await spoiled(await echo(), { wrongDigest: 1 }, { timings: { handshakeMs: 2_000 } });
    await expect(forward.ready()).rejects.toMatchObject({ fields: { code: 'ssm-session-refused' } });
  });

  it('turning to wrong digests in the middle: connections are reset, not left hanging', async () => {
    const { forward, service } = await spoiled(await source(2_000_000), {});
    const loading = download(forward, 2_000_000);
    await expect.poll(() => forward.counters.bytesDown, { interval: 5 }).toBeGreaterThan(100_000);
    service.faults.wrongDigest = 1;
    await expect(loading).rejects.toThrow(/ECONNRESET|without an end/);
  });

  it('with a frame that is far too long: that connection ends, and the transfer goes on over the next', async () => {
    // A slow agent: of what is lost on the way, agents send one message again every 100 ms.
    const slow = { timings: { retryFirstMs: 20, retryMaxMs: 100 }, agent: { messagesPerMs: 0.1 } };
    const { forward, service } = await spoiled(await source(100_000), {}, slow);
    const loading = download(forward, 100_000);
    await expect.poll(() => forward.counters.bytesDown, { interval: 5 }).toBeGreaterThan(20_000);
    service.faults.oversized = 1;
    await expect.poll(() => service.opened.streams, { timeout: 10_000, interval: 5 }).toBeGreaterThan(1);
    service.faults.oversized = 0;
    expect(await loading).toBe(true);
  });
});
