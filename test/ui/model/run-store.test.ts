import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import { RunStore } from '../../../src/ui/model/run-store.ts';

const log = (line: string): HubEvent => ({
  v: 1,
  seq: 0,
  time: '2026-11-23T20:42:11.000Z',
  run: 'r',
  type: 'log',
  phase: 'apply',
  stream: 'stdout',
  line,
});

function store(): { store: RunStore; scheduled: (() => void)[] } {
  const scheduled: (() => void)[] = [];
  return {
    scheduled,
    store: new RunStore({
      clock: { now: () => new Date(0), monotonic: () => 0 },
      schedule: (flush) => {
        scheduled.push(flush);
        return () => undefined;
      },
    }),
  };
}

describe('the store between events and the screen', () => {
  it('asks for one redraw however many lines arrive, so that a chatty tool cannot freeze the keys', () => {
    const { store: s, scheduled } = store();
    let redraws = 0;
    s.subscribe(() => {
      redraws += 1;
    });
    for (let i = 0; i < 1000; i += 1) s.notify(log(`line ${i}`));
    expect([scheduled.length, redraws]).toEqual([1, 0]);
    scheduled[0]?.();
    expect(redraws).toBe(1);
    s.notify(log('one more'));
    expect(scheduled.length).toBe(2);
  });

  it('holds a million log lines without growing, so that a long apply does not end in out of memory', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const { store: s } = store();
    for (let i = 0; i < 20_000; i += 1) s.notify(log(`${i} ${'x'.repeat(94)}`));
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1_000_000; i += 1) s.notify(log(`${i} ${'x'.repeat(94)}`));
    gc();
    const grown = process.memoryUsage().heapUsed - before;
    expect(grown).toBeLessThan(8 * 1024 * 1024);
    expect(s.view.log.next).toBe(1_020_000);
    expect(s.view.log.size).toBe(5000);
  });

  it('changes its snapshot with every redraw, or React would show an old run', () => {
    const { store: s, scheduled } = store();
    const before = s.snapshot();
    s.notify(log('x'));
    expect(s.snapshot()).toBe(before);
    scheduled[0]?.();
    expect(s.snapshot()).not.toBe(before);
  });
});
