import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledProgram, bundleProgram } from '../../terminal/bundle-program.ts';
import { type Cell, PtyTerminal } from '../../terminal/pty-terminal.ts';

let program: BundledProgram;
beforeAll(async () => {
  program = await bundleProgram(fileURLToPath(new URL('./painted-home.ts', import.meta.url)));
});
afterAll(() => program[Symbol.dispose]());

const LAST_WORDS = 'q quit';
const start = () =>
  new PtyTerminal(process.execPath, [program.file], { env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '1' } });

describe('the home screen before Ink is there', () => {
  it('shows everything, and nothing moves when Ink takes over', async () => {
    await using t = start();
    await t.waitFor(LAST_WORDS);
    const painted = visible(t.cells());
    const bytes = t.bytes;
    t.kill('SIGUSR2');
    await t.waitFor(() => t.bytes > bytes + 500);
    expect(t.alternate).toBe(true);
    expect(t.text()).toContain('upgrade stopped after "snapshot"');
    expect(visible(t.cells())).toEqual(painted);
  });

  it('loses no key that was pressed too early', async () => {
    await using t = start();
    await t.waitFor(LAST_WORDS);
    t.keys('?');
    t.kill('SIGUSR2');
    await t.waitFor('─ keys ─');
  });

  it('fits a window that was made smaller meanwhile', async () => {
    await using t = start();
    await t.waitFor(LAST_WORDS);
    t.resize(60, 20);
    t.kill('SIGUSR2');
    await t.waitFor((text) => text.includes(LAST_WORDS) && text.split('\n').length === 19);
    expect(Math.max(...t.lines().map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('gives the terminal back when it is left', async () => {
    await using t = start();
    await t.waitFor(LAST_WORDS);
    t.kill('SIGUSR2');
    t.keys('q');
    await t.waitFor('chose {"action":"quit"}');
    expect((await t.exited()).code).toBe(0);
    expect(t.alternate).toBe(false);
  });

  it('gives the terminal back when it is ended before Ink came', async () => {
    await using t = start();
    await t.waitFor(LAST_WORDS);
    t.kill('SIGTERM');
    expect((await t.exited()).signal).toBe(15);
    expect(t.alternate).toBe(false);
  });
});

/** Letters with their colours; the colour of a blank is nothing anybody sees. */
const visible = (rows: Cell[][]) => rows.map((row) => row.map((cell) => (cell.text.trim() === '' ? ' ' : cell)));
