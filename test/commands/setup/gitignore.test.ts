import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ignoreSecrets } from '../../../src/commands/setup/gitignore.ts';

let workspace: string;
let path: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flip-ignore-'));
  path = join(workspace, '.gitignore');
});
afterEach(() => rmSync(workspace, { recursive: true }));

it('every kind of secret of a workspace stays out of git: files, kits, state, and what a killed write left', () => {
  ignoreSecrets(workspace);
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const line of ['/.env.stag', '/.env.production', '/trust/.env.*.stag', '/.flip-hub/', '.*.tmp'])
    expect(lines).toContain(line);
});

it.each(['node_modules', 'node_modules\n', 'node_modules\r\ndist\r\n', '\n'])(
  'what is there stays as it is: %j',
  (text) => {
    writeFileSync(path, text);
    ignoreSecrets(workspace);
    expect(readFileSync(path, 'utf8').startsWith(text)).toBe(true);
    expect(readFileSync(path, 'utf8')).toMatch(/(^|\n)\/\.env\.stag\r?\n/);
    const once = readFileSync(path, 'utf8');
    ignoreSecrets(workspace);
    expect(readFileSync(path, 'utf8')).toBe(once);
  },
);

it('a line the operator has already is not written again', () => {
  writeFileSync(path, '/.env.stag\n');
  ignoreSecrets(workspace);
  expect(readFileSync(path, 'utf8').match(/env\.stag$/gm)).toHaveLength(1);
});
