import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDED_COMMENT, EnvDocument } from '../../../src/hub/env-file/index.ts';
import { SAMPLE } from './sample.ts';

const parse = EnvDocument.parse;

/** Files as they come: comments, odd lines, any line ending, with and without a BOM and a final newline. */
const anyLine = fc.oneof(
  fc.constantFrom(
    '',
    '# comment',
    '   ',
    'export A=1',
    'B = spaced ',
    "C='quoted'",
    'D="double" # why',
    'E=',
    'F=x#y',
    'G=<todo>',
    'not a line',
    'A=2',
    'H:=make',
    '\tI=tab',
    'J=a\\',
  ),
  fc.string({ maxLength: 30 }).filter((s) => !/[\r\n\uFEFF]/.test(s)),
);
const anyFile = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(fc.tuple(anyLine, fc.constantFrom('\n', '\r\n'))), fc.boolean())
  .map(([bom, lines, final]) => {
    const text = lines.map(([l, eol], i) => l + (i === lines.length - 1 && !final ? '' : eol)).join('');
    return bom + text;
  });
const anyKey = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'I', 'NEW_KEY');
const anyValue = fc.stringMatching(/^[A-Za-z0-9_.:/+=@,%-]{1,40}$/);

describe('an environment file that nobody edited', () => {
  it('comes out byte for byte, whatever is in it', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        expect(parse(text).print()).toBe(text);
      }),
      { numRuns: 10_000 },
    );
  });
  it.each(['', '\uFEFF', 'A=1', 'A=1\r\n\r\n', '\n\n', 'A=1\rB=2\n'])('%j', (text) =>
    expect(parse(text).print()).toBe(text),
  );
});

describe('an edit', () => {
  it('changes its own line and nothing else, whatever is in the file', () => {
    fc.assert(
      fc.property(anyFile, anyKey, anyValue, (text, key, value) => {
        const before = parse(text);
        const after = before.with(key, value);
        expect(after.value(key)).toBe(value);
        const [a, b] = [text.split('\n'), after.print().split('\n')];
        const present = before.assignment(key);
        if (present) {
          a.splice(present.line - 1, 1);
          b.splice(present.line - 1, 1);
          expect(b).toEqual(a);
        } else {
          // Only an end of line for the last line may be added before what is appended.
          expect(after.print().startsWith(text)).toBe(true);
        }
        // Reading what was written gives the same document again.
        expect(parse(after.print()).print()).toBe(after.print());
        expect(parse(after.print()).value(key)).toBe(value);
      }),
      { numRuns: 10_000 },
    );
  });

  it('keeps export, indentation, the comment behind the value and the line ending', () => {
    expect(parse('  export A=1  # why\r\nB=2').with('A', '3').print()).toBe('  export A=3  # why\r\nB=2');
  });

  it('replaces the assignment that counts, the last one', () => {
    const document = parse('A=1\nB=x\nA=2\n');
    expect(document.value('A')).toBe('2');
    expect(document.with('A', '3').print()).toBe('A=1\nB=x\nA=3\n');
  });

  it('the same value again changes nothing, so that no backup is made for nothing', () => {
    const document = parse('A="1"\n');
    expect(document.with('A', '1')).toBe(document);
  });

  it('new keys stand together at the end under one comment, after a line ending was added', () => {
    expect(parse('A=1').with('B', '2').with('C', '3').print()).toBe(`A=1\n\n${ADDED_COMMENT}\nB=2\nC=3\n`);
    expect(parse('A=1\r\n').with('B', '2').print()).toBe(`A=1\r\n\r\n${ADDED_COMMENT}\r\nB=2\r\n`);
    expect(parse('').with('B', '2').print()).toBe(`${ADDED_COMMENT}\nB=2\n`);
  });

  it('a removed blank behind the sign: to a shell "KEY= v" would run v', () => {
    expect(parse('A = 1\n').with('A', '2').print()).toBe('A =2\n');
  });

  it.each([
    'two words',
    'a#b',
    'a$b',
    "a'b",
    'a\\b',
    'a;b',
    'a`b',
    '<x>',
    'a\nb',
    'a\rb',
    ' a',
    'a ',
    '~/x',
    'a|b',
    '(x)',
    'a&b',
  ])('refuses %j, which not every reader would get, and does not repeat it', (value) => {
    const attempt = () => parse('').with('PASSWORD', value);
    expect(attempt).toThrow(/value for PASSWORD cannot be written/);
    try {
      attempt();
    } catch (e) {
      if (value.length > 3) expect(JSON.stringify(e) + String(e)).not.toContain(value);
    }
  });

  it('a JSON list is written only for keys that no shell script uses', () => {
    expect(() => parse('').with('A', '["x"]')).toThrow();
    expect(parse('A=[]\n').with('A', '["x","y"]', { notForShell: true }).print()).toBe('A=["x","y"]\n');
    expect(() => parse('').with('A', '["x", "y"]', { notForShell: true })).toThrow();
  });

  it('base64 and URL-safe keys are written as they are', () => {
    expect(parse('').with('K', 'a+b/c==').value('K')).toBe('a+b/c==');
  });
});

describe('values as written', () => {
  it.each([
    ['A=plain', 'plain'],
    ['A="with \\"quotes\\" and \\$"', 'with "quotes" and $'],
    ["A='raw \\n'", 'raw \\n'],
    ['A=v # comment', 'v'],
    ['A=  v  ', 'v'],
    ['A=a\\#b', 'a#b'],
    ['A=a$$b', 'a$b'],
    ['A=', ''],
    ['A=#', ''],
    ['\uFEFFA=bom', 'bom'],
  ])('%s', (text, value) => expect(parse(text).value('A')).toBe(value));

  it('a real file: keys in their order, none lost', () => {
    const document = parse(SAMPLE);
    expect(document.keys()).toHaveLength(SAMPLE.split('\n').filter((l) => l.includes('=')).length);
    expect(document.keys()[0]).toBe('AWS_PROFILE');
    expect(document.strayLines()).toEqual([]);
  });
});
