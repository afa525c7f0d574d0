import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/engine/events/log-lines.ts';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';

describe('whole lines', () => {
  it('know their number, where each ends, and what each says', () => {
    const lines = WholeLines.of('é\n\nlast 😀\n');
    expect([lines.count, [...lines.ends], linesOf(lines)]).toEqual([3, [3, 4, 14], ['é', '', 'last 😀']]);
    expect(WholeLines.of('').count).toBe(0);
  });

  it('more of them than there was room for', () => {
    const lines = WholeLines.of('\n'.repeat(50_000));
    expect([lines.count, lines.ends[0], lines.ends[49_999]]).toEqual([50_000, 1, 50_000]);
  });

  it('where they end may be kept while others are looked at', () => {
    const { ends } = WholeLines.of('a\nbc\n');
    expect(WholeLines.of('abcd\nx\n').count).toBe(2);
    expect([...ends]).toEqual([2, 5]);
  });
});
