import { describe, expect, it } from 'vitest';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { TextBytes } from '../../../src/engine/run/text-bytes.ts';

const gathered = (fill: (bytes: TextBytes) => void): string => {
  const pieces: Buffer[] = [];
  const bytes = new TextBytes((piece) => pieces.push(Buffer.from(piece)));
  fill(bytes);
  bytes.flush();
  return Buffer.concat(pieces).toString('utf8');
};
const prefixed = (text: string, before: string) =>
  text
    .slice(0, -1)
    .split('\n')
    .map((line) => `${before}${line}\n`)
    .join('');

describe('text on its way to the log', () => {
  // Around what is taken aside, 128 KiB, the buffer, 256 KiB, and twice that.
  const around = [131_072, 262_144, 524_288].flatMap((size) => [-3, -2, -1, 0, 1, 2].map((by) => size + by));

  it.each(around)('keeps a line of %i bytes whole, with one time before it', (size) => {
    const text = `${'a'.repeat(size - 1)}\n`;
    expect(gathered((bytes) => bytes.addLines(WholeLines.of(text), '12:00 plan  ')) === `12:00 plan  ${text}`).toBe(
      true,
    );
  });

  it.each(around)('cuts no character that stands at byte %i', (size) => {
    const text = `${'a'.repeat(size)}é😀ß\nafter\n`;
    expect(gathered((bytes) => bytes.addLines(WholeLines.of(text), 't  ')) === prefixed(text, 't  ')).toBe(true);
  });

  it.each([1000, 30_000])(
    'puts the time before every line of %i, empty ones and those that begin a new buffer too',
    (length) => {
      const text = `${Array.from({ length }, (_, i) => (i % 7 === 0 ? '' : `line ${i} ${'x'.repeat(i % 97)}`)).join('\n')}\n`;
      expect(
        gathered((bytes) => bytes.addLines(WholeLines.of(text), '12:00:00.000 plan  ')) ===
          prefixed(text, '12:00:00.000 plan  '),
      ).toBe(true);
    },
  );

  it('keeps the order of single texts and of many lines', () => {
    const text = gathered((bytes) => {
      bytes.add('first\n');
      bytes.addLines(WholeLines.of('a\nb\n'), '> ');
      bytes.add('last\n');
    });
    expect(text).toBe('first\n> a\n> b\nlast\n');
  });

  it('forgets what it handed over, so that a disk that fills does not write a line twice', () => {
    const bytes = new TextBytes(() => {
      throw new Error('ENOSPC');
    });
    bytes.add('one\n');
    expect(() => bytes.flush()).toThrow('ENOSPC');
    expect(bytes.length).toBe(0);
  });
});
