import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BundledProgram, bundleProgram } from '../../terminal/bundle-program.ts';
import { KEY } from '../../terminal/keys.ts';
import { PtyTerminal } from '../../terminal/pty-terminal.ts';

let replay: BundledProgram;
let home: BundledProgram;
let flood: BundledProgram;
beforeAll(async () => {
  replay = await bundleProgram(fileURLToPath(new URL('./replay.ts', import.meta.url)));
  flood = await bundleProgram(fileURLToPath(new URL('./flood.ts', import.meta.url)));
  home = await bundleProgram(fileURLToPath(new URL('./replay-home.ts', import.meta.url)));
});
afterAll(() => {
  replay[Symbol.dispose]();
  home[Symbol.dispose]();
  flood[Symbol.dispose]();
});

function start(
  env: Record<string, string>,
  size: { columns?: number; rows?: number } = {},
  program = replay,
): PtyTerminal {
  // A line of the shell's history above, to see that it survives.
  const script = `echo before; '${process.execPath}' '${program.file}'; echo "shell goes on: $?"`;
  return new PtyTerminal('/bin/sh', ['-c', script], {
    ...size,
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '1', ...env },
  });
}

const FAST = { REPLAY_SPEED: '400' };

describe('the screen in a real terminal', () => {
  it('lives in the alternate buffer and leaves the terminal as it was, with only the summary added', async () => {
    await using t = start(FAST);
    await t.waitFor('Apply this plan to stag');
    expect(t.alternate).toBe(true);
    t.keys('y');
    await t.waitFor('shell goes on: 0', 'history');
    expect(t.alternate).toBe(false);
    const history = t.history();
    expect(history.startsWith('before\n ─ what was rehearsed')).toBe(true);
    expect(history).toContain('✓ rehearsal of deploy done');
    expect(history).not.toContain('Apply this plan');
  });

  it('never fills the last row, so that nothing scrolls, and follows a resize', async () => {
    await using t = start({ ...FAST, REPLAY_STORY: 'failed', REPLAY_HOLD: '1' });
    await t.waitFor('why, and what to do');
    expect(t.lines()[23]).toBe('');
    t.resize(120, 40);
    await t.waitFor((text) => text.includes('generate-internal-service-key') && text.split('\n').length === 39);
    expect(t.lines()[39]).toBe('');
    t.resize(60, 12);
    await t.waitFor((text) => text.split('\n').length === 11 && text.includes('✗ apply failed'));
  });

  it('a no to the question changes nothing and ends', async () => {
    await using t = start(FAST);
    await t.waitFor('Apply this plan to stag');
    t.keys('n');
    await t.waitFor('shell goes on: 0', 'history');
    expect(t.history()).toContain('not finished');
  });

  it('colour is only a second signal: without it the same words stand there', async () => {
    await using t = start({ ...FAST, REPLAY_STORY: 'failed', REPLAY_HOLD: '1', NO_COLOR: '1' });
    await t.waitFor('✗ apply failed');
    expect(
      t
        .cells()
        .flat()
        .every((c) => c.foreground === undefined),
    ).toBe(true);
    await using coloured = start({ ...FAST, REPLAY_STORY: 'failed', REPLAY_HOLD: '1' });
    await coloured.waitFor('✗ apply failed');
    expect(
      coloured
        .cells()
        .flat()
        .some((c) => c.foreground === 'palette:1'),
    ).toBe(true);
  });

  it('waits with the reason of a failure until it was read, when asked to', async () => {
    await using t = start({ ...FAST, REPLAY_STORY: 'failed', REPLAY_LINGER: 'failure', REPLAY_FINISH: '1' });
    await t.waitFor('api error InstanceQuotaExceeded');
    await t.waitFor('q quit');
    expect(t.alternate).toBe(true);
    t.keys('l');
    await t.waitFor('log of apply');
    t.keys('q', 'q');
    await t.waitFor('shell goes on: 0', 'history');
  });

  it('waits with the summary of a success only when always asked to', async () => {
    await using t = start({ ...FAST, REPLAY_LINGER: 'always' });
    await t.waitFor('Apply this plan to stag');
    t.keys('y');
    await t.waitFor('✓ rehearsal of deploy done');
    expect(t.alternate).toBe(true);
    t.keys(KEY.home);
    await t.waitFor('─ what was rehearsed');
    t.keys('q');
    await t.waitFor('shell goes on: 0', 'history');
  });
});

describe('a million lines of log', () => {
  it('go by without the memory growing, and the end of them is on the screen', async () => {
    await using t = start({}, {}, flood);
    await t.waitFor(/line 999999 x+/);
    t.keys('q');
    await t.waitFor('flood {', 'history');
    const { grownMB } = JSON.parse(/flood (\{.*\})/.exec(t.history())?.[1] ?? '') as { grownMB: number };
    expect(grownMB).toBeLessThan(8);
  });
});

