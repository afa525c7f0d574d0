import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvDocument, fitOf } from '../../../src/hub/env-file/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flip-readers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const present = (program: string) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Values that fit, written into one file and read by the real program: one process for all of them. */
const values = [
  ...fc.sample(
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 12 }).filter((v) => fitOf(v) === 'all'),
    { numRuns: 300, seed: 7 },
  ),
  'a+b/c==',
  'https://x.example/api?y=1',
  "it's".replace("'", ''),
  '100%',
  'a=b=c',
];

function fileOfAll(): string {
  let document = EnvDocument.parse('');
  values.forEach((v, i) => {
    document = document.with(`K${i}`, v);
  });
  const file = join(folder, 'env');
  writeFileSync(file, document.print());
  return file;
}

describe('a value that was accepted is what every program gets', () => {
  it('a shell that sources the file', () => {
    const file = fileOfAll();
    const script = `. '${file}'; ${values.map((_, i) => `printf '%s\\n' "$K${i}"`).join(';')}`;
    const got = execFileSync('sh', ['-c', script], { env: {}, encoding: 'utf8' }).split('\n').slice(0, -1);
    expect(got).toEqual(values);
  });

  it.skipIf(!present('make'))('make that includes the file', () => {
    const file = fileOfAll();
    const makefile = join(folder, 'Makefile');
    writeFileSync(makefile, `include ${file}\nexport\nall:\n\t@${values.map((_, i) => `printenv K${i}`).join(';')}\n`);
    const got = execFileSync('make', ['-s', '-f', makefile], { encoding: 'utf8' }).split('\n').slice(0, -1);
    expect(got).toEqual(values);
  });
});

describe('fit', () => {
  it.each([
    ['plain', 'all'],
    ['["a","b"]', 'not-shell'],
    ['["a", "b"]', 'none'],
    ['', 'all'],
    ['$HOME', 'none'],
    ['a b', 'none'],
  ] as const)('%j: %s', (value, fit) => expect(fitOf(value)).toBe(fit));
});
