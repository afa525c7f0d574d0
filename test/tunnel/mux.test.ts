/** The multiplexer's promises about memory and fairness, without a network. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { frame } from '../../src/tunnel/mux/frames.ts';
import { Mux } from '../../src/tunnel/mux/mux.ts';

const MiB = 1024 * 1024;

function mux(options: { queued?: () => number } = {}) {
  const written: Buffer[] = [];
  const calls: string[] = [];
  const made = new Mux({
    write: (bytes) => written.push(bytes),
    queuedBytes: options.queued ?? (() => 0),
    hold: () => calls.push('hold'),
    release: () => calls.push('release'),
    keepaliveMs: undefined,
    quietMs: 60_000,
    onRoom: () => calls.push('room'),
    onAnswered: () => undefined,
    onTargetClosed: (stream) => {
      calls.push(`closed ${stream.id}`);
      stream.destroy();
    },
  });
  onTestFinished(() => made.close(undefined));
  const opened = () => made.open().on('error', () => undefined);
  return { made, opened, written, calls };
}

const flood = (made: Mux, id: number, bytes: number) => {
  const piece = frame(2, id, Buffer.alloc(32_768));
  for (let sent = 0; sent < bytes; sent += 32_768) made.take(piece);
};

describe('a stream nobody reads', () => {
  it('holds the session when it is alone, and lets it go when it is read', async () => {
    const { made, opened, calls } = mux();
    const stream = opened();
    flood(made, stream.id, 1.5 * MiB);
    expect(calls).toEqual(['hold']);
    expect(made.isBehind).toBe(true);
    let read = 0;
    stream.on('data', (data: Buffer) => {
      read += data.length;
    });
    await expect.poll(() => read).toBe(1.5 * MiB);
    expect(calls).toEqual(['hold', 'release', 'room']);
    expect(made.isBehind).toBe(false);
  });

  it('is reset among others before it has taken 5 MiB', () => {
    const { made, opened } = mux();
    const neighbour = opened();
    const stream = opened();
    let most = 0;
    for (let i = 0; i < 64 && !stream.destroyed; i += 1) {
      flood(made, stream.id, MiB / 4);
      most = Math.max(most, stream.backlog);
    }
    expect(stream.destroyed).toBe(true);
    expect(most).toBeLessThan(5 * MiB);
    expect(neighbour.destroyed).toBe(false);
    expect(stream.errored).toMatchObject({ fields: { code: 'ssm-reader-stalled' } });
  });

  it('one of many, is reset when all of them together have taken 8 MiB', () => {
    const { made, opened } = mux();
    const streams = Array.from({ length: 20 }, () => opened());
    for (let round = 0; round < 16; round += 1) for (const stream of streams) flood(made, stream.id, MiB / 8);
    const backlog = streams.reduce((sum, stream) => sum + (stream.destroyed ? 0 : stream.backlog), 0);
    expect(backlog).toBeLessThanOrEqual(8 * MiB);
  });
});

it('a big upload lets a small request pass', () => {
  let queued = 0;
  const { made, opened, written } = mux({ queued: () => queued });
  const big = opened();
  const small = opened();
  queued = 16 * 1024;
  big.write(Buffer.alloc(60_000));
  small.write('a request');
  queued = 0;
  written.length = 0;
  made.drained();
  const order = written.map((bytes) => bytes.readUInt32LE(4));
  expect(order.indexOf(small.id)).toBe(1);
});

it('a refusal meets the stream it is about: the one that ends without a byte', () => {
  const { made, opened, calls } = mux();
  const [good, bad] = [opened(), opened()];
  good.resume();
  made.take(frame(2, good.id, Buffer.from('answer')));
  made.targetClosed();
  made.take(frame(1, good.id));
  made.take(frame(1, bad.id));
  expect(calls.filter((call) => call.startsWith('closed'))).toEqual([`closed ${bad.id}`]);
});
