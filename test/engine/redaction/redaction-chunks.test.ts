import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineRedactor, createRedactor, shapesOf } from '../../../src/engine/redaction/index.ts';
import { Secret } from '../../../src/engine/secret.ts';

/** Values as keys and passwords are: printable, with everything that quoting changes. */
const value = fc
  .string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=-_.\'"\\$`!&<>%{} ü漢'),
    minLength: 8,
    maxLength: 40,
  })
  .filter((text) => text.trim().length >= 8);
const noise = fc.string({ unit: fc.constantFrom(...'xyz =:"\\\n\t,{}[]/é'), maxLength: 30 });

/** A text with secrets in some of their shapes in it, and where to cut it. */
const leak = fc.record({
  secrets: fc.array(value, { minLength: 1, maxLength: 3 }),
  parts: fc.array(fc.record({ before: noise, which: fc.nat(), shape: fc.nat() }), { minLength: 1, maxLength: 6 }),
  after: noise,
  cuts: fc.array(fc.nat(2000), { maxLength: 12 }),
});

function textOf({
  secrets,
  parts,
  after,
}: {
  secrets: string[];
  parts: { before: string; which: number; shape: number }[];
  after: string;
}) {
  const pieces = parts.map(({ before, which, shape }) => {
    const shapes = shapesOf(secrets[which % secrets.length] ?? '');
    return before + shapes[shape % shapes.length];
  });
  return pieces.join('') + after;
}

function chunksOf(text: string, cuts: number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, i) => text.slice(start, at[i] ?? text.length));
}

const secretsOf = (values: string[]) => values.map((text, at) => new Secret(text, `S${at}`));

describe('secrets in a stream that arrives in pieces', () => {
  it('leave the same text behind wherever it is cut: no border of a chunk lets one through', () => {
    fc.assert(
      fc.property(leak, (one) => {
        const text = textOf(one);
        const stream = createLineRedactor(secretsOf(one.secrets));
        const streamed = chunksOf(text, one.cuts)
          .map((chunk) => stream.push(chunk))
          .join('');
        expect(streamed + stream.end()).toBe(createRedactor(secretsOf(one.secrets)).redactText(text));
      }),
      { numRuns: 500 },
    );
  });

  it('are gone in every shape, whatever stands around and beside them', () => {
    fc.assert(
      fc.property(leak, (one) => {
        const redactor = createRedactor(secretsOf(one.secrets));
        const left = redactor.redactText(textOf(one)).replaceAll(/\[S\d\]/g, '\n');
        for (const secret of one.secrets) for (const shape of shapesOf(secret)) expect(left).not.toContain(shape);
      }),
      { numRuns: 300 },
    );
  });

  it('never reach the output before their line is whole', () => {
    const stream = createLineRedactor([new Secret('correct-horse', 'KEY')]);
    expect(stream.push('first line\nkey=correct-')).toBe('first line\n');
    expect(stream.push('horse')).toBe('');
    expect(stream.push(' end\n')).toBe('key=[KEY] end\n');
    expect(stream.end()).toBe('');
  });
});

describe('a line without an end', () => {
  const MEGABYTE = 1024 * 1024;

  it('of many megabytes goes on flowing, and a secret anywhere in it is gone', () => {
    const secret = 'correct-horse-battery';
    for (const at of [0, MEGABYTE - 10, MEGABYTE - secret.length, MEGABYTE, 2 * MEGABYTE - 3]) {
      const text = `${'x'.repeat(at)}${secret}${'y'.repeat(3 * MEGABYTE - at)}`;
      const stream = createLineRedactor([new Secret(secret, 'KEY')]);
      const out: string[] = [];
      for (let from = 0; from < text.length; from += 65_536) out.push(stream.push(text.slice(from, from + 65_536)));
      expect(out.join('').length).toBeGreaterThan(MEGABYTE);
      const whole = out.join('') + stream.end();
      expect(whole).toBe(text.replace(secret, '[KEY]'));
    }
  });

  it('flows even where the border falls into a secret every time', () => {
    const secret = 'ab'.repeat(30);
    const text = secret.repeat(Math.ceil((2 * MEGABYTE) / secret.length));
    const stream = createLineRedactor([new Secret(secret, 'KEY')]);
    const out: string[] = [];
    for (let from = 0; from < text.length; from += 65_537) out.push(stream.push(text.slice(from, from + 65_537)));
    const whole = out.join('') + stream.end();
    expect(whole).not.toContain(secret);
    expect(whole.replaceAll('[KEY]', '')).toBe('');
  });
});

describe('values in an event', () => {
  it('are redacted at any depth, and everything else is left exactly as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        const redactor = createRedactor([new Secret('§never-in-the-input§', 'KEY')]);
        expect(redactor.redactEvent(event)).toEqual(event);
      }),
    );
    const redactor = createRedactor([new Secret('correct-horse', 'KEY')]);
    expect(redactor.redactEvent({ a: [{ b: 'x correct-horse' }], n: 1, t: true, z: null })).toEqual({
      a: [{ b: 'x [KEY]' }],
      n: 1,
      t: true,
      z: null,
    });
  });

  it('a Secret that was put into an event by mistake is its label, not its value', () => {
    const secret = new Secret('correct-horse', 'KEY');
    const redactor = createRedactor([new Secret('another-one', 'X')]);
    expect(JSON.stringify(redactor.redactEvent({ evidence: { secret } }))).toBe('{"evidence":{"secret":"[KEY]"}}');
  });
});
