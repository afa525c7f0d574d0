import { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLineRedactor,
  createRedactingStream,
  createRedactor,
  StreamRedactor,
} from '../../../src/engine/redaction/index.ts';
import { Secret } from '../../../src/engine/secret.ts';

const SECRETS = [new Secret('abcdefgh', 'A'), new Secret('efghijklmnop', 'B'), new Secret('pässwörd-😀-long', 'C')];

/** Text in which secrets, parts of them and overlaps of them are frequent. */
const bit = fc.constantFrom(
  'abcdefgh',
  'efghijklmnop',
  'abcdefghijklmnop',
  'abcd',
  'efgh',
  'mnop',
  'pässwörd-😀-long',
  '😀',
  '\n',
  ' ',
  'x',
  'YWJjZGVmZ2g=',
);
const anyText = fc.array(bit, { maxLength: 60 }).map((bits) => bits.join(''));

function cutAt(text: string, cuts: number[]): string[] {
  const places = [...new Set(cuts.map((c) => c % (text.length + 1)))].sort((a, b) => a - b);
  return [...places, text.length].map((end, i) => text.slice(i === 0 ? 0 : places[i - 1], end));
}

describe('a secret cut in two by a pipe', () => {
  it('is gone as if the text had come in one piece, however it was cut', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(), { maxLength: 30 }), (text, cuts) => {
        const redactor = createRedactor(SECRETS);
        const stream = new StreamRedactor(redactor);
        const out =
          cutAt(text, cuts)
            .map((chunk) => stream.push(chunk))
            .join('') + stream.end();
        expect(out).toBe(redactor.redactText(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('also byte by byte, across the bytes of one character', async () => {
    const text = 'Grüße 😀 pässwörd-😀-long und abcdefghijklmnop\nfertig';
    const bytes = Readable.from([...Buffer.from(text)].map((b) => Buffer.of(b)));
    const out = await readAll(bytes.pipe(createRedactingStream(createRedactor(SECRETS))));
    expect(out).toBe('Grüße 😀 [C] und [A]\nfertig');
  });

  it('control: without secrets registered the same stream lets them through', async () => {
    const out = await readAll(
      Readable.from([Buffer.from('abcd'), Buffer.from('efgh')]).pipe(createRedactingStream(createRedactor())),
    );
    expect(out).toBe('abcdefgh');
  });
});

describe('a live log', () => {
  it('shows a whole line at once: what waits is only an unfinished line, and of that no more than a shape needs', () => {
    const stream = createLineRedactor(SECRETS);
    expect(stream.push('one abcdefgh\ntw')).toBe('one [A]\n');
    expect(stream.push('o\n')).toBe('two\n');
    const longest = createRedactor(SECRETS).longest;
    const long = '.'.repeat(10_000);
    expect(stream.push(long).length).toBeGreaterThanOrEqual(long.length - longest);
    expect(stream.end().length).toBeLessThan(longest);
  });

  it('a secret that is registered while the stream runs is gone from then on', () => {
    const redactor = createRedactor();
    const stream = new StreamRedactor(redactor);
    expect(stream.push('first\n')).toBe('first\n');
    redactor.add(new Secret('late-secret', 'L'));
    expect(stream.push('late-') + stream.push('secret!') + stream.end()).toBe('[L]!');
  });
});
