import { describe, expect, it } from 'vitest';
import { EventBus } from '../../../src/engine/events/bus.ts';
import { eventsOf } from '../../../src/engine/events/log-lines.ts';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import type { EventBody, HubEvent, LogLines } from '../../../src/engine/events/types.ts';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { createRedactor } from '../../../src/engine/redaction/index.ts';
import { Secret } from '../../../src/engine/secret.ts';

const clock = { now: () => new Date('2026-01-02T03:04:05.678Z'), monotonic: () => 0 };
const log = (line: string): EventBody => ({ type: 'log', phase: 'apply', stream: 'stdout', line });

const plainly = { redact: (e: HubEvent) => e, redactLines: (lines: WholeLines) => lines };
const into = (seen: HubEvent[], lines: LogLines[] = []) => ({
  write: (e: HubEvent) => void seen.push(e),
  lines: (l: LogLines) => void lines.push(l),
});

describe('where every event passes once', () => {
  it('gives each event its envelope, numbered without a gap, so that a reader notices a lost line', () => {
    const seen: HubEvent[] = [];
    const bus = new EventBus({ run: 'r1', clock, ...plainly, sinks: [into(seen)], firstSeq: 7 });
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
    const sinks = ['journal', 'log', 'host'].map((name) => ({
      write: () => void order.push(name),
      lines: () => void order.push(`${name}, lines`),
    }));
    const bus = new EventBus({ run: 'r', clock, ...plainly, sinks });
    bus.emit(log('a'));
    bus.lines({ phase: 'apply', stream: 'stderr', lines: WholeLines.of('b\n') });
    expect(order).toEqual(['journal', 'log', 'host', 'journal, lines', 'log, lines', 'host, lines']);
  });

  it('lines that came together count one by one, as if each had been said alone', () => {
    const seen: HubEvent[] = [];
    const lines: LogLines[] = [];
    const bus = new EventBus({ run: 'r', clock, ...plainly, sinks: [into(seen, lines)] });
    bus.emit(log('first'));
    bus.lines({ phase: 'apply', stream: 'stderr', lines: WholeLines.of('a\n\nc\n') });
    bus.emit(log('last'));
    expect(seen.map(({ seq }) => seq)).toEqual([0, 4]);
    const events = lines.flatMap(eventsOf);
    expect(events.map((e) => [e.seq, e.line])).toEqual([
      [1, 'a'],
      [2, ''],
      [3, 'c'],
    ]);
    for (const event of events) expect(anyEvent.safeParse(event).success).toBe(true);
  });

  it('no sink sees a secret, wherever in the event it stands', () => {
    const redactor = createRedactor([new Secret('correct-horse', 'PASSPHRASE')]);
    const seen: HubEvent[] = [];
    const lines: LogLines[] = [];
    const bus = new EventBus({
      run: 'r',
      clock,
      redact: (e) => redactor.redactEvent(e),
      redactLines: (said) => redactor.redactLines(said),
      sinks: [into(seen, lines)],
    });
    bus.emit({ type: 'tool', phase: 'apply', argv: ['terraform', '-var=key=correct-horse'] });
    bus.emit({
      type: 'phase-finished',
      phase: 'apply',
      outcome: 'done',
      ms: 1,
      evidence: { deep: [{ url: 'https://u:correct-horse@h/' }] },
    });
    bus.lines({ phase: 'apply', stream: 'stderr', lines: WholeLines.of('it is correct-horse\n') });
    expect(lines.map((together) => together.lines.text)).toEqual(['it is [PASSPHRASE]\n']);
    expect(JSON.stringify(seen)).not.toContain('correct-horse');
    expect(JSON.stringify(seen)).toContain('[PASSPHRASE]');
  });
});
