import { describe, expect, it } from 'vitest';
import { drawSvg } from './draw-svg.ts';
import { KEY } from './keys.ts';
import { PtyTerminal } from './pty-terminal.ts';

const shell = (script: string, options = {}): PtyTerminal => new PtyTerminal('/bin/sh', ['-c', script], options);

describe('the terminal that end-to-end tests look through', () => {
  it('sees text, colours and weight as an operator does', async () => {
    await using t = shell(`printf 'plain \\033[1;32mgreen\\033[0m \\033[7mback\\033[0m'; read x`);
    await t.waitFor('green');
    const row = t.cells()[0] ?? [];
    expect(row[0]).toMatchObject({ text: 'p', bold: false, foreground: undefined });
    expect(row[6]).toMatchObject({ text: 'g', bold: true, foreground: 'palette:2' });
    expect(row[12]).toMatchObject({ text: 'b', inverse: true });
  });

  it('hides from the program that it runs under CI, or no screen would ever be drawn', async () => {
    await using t = shell(`echo "CI=[\${CI-unset}]"; read x`, {
      env: { ...process.env, CI: 'true', CONTINUOUS_INTEGRATION: '1' },
    });
    await t.waitFor('CI=[unset]');
  });

  it('passes keys and sizes on, and tells how the program ended', async () => {
    await using t = shell(
      `trap 'stty size' WINCH; echo ready; read answer; while [ "$answer" = "" ]; do read answer; done; echo "got $answer"; exit 7`,
    );
    await t.waitFor('ready');
    t.resize(101, 33);
    await t.waitFor('33 101');
    t.keys('hello', KEY.enter);
    await t.waitFor('got hello');
    expect((await t.exited()).code).toBe(7);
  });

  it('shows the screen when what it waits for never comes, so that a failure explains itself', async () => {
    await using t = shell('echo something else');
    await expect(t.waitFor('wanted')).rejects.toThrow(
      /the program ended while waiting for wanted; the screen was:\nsomething else/,
    );
  });

  it('leaves no program behind', async () => {
    const t = shell('echo up; sleep 1000');
    await t.waitFor('up');
    const { pid } = t;
    await t[Symbol.asyncDispose]();
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('draws what it sees as a picture without a script in it', async () => {
    await using t = shell(`printf '\\033[31m<a & b>\\033[0m'; read x`);
    await t.waitFor('<a & b>');
    const svg = drawSvg(t, { title: 'x < y', cursor: true });
    expect(svg).toContain('&lt;a &amp; b&gt;</text>');
    expect(svg).toContain('<title>x &lt; y</title>');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('fill="#f0717a"');
  });
});
