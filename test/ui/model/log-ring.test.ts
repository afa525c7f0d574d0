import { describe, expect, it } from 'vitest';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { LogRing } from '../../../src/ui/model/log-ring.ts';

const line = (text: string) => ({ time: '2026-11-23T20:42:11.000Z', stream: 'stdout' as const, text });

function ring(capacity: number, count: number): LogRing {
  const log = new LogRing(capacity);
  for (let i = 0; i < count; i += 1) log.push(line(`line ${i}`));
  return log;
}

const TOGETHER = { time: '2026-11-23T20:42:11.000Z', stream: 'stdout' } as const;

describe('the log of a phase', () => {
  it('keeps the newest lines under their own numbers, so that a scroll position does not drift', () => {
    const log = ring(10, 25);
    expect([log.first, log.next, log.size]).toEqual([15, 25, 10]);
    expect(log.at(14)).toBeUndefined();
    expect(log.slice(13, 4).map((l) => l.text)).toEqual(['line 15', 'line 16']);
    expect(log.tail(2).map((l) => l.text)).toEqual(['line 23', 'line 24']);
  });

  it('finds the next and the previous match and counts only what is still there', () => {
    const log = ring(30, 40);
    expect(log.find('LINE 2', 35, -1)).toBe(29);
    expect(log.find('line 2', 25, 1)).toBe(25);
    expect(log.find('line 5', 39, -1)).toBeUndefined();
    expect(log.count('line 2', 22)).toEqual({ total: 10, position: 3 });
    expect(log.find('', 39, -1)).toBeUndefined();
  });

  it('reads lines that came together as if each had come alone, long after their buffer was used again', () => {
    const [one, many] = [new LogRing(3000), new LogRing(3000)];
    for (let block = 0; block < 60; block += 1) {
      const texts = Array.from({ length: 700 }, (_, i) => `é ${block} ${i} ${'x'.repeat(60)}`);
      for (const text of texts) one.push(line(text));
      many.pushLines({ ...TOGETHER, lines: WholeLines.of(`${texts.join('\n')}\n`) });
      many.pushLines({ ...TOGETHER, lines: WholeLines.of('between\n\n') });
      for (const text of ['between', '']) one.push(line(text));
      expect([many.first, many.next]).toEqual([one.first, one.next]);
      expect(many.tail(3000)).toEqual(one.tail(3000));
    }
    expect(many.find('59 3 ', many.first, 1)).toBe(one.find('59 3 ', one.first, 1));
  });

  it('cuts a single giant line, so that one of them cannot cost the memory of thousands', () => {
    const log = new LogRing(2);
    log.push(line('x'.repeat(1_000_000)));
    expect(log.at(0)?.text.length).toBeLessThan(5000);
  });
});
