/** gh's own login inside the screen of a run: what it asks is seen in its colours, and every key reaches it. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { SAMPLE } from '../../hub/env-file/sample.ts';
import { PROGRAM, Sandbox } from '../../rehearsal/support/program.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

const FAKE = fileURLToPath(new URL('./fake-gh.mjs', import.meta.url));

const box = new Sandbox('github-login');
const home = join(box.dir, 'home');
const bin = join(box.dir, 'bin');
afterAll(() => box[Symbol.asyncDispose]());
beforeEach(() => {
  rmSync(home, { recursive: true, force: true });
  for (const folder of [home, bin, box.workspace]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(box.workspace, '.env.stag'), SAMPLE, { mode: 0o600 });
  writeFileSync(join(bin, 'gh'), `#!/bin/sh\nexec ${process.execPath} ${FAKE} "$@"\n`);
  chmodSync(join(bin, 'gh'), 0o755);
});

const env = (more: Record<string, string> = {}) => ({
  ...box.env,
  HOME: home,
  PATH: `${bin}:${box.env.PATH}`,
  ...more,
});
const open = (columns: number, rows: number, words: string[] = [], more: Record<string, string> = {}) =>
  new PtyTerminal(process.execPath, [PROGRAM, 'github-login', '--env', 'stag', ...words], {
    columns,
    rows,
    cwd: box.workspace,
    env: env(more),
  });

for (const [columns, rows] of [
  [80, 24],
  [120, 40],
] as const)
  test(`at ${columns}×${rows} gh asks in its own colours, and arrows and letters reach it`, async () => {
    await using terminal = open(columns, rows);
    await terminal.waitFor(`What is your preferred protocol? ${columns}x${rows - 4}`);
    await terminal.waitFor('> HTTPS');
    expect(terminal.lines()[0]).toContain('gh auth login --hostname github.com --scopes read:packages');
    expect(terminal.text()).toContain('every key goes to this program');
    expect(terminal.lines().filter((line) => line !== '').length).toBeLessThanOrEqual(rows - 1);
    const row = terminal.lines().findIndex((line) => line.startsWith('> HTTPS'));
    expect(terminal.cells()[row]?.[0]?.foreground).toBe('palette:6');
    terminal.keys('\u001b[B');
    await terminal.waitFor('> SSH');
    terminal.keys('\r');
    await terminal.waitFor('Title for your key:');
    // `q`, `?` and `l` mean something on every screen of ours; here they are the program's.
    terminal.keys('lap?q\r');
    expect((await terminal.exited()).code).toBe(0);
    expect(JSON.parse(readFileSync(join(home, 'gh-said'), 'utf8'))).toEqual({ chosen: 'SSH', typed: 'lap?q' });
    expect(terminal.history()).toContain('octocat');
    expect(terminal.alternate).toBe(false);
  });

test('a window that is resized is resized for gh too', async () => {
  await using terminal = open(80, 24);
  await terminal.waitFor('> HTTPS');
  terminal.resize(100, 30);
  await terminal.waitFor('now 100x26');
  terminal.keys('\u0003');
  await terminal.waitFor('it ended with exit 130');
  terminal.keys(' ');
  await terminal.waitFor('not logged in');
});

test('a login that was given up changes nothing, and ends with exit 3 and what to type', async () => {
  await using terminal = open(80, 24);
  await terminal.waitFor('> HTTPS');
  terminal.keys('\u001d');
  await terminal.waitFor('it ended with exit 129');
  terminal.keys(' ');
  await terminal.waitFor('GH_TOKEN');
  terminal.keys('q');
  expect((await terminal.exited()).code).toBe(3);
  expect(existsSync(join(home, 'gh-login'))).toBe(false);
});

test('a login without read:packages is asked to get it', async () => {
  writeFileSync(join(home, 'gh-login'), "'gist', 'repo'");
  await using terminal = open(80, 24);
  await terminal.waitFor('gh auth refresh --hostname github.com --scopes read:packages');
  await terminal.waitFor('> HTTPS');
  terminal.keys('\r');
  await terminal.waitFor('Title for your key:');
  terminal.keys('x\r');
  expect((await terminal.exited()).code).toBe(0);
});

test('in plain lines gh has the terminal itself', async () => {
  await using terminal = open(80, 24, ['--plain']);
  await terminal.waitFor('What is your preferred protocol? 80x24');
  terminal.keys('\r');
  await terminal.waitFor('Title for your key:');
  terminal.keys('k\r');
  expect((await terminal.exited()).code).toBe(0);
  expect(terminal.history()).toContain('AB12-CD34');
});

test('without a terminal it says how a token is given, and asks nothing', async () => {
  const { code, stderr } = await box.run(['github-login', '--env', 'stag', '--workspace', box.workspace], env());
  expect(code).toBe(3);
  expect(stderr).toContain('export GH_TOKEN=');
});

test('a token of the shell is used, never shown, and one that may not read packages is refused by its name', async () => {
  const [good, less] = ['ghp_0123456789abcdefPKGBCDEFGHIJ012345', 'ghp_0123456789abcdefghijABCDEFGHIJ0123'];
  const words = ['github-login', '--env', 'stag', '--workspace', box.workspace];
  const fine = await box.run(words, env({ GH_TOKEN: good }));
  expect(fine.code).toBe(0);
  const poor = await box.run(words, env({ GH_TOKEN: less }));
  expect(poor.code).toBe(3);
  expect(poor.stderr).toContain('export GH_TOKEN=<a classic token with read:packages>');
  const said = `${fine.stdout}${fine.stderr}${poor.stdout}${poor.stderr}`;
  for (const token of [good, less]) expect(said).not.toContain(token);
});
