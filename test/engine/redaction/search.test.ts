import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteSearch, WordSearch } from '../../../src/engine/redaction/search.ts';

/** All places, found the slow way. */
function slowly(words: string[], text: string) {
  const found: { start: number; end: number; word: number }[] = [];
  for (let start = 0; start < text.length; start += 1) {
    words.forEach((word, index) => {
      if (text.startsWith(word, start)) found.push({ start, end: start + word.length, word: index });
    });
  }
  return found;
}

describe('finding many words at once', () => {
  it('finds exactly what a plain search finds, overlaps included', () => {
    const word = fc
      .string({ unit: fc.constantFrom('a', 'b', 'c', 'ü', '😀'), minLength: 2, maxLength: 12 })
      .filter((w) => w.length >= 2);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ü', '😀'), maxLength: 80 }),
        (words, text) => {
          expect(new WordSearch(words).find(text)).toEqual(slowly(words, text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('says of bytes whether any word stands in them, as the search in the text does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ü', '😀'), minLength: 2, maxLength: 3 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ü', '😀'), minLength: 10, maxLength: 40 });
    let [carrying, clean] = [0, 0];
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 4 }), text, (words, said) => {
        const found = slowly(words, said).length > 0;
        if (found) carrying += 1;
        else clean += 1;
        expect(new ByteSearch(words.map((w) => Buffer.from(w))).isIn(Buffer.from(said))).toBe(found);
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(Math.min(carrying, clean)).toBeGreaterThan(200);
  });

  it('words of very different length, longer than any jump', () => {
    const words = ['ab', 'x'.repeat(600), `${'y'.repeat(300)}ab`];
    const text = `${'x'.repeat(601)}ab${'y'.repeat(300)}ab`;
    expect(new WordSearch(words).find(text)).toEqual(slowly(words, text));
    expect(new WordSearch([]).find(text)).toEqual([]);
    const [bytes, none] = [Buffer.from(text), Buffer.from('x'.repeat(2000))];
    const search = new ByteSearch(words.slice(1).map((w) => Buffer.from(w)));
    expect([search.isIn(bytes), search.isIn(bytes.subarray(1)), search.isIn(bytes.subarray(2, 900))]).toEqual([
      true,
      true,
      false,
    ]);
    expect([new ByteSearch([Buffer.from('ab')]).isIn(none), new ByteSearch([]).isIn(none)]).toEqual([false, false]);
  });
});
