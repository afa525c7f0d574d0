/** What somebody with an old Node meets: words that say what to install, or the newer Node that lies beside flip-hub. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../rehearsal/support/program.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flip-hub-old-node-'));
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The entry as a Node of that version runs it; only the version it is told differs. */
function startOn(version: string) {
  const entry = join(folder, 'bin', 'flip-hub.js');
  const program = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); process.argv.splice(1, 0, ${JSON.stringify(entry)}); require(${JSON.stringify(entry)});`;
  return spawnSync(process.execPath, ['-e', program, 'deploy', '--env', 'stag'], { cwd: folder, encoding: 'utf8' });
}

for (const version of ['0.12.18', '18.20.0', '20.20.2', '22.11.0'])
  test(`Node ${version} is told what to install, and nothing is started`, () => {
    const { status, stderr, stdout } = startOn(version);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toContain(`flip-hub needs Node 22.12 or newer; this is Node ${version}.`);
    expect(stderr).toContain('npx -p node@24 -p flip-hub flip-hub');
    expect(stderr).not.toMatch(/SyntaxError|at /);
  });

test('a newer Node beside flip-hub is used, with the same words and its exit code', () => {
  const beside = join(folder, 'node_modules', 'node');
  mkdirSync(join(beside, 'bin'), { recursive: true });
  writeFileSync(join(beside, 'package.json'), '{"name":"node","version":"24.0.0"}');
  writeFileSync(join(beside, 'bin', 'node'), '#!/bin/sh\nshift\necho "ran with $*"\nexit 7\n');
  chmodSync(join(beside, 'bin', 'node'), 0o755);
  const { status, stdout } = startOn('20.20.2');
  expect({ status, stdout: stdout.trim() }).toEqual({ status: 7, stdout: 'ran with deploy --env stag' });
});

test('what an old Node must parse holds nothing newer than itself', () => {
  for (const file of ['flip-hub.js', 'newer-node.js']) {
    const text = readFileSync(join(ROOT, 'bin', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(text, file).not.toMatch(/=>|`|\b(?:const|let|class|async|await|import)\b|\?\.|\.\.\./);
  }
});
