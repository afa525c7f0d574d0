import { describe, expect, it } from 'vitest';
import { EventBus } from '../../../src/engine/events/bus.ts';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import type { EventBody, HubEvent } from '../../../src/engine/events/types.ts';
import { createRedactor } from '../../../src/engine/redaction/index.ts';
import { Secret } from '../../../src/engine/secret.ts';

const clock = { now: () => new Date('2026-01-02T03:04:05.678Z'), monotonic: () => 0 };
const log = (line: string): EventBody => ({ type: 'log', phase: 'apply', stream: 'stdout', line });

describe('where every event passes once', () => {
  it('gives each event its envelope, numbered without a gap, so that a reader notices a lost line', () => {
    const seen: HubEvent[] = [];
    const bus = new EventBus({ run: 'r1', clock, redact: (e) => e, sinks: [(e) => seen.push(e)], firstSeq: 7 });
    bus.emit(log('a'));
    bus.emit(log('b'));
    expect(seen.map(({ v, seq, run, time }) => ({ v, seq, run, time }))).toEqual([
      { v: 1, seq: 7, run: 'r1', time: '2026-01-02T03:04:05.678Z' },
      { v: 1, seq: 8, run: 'r1', time: '2026-01-02T03:04:05.678Z' },
    ]);
    for (const event of seen) expect(anyEvent.safeParse(event).success).toBe(true);
  });

  it('what a person saw is on disk: the journal is told before the host', () => {
    const order: string[] = [];
    const sinks = ['journal', 'log', 'host'].map((name) => () => void order.push(name));
    new EventBus({ run: 'r', clock, redact: (e) => e, sinks }).emit(log('a'));
    expect(order).toEqual(['journal', 'log', 'host']);
  });

  it('no sink sees a secret, wherever in the event it stands', () => {
    const redactor = createRedactor([new Secret('correct-horse', 'PASSPHRASE')]);
    const seen: HubEvent[] = [];
    const bus = new EventBus({ run: 'r', clock, redact: (e) => redactor.redactEvent(e), sinks: [(e) => seen.push(e)] });
    bus.emit({ type: 'tool', phase: 'apply', argv: ['terraform', '-var=key=correct-horse'] });
    bus.emit({
      type: 'phase-finished',
      phase: 'apply',
      outcome: 'done',
      ms: 1,
      evidence: { deep: [{ url: 'https://u:correct-horse@h/' }] },
    });
    expect(JSON.stringify(seen)).not.toContain('correct-horse');
    expect(JSON.stringify(seen)).toContain('[PASSPHRASE]');
  });
});
