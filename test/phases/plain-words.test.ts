import { describe, expect, it } from 'vitest';
import { WholeLines } from '../../src/engine/events/whole-lines.ts';
import { PlainWords } from '../../src/phases/terraform/plain-words.ts';

const trace = (from: number, count: number) => Array.from({ length: count }, (_, i) => `trace ${from + i}`);
const said = (words: PlainWords, lines: string[]) => words.take(WholeLines.of(`${lines.join('\n')}\n`));

describe('what is kept of plain words for an error', () => {
  it('the beginning, the error in the middle with its box, and the end, of any number of lines', () => {
    const words = new PlainWords();
    for (let i = 0; i < 100; i += 1) said(words, trace(i * 1000, 1000));
    said(words, [...trace(200_000, 500), '│ Error: ünable', '│ the cause', ...trace(210_000, 500)]);
    for (let i = 0; i < 100; i += 1) said(words, trace(300_000 + i * 1000, 1000));
    const { kept } = words;
    expect(kept.slice(0, 40)).toEqual(trace(0, 40));
    expect(kept.slice(40, 42)).toEqual(['│ Error: ünable', '│ the cause']);
    expect(kept.slice(-40)).toEqual(trace(399_960, 40));
    expect(kept.length).toBeLessThan(40 + 60 + 40 + 1);
  });

  it('a few lines whole, in order, without empty ones or repetitions', () => {
    const words = new PlainWords();
    said(words, ['one', '', 'two']);
    said(words, ['two', 'three']);
    expect(words.kept).toEqual(['one', 'two', 'three']);
  });
});
