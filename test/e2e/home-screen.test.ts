/** The home screen in a real terminal: what every environment's state is, what to do next, and a way out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCheckpoint } from '../../src/engine/run/checkpoint.ts';
import { PROGRAM, Sandbox } from '../rehearsal/support/program.ts';
import { PtyTerminal } from '../terminal/pty-terminal.ts';

describe('the home screen', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = new Sandbox('home');
    mkdirSync(box.workspace);
    for (const file of ['.env.stag', '.env.production'])
      writeFileSync(join(box.workspace, file), 'AWS_REGION=eu-west-2\n');
    const mark = { outcome: 'done' as const, at: new Date().toISOString(), evidence: {}, inputs: '-' };
    writeCheckpoint(join(box.workspace, '.flip-hub', 'stag'), {
      v: 1,
      run: '20261120T101010-aaaa',
      command: 'deploy',
      version: '0.1.0',
      phases: ['plan', 'apply'],
      marks: { plan: mark, apply: mark },
      open: false,
    });
    writeCheckpoint(join(box.workspace, '.flip-hub', 'production'), {
      v: 1,
      run: '20261121T101010-bbbb',
      command: 'deploy',
      version: '0.1.0',
      phases: ['plan', 'apply'],
      marks: { plan: mark },
      open: true,
    });
  });
  afterAll(() => box[Symbol.asyncDispose]());

  const open = (columns: number, rows: number, args: string[] = [], env: Record<string, string> = {}) =>
    new PtyTerminal(process.execPath, [PROGRAM, ...args], {
      columns,
      rows,
      cwd: box.workspace,
      env: { ...box.env, ...env },
    });

  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
  ] as const)
    test(`at ${columns}×${rows} it shows both environments and suggests to resume what stopped`, async () => {
      await using terminal = open(columns, rows);
      await terminal.waitFor('deploy finished');
      await terminal.waitFor('deploy stopped after "plan"');
      expect(terminal.text()).toMatch(/Resume deploy of production at "apply"/);
      expect(terminal.lines().filter((line) => line !== '').length).toBeLessThanOrEqual(rows - 1);
      terminal.keys('q');
      expect((await terminal.exited()).code).toBe(0);
      expect(terminal.alternate).toBe(false);
    });

  test('without colour and in ASCII it says the same', async () => {
    await using terminal = open(80, 24, ['--ascii'], { NO_COLOR: '1' });
    await terminal.waitFor('deploy stopped after "plan"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole point is which characters are on the screen
    expect(terminal.text()).toMatch(/^[\x00-\x7f]*$/);
    expect(
      terminal
        .cells()
        .flat()
        .every((cell) => cell.foreground === undefined),
    ).toBe(true);
    terminal.keys('q');
    expect((await terminal.exited()).code).toBe(0);
  });

  test('without a terminal there is help and exit 2, not a screen nobody sees', async () => {
    const { code, stdout, stderr } = await box.run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: flip-hub');
  });
});
