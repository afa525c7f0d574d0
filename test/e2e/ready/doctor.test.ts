/** `doctor` on a real terminal: what is missing, its command, and after a yes the command itself, in view. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../../../src/tools/process.ts';
import { SAMPLE } from '../../hub/env-file/sample.ts';
import { PROGRAM, Sandbox } from '../../rehearsal/support/program.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

const box = new Sandbox('doctor');
const home = join(box.dir, 'home');
const bin = join(box.dir, 'bin');
const log = join(box.dir, 'sudo-said');
afterAll(() => box[Symbol.asyncDispose]());

const tool = (name: string, text: string) => {
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
};
const real = (name: string) => symlinkSync(findProgram(name, process.env.PATH, '/') ?? '', join(bin, name));

beforeEach(() => {
  for (const folder of [home, bin]) rmSync(folder, { recursive: true, force: true });
  rmSync(log, { force: true });
  for (const folder of [home, bin, box.workspace]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(box.workspace, '.env.stag'), SAMPLE, { mode: 0o600 });
  chmodSync(join(box.workspace, '.env.stag'), 0o600);
  for (const name of ['ssh-keygen', 'git', 'stty', 'chmod', 'env']) real(name);
  tool('terraform', 'echo "Terraform v1.13.4"');
  // Asks as sudo does, and notes what it was asked to do as root.
  tool(
    'sudo',
    `stty -echo; printf "[sudo] password for op: "; read word; stty echo; echo; echo "$word: $*" >> ${log}; [ "$word" = right ]`,
  );
});

const env = () => ({ ...box.env, HOME: home, PATH: bin });
const open = (columns: number, rows: number, words: string[] = []) =>
  new PtyTerminal(process.execPath, [PROGRAM, 'doctor', '--env', 'stag', ...words], {
    columns,
    rows,
    cwd: box.workspace,
    env: env(),
  });

/** The title on the row of the cursor; undefined in the moment between one row and the next. */
const chosen = (text: string): string | undefined => /^ ❯ . (.{20})/m.exec(text)?.[1];

/** Moves the cursor down to a row: at first it is on the first that failed. */
async function choose(terminal: PtyTerminal, title: string): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    const here = chosen(terminal.text());
    if (here?.startsWith(title.slice(0, 20))) return;
    terminal.keys('\u001b[B');
    await terminal.waitFor((text) => chosen(text) !== undefined && chosen(text) !== here);
  }
  throw new Error(`${title} is not on the screen:\n${terminal.text()}`);
}
const settled = (terminal: PtyTerminal) => terminal.waitFor(/\d+ of \d+ fine/);

describe('doctor on a terminal', () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
  ] as const)
    test(`at ${columns}×${rows} a missing key pair is made after a yes, and is fine then`, async () => {
      await using terminal = open(columns, rows);
      await settled(terminal);
      await choose(terminal, '~/.ssh/host-aws');
      expect(terminal.text()).toContain('→ flip-hub key-pair');
      expect(terminal.text()).toContain('needed by: plan, apply, ssh-config, ansible-init');
      terminal.keys('\r');
      await terminal.waitFor('Run this here?');
      expect(existsSync(join(home, '.ssh', 'host-aws'))).toBe(false);
      terminal.keys('y');
      await terminal.waitFor(/~\/\.ssh\/host-aws +fine/);
      expect(readFileSync(join(home, '.ssh', 'host-aws.pub'), 'utf8')).toMatch(/^ssh-ed25519 /);
      expect(terminal.lines().filter((line) => line !== '').length).toBeLessThanOrEqual(rows - 1);
      terminal.keys('q');
      expect((await terminal.exited()).code).toBe(4);
      expect(terminal.alternate).toBe(false);
      expect(terminal.history()).toMatch(/in the way of: /);
    });

  test('a no runs nothing', async () => {
    await using terminal = open(80, 24);
    await settled(terminal);
    await choose(terminal, '~/.ssh/host-aws');
    terminal.keys('\r');
    await terminal.waitFor('Run this here?');
    terminal.keys('n');
    await terminal.waitFor('nothing was run');
    expect(existsSync(join(home, '.ssh'))).toBe(false);
    terminal.keys('\u0003');
    expect((await terminal.exited()).code).toBe(130);
  });

  test('what needs root says so, and sudo asks in view; a refused one stays on the screen until it was read', async () => {
    await using terminal = open(80, 24);
    await settled(terminal);
    await choose(terminal, 'Python');
    terminal.keys('\r');
    await terminal.waitFor('as administrator');
    terminal.keys('y');
    await terminal.waitFor('[sudo] password for op:');
    terminal.keys('wrong\r');
    await terminal.waitFor('it ended with exit 1');
    expect(readFileSync(log, 'utf8')).toMatch(/^wrong: (apt-get update|dnf install -y python3)/);
    terminal.keys(' ');
    await terminal.waitFor(/Python +FAILED/);
    terminal.keys('q');
    expect((await terminal.exited()).code).toBe(4);
  });

  test('--fix asks for each in lines, and looks at it again', async () => {
    await using terminal = open(120, 40, ['--fix', '--plain']);
    const asked = (text: string) => text.match(/\S.*: run this here\?/g) ?? [];
    for (let count = 1; ; count += 1) {
      await terminal.waitFor((text) => asked(text).length === count, 'history');
      const mine = asked(terminal.history()).at(-1)?.startsWith('~/.ssh/host-aws') === true;
      terminal.keys(mine ? 'y\r' : '\r');
      if (mine) break;
    }
    await terminal.waitFor(/ok +~\/\.ssh\/host-aws +ed25519/, 'history');
    expect(existsSync(join(home, '.ssh', 'host-aws'))).toBe(true);
  });

  test('without a terminal --fix runs nothing that needs root, and says so', async () => {
    const { stdout } = await box.run(
      ['doctor', '--env', 'stag', '--workspace', box.workspace, '--fix', '--yes'],
      env(),
    );
    expect(stdout).toContain('needs root and is not run without a terminal');
    expect(existsSync(log)).toBe(false);
    expect(existsSync(join(home, '.ssh', 'host-aws'))).toBe(true);
  });

  test('a tool in the workspace is never run, not even when PATH says so', async () => {
    const trap = join(box.workspace, 'gh');
    writeFileSync(trap, `#!/bin/sh\necho trapped > ${join(box.dir, 'trapped')}\n`);
    chmodSync(trap, 0o755);
    await box.run(['doctor', '--env', 'stag', '--workspace', box.workspace], {
      ...env(),
      PATH: `.:${box.workspace}:${bin}`,
    });
    rmSync(trap);
    expect(existsSync(join(box.dir, 'trapped'))).toBe(false);
  });
});