describe('stopping', () => {
  it('asks three times before it kills, and says each time what happens', async () => {
    await using t = start({ ...FAST, REPLAY_STORY: 'failed', REPLAY_HOLD: '1' });
    await t.waitFor('✗ apply failed');
    t.keys(KEY.ctrlC);
    await t.waitFor('stopping terraform safely: it writes its state');
    t.keys(KEY.ctrlC);
    await t.waitFor('Kill it now? This is lost:');
    t.keys('n');
    await t.waitFor('Still stopping safely');
    t.keys(KEY.ctrlC);
    await t.waitFor('Kill it now? This is lost:');
    t.keys('y');
    await t.waitFor('shell goes on: 0', 'history');
    expect(t.alternate).toBe(false);
  });

  it('a signal, such as a dropped connection sends, acts as the first Ctrl-C', async () => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      await using t = new PtyTerminal(process.execPath, [replay.file], {
        env: { ...process.env, ...FAST, REPLAY_STORY: 'failed', REPLAY_HOLD: '1' },
      });
      await t.waitFor('✗ apply failed');
      t.kill(signal);
      await t.waitFor('stopping terraform safely');
      // A second one means no more: the kernel and the shell both send it, and neither can answer a question.
      t.kill(signal);
      t.keys('?');
      await t.waitFor('stop safely: tools finish');
      t.keys('?');
      await t.waitFor('stopping terraform safely');
      expect(t.text()).not.toContain('Kill it now?');
    }
  });

  it('a terminal that goes away stops the run safely instead of crashing it in the middle of an apply', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flip-hub-ui-'));
    const witness = join(folder, 'witness');
    try {
      await using t = new PtyTerminal(process.execPath, [replay.file], {
        env: {
          ...process.env,
          REPLAY_SPEED: '60',
          REPLAY_STORY: 'failed',
          REPLAY_FINISH: '1',
          REPLAY_WITNESS: witness,
        },
      });
      await t.waitFor('─ apply ─');
      t.hangUp();
      await t.exited();
      await vi.waitFor(() => expect(readFileSync(witness, 'utf8')).toBe('interrupt 1\nclosed\n'), { timeout: 10_000 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('a crash gives the terminal back and shows what it was', async () => {
    await using t = start({ ...FAST, REPLAY_CRASH: '1' });
    await t.waitFor('shell goes on: ', 'history');
    expect(t.alternate).toBe(false);
    expect(t.history()).toContain('a crash on purpose');
    expect(t.history()).toMatch(/shell goes on: [1-9]/);
  });
});

describe('lending the terminal', () => {
  it('gives every key to the child and takes the terminal back, time after time', async () => {
    const child = 'printf "child asks: "; read answer; echo "child got $answer"; read pause';
    await using t = start({ ...FAST, REPLAY_CHILD: child, REPLAY_CHILDREN: '8' });
    for (let i = 0; i < 8; i += 1) {
      await t.waitFor((text) => text.split('child asks:').length === i + 2);
      expect(t.alternate).toBe(false);
      t.keys(`yes${i}`, KEY.enter);
      await t.waitFor(`child got yes${i}`);
      t.keys(KEY.enter);
    }
    await t.waitFor('Apply this plan to stag');
    expect(t.alternate).toBe(true);
    t.keys('y');
    await t.waitFor('shell goes on: 0', 'history');
  });

  it('holds back what a library writes to stderr, and shows it afterwards', async () => {
    await using t = start({ ...FAST, REPLAY_STRAY: 'a library complains' });
    await t.waitFor('Apply this plan to stag');
    expect(t.text()).not.toContain('a library complains');
    t.keys('n');
    await t.waitFor('shell goes on: 0', 'history');
    expect(t.history()).toContain('a library complains');
  });
});

describe('the home screen', () => {
  it('begins on the suggested step, so that ⏎ alone does the right thing', async () => {
    await using t = start({}, {}, home);
    await t.waitFor('❯ Suggested: Resume the production upgrade');
    t.keys(KEY.enter);
    await t.waitFor('chose {"action":"resume","env":"production"}', 'history');
  });

  it('takes an action for the environment that was chosen, never for another', async () => {
    await using t = start({}, {}, home);
    await t.waitFor('─ in production ─');
    // All at once, as a slow connection delivers them.
    t.keys(KEY.tab + KEY.up + KEY.enter + KEY.down + KEY.down + KEY.enter);
    await t.waitFor('chose {"action":"deploy","env":"stag"}', 'history');
  });

  it('is left by q, Esc and Ctrl-C with nothing chosen', async () => {
    for (const key of ['q', KEY.escape, KEY.ctrlC]) {
      await using t = start({ HOME_VIEW: 'empty' }, {}, home);
      await t.waitFor('❯ Suggested: Rehearse a deploy');
      t.keys(key);
      await t.waitFor((text) => text.includes('chose {"action":"quit"}') || /shell goes on: 130/.test(text), 'history');
    }
  });
});
