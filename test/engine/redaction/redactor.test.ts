import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WholeLines } from '../../../src/engine/events/whole-lines.ts';
import { createRedactor, MIN_SHAPE, shapesOf } from '../../../src/engine/redaction/index.ts';
import { Secret } from '../../../src/engine/secret.ts';

const AWKWARD = `p"a'ss \\ $\{x} %{y} <b>&ü+/=`;
const PLAIN = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6-_';
const redactor = createRedactor([new Secret(AWKWARD, 'AWKWARD'), new Secret(PLAIN, 'PLAIN')]);

/** How programs carry a value: each must lose it. */
const carriers: [string, (s: string) => string][] = [
  ['as it is', (s) => `key is ${s}, so`],
  ['JSON', (s) => JSON.stringify({ a: [s] })],
  ['JSON in JSON', (s) => JSON.stringify({ detail: JSON.stringify({ password: s }) })],
  ['JSON in JSON in JSON', (s) => JSON.stringify(JSON.stringify(JSON.stringify(s)))],
  ['JSON as Go writes it', (s) => JSON.stringify(s).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)],
  [
    'JSON as Python writes it',
    (s) => JSON.stringify(s).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  [
    'HCL',
    (s) =>
      `password = ${JSON.stringify(s)
        .replaceAll('$' + '{', '$$' + '$' + '{')
        .replaceAll('%{', '%%{')}`,
  ],
  ['URL', (s) => `https://x/?p=${encodeURIComponent(s)}`],
  ['URL with lower-case hex', (s) => encodeURIComponent(s).replace(/%../g, (h) => h.toLowerCase())],
  ['a form', (s) => new URLSearchParams({ p: s }).toString()],
  ['shell, single quotes', (s) => `X='${s.replaceAll("'", "'\\''")}'`],
  ['shell, double quotes', (s) => `X="${s.replace(/["$`\\]/g, '\\$&')}"`],
  ['XML', (s) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
  ['hex', (s) => Buffer.from(s).toString('hex')],
];

describe('a registered secret', () => {
  for (const [name, carry] of carriers) {
    it(`does not get through as ${name}`, () => {
      for (const [secret, label] of [
        [AWKWARD, 'AWKWARD'],
        [PLAIN, 'PLAIN'],
      ] as const) {
        const text = carry(secret);
        const safe = redactor.redactText(text);
        expect(safe, text).toContain(`[${label}]`);
        expect(remains(safe, secret), safe).toEqual([]);
      }
    });
  }

  it('does not get through in base64, at any place of any document, in either alphabet', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(AWKWARD, PLAIN),
        (before, after, secret) => {
          const bytes = Buffer.concat([before, Buffer.from(secret), after]);
          for (const alphabet of ['base64', 'base64url'] as const) {
            const safe = redactor.redactText(bytes.toString(alphabet));
            expect(safe).toMatch(/\[(AWKWARD|PLAIN)\]/);
            expect(remains(safe, secret)).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('control: without the redactor every one of these carriers is found out', () => {
    for (const [name, carry] of carriers) {
      for (const secret of [AWKWARD, PLAIN]) expect(remains(carry(secret), secret).length, name).toBeGreaterThan(0);
    }
  });

  it('any secret, raw or quoted, anywhere in any text', () => {
    fc.assert(
      fc.property(
        fc
          .string({ minLength: MIN_SHAPE, maxLength: 60 })
          .filter((s) => !/[\r\n[\]]/.test(s) && s.trim().length >= MIN_SHAPE),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          const own = createRedactor([new Secret(secret, 'S')]);
          for (const text of [before + secret + after, before + JSON.stringify(secret) + after]) {
            expect(own.redactText(text)).toContain('[S]');
            expect(
              own.redactText(text).includes(secret) && !'[S]'.includes(secret) && !(before + after).includes(secret),
            ).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in lines that are bytes, as in their text; lines without one are handed on as they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom(AWKWARD, PLAIN, 'ß – 😀')), { maxLength: 6 }),
        fc.constantFrom('\n', ' \n', '"\n'),
        (parts, between) => {
          const lines = WholeLines.of(`${parts.join(between).replaceAll('\u0000', '')}\n`);
          const safe = redactor.redactLines(lines);
          expect(safe.text).toBe(redactor.redactText(lines.text));
          expect(safe === lines).toBe(redactor.spans(lines.text).length === 0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of many lines goes line by line, as logs are cut', () => {
    const key = '-----BEGIN KEY-----\nAAAAB3NzaC1yc2E\r\nBBBBB3NzaC1yc2E\n-----END KEY-----\n';
    const own = createRedactor([new Secret(key, 'KEY')]);
    expect(own.redactText('x BBBBB3NzaC1yc2E y')).toBe('x [KEY] y');
    expect(own.redactText(JSON.stringify(key))).not.toContain('NzaC1yc2E');
  });
});

describe('what is not secret', () => {
  it('stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        fc.pre(
          shapesOf(AWKWARD)
            .concat(shapesOf(PLAIN))
            .every((shape) => !text.includes(shape)),
        );
        expect(redactor.redactText(text)).toBe(text);
      }),
    );
  });

  it('a value too short to be told from text is refused instead of eating the log', () => {
    const own = createRedactor();
    expect(own.add(new Secret('admin', 'P'))).toBe(false);
    expect(own.redactText('admin signs in')).toBe('admin signs in');
    expect(own.add('admin1', 'P')).toBe(true);
    expect(own.redactText('admin1')).toBe('[P]');
  });
});

describe('overlaps', () => {
  it('two secrets that run into each other leave nothing of either', () => {
    const own = createRedactor([
      new Secret('abcdefgh', 'A'),
      new Secret('efghijkl', 'B'),
      new Secret('abcdefghXYZ', 'C'),
    ]);
    expect(own.redactText('1abcdefghijkl2')).toBe('1[A]2');
    expect(own.redactText('abcdefghXYZ')).toBe('[C]');
    expect(own.redactText('abcdefghabcdefgh')).toBe('[A][A]');
  });
});

describe('events', () => {
  it('lose secrets at any depth, in values and in names', () => {
    const event = {
      type: 'log',
      line: `x ${PLAIN}`,
      deep: [{ [PLAIN]: { n: 7, t: true, z: null, s: new Secret('whatever', 'W') } }],
    };
    expect(redactor.redactEvent(event)).toEqual({
      type: 'log',
      line: 'x [PLAIN]',
      deep: [{ '[PLAIN]': { n: 7, t: true, z: null, s: '[W]' } }],
    });
    expect(event.line).toContain(PLAIN);
  });
});

/** Shapes of a secret, made independently of the product, that are still in a text. */
function remains(text: string, secret: string): string[] {
  const bytes = Buffer.from(secret);
  const b64 = [0, 1, 2].map((n) =>
    Buffer.concat([Buffer.alloc(n), bytes])
      .toString('base64')
      .slice(n === 0 ? 0 : n + 1, -4),
  );
  const json = JSON.stringify(secret).slice(1, -1);
  const nested = JSON.stringify(json).slice(1, -1);
  const looked = [
    secret,
    json,
    nested,
    JSON.stringify(nested).slice(1, -1),
    json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    json.replace(/[$%]\{/g, (m) => m[0] + m),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (h) => h.toLowerCase()),
    new URLSearchParams({ p: secret }).toString().slice(2),
    secret.replaceAll("'", "'\\''"),
    secret.replace(/["$`\\]/g, '\\$&'),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    bytes.toString('hex'),
    ...b64,
    ...b64.map((t) => t.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return looked.filter((shape) => text.includes(shape));
}
