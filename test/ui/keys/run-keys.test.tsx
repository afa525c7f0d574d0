import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RunScreen } from '../../../src/ui/components/run-screen.tsx';
import type { RunActions } from '../../../src/ui/keys/key-context.ts';
import { openScreen } from '../../../src/ui/model/screen-state.ts';
import { createTheme } from '../../../src/ui/theme/theme.ts';
import { KEY } from '../../terminal/keys.ts';
import { failedStory, plannedStory, signInStory } from '../stories/runs.ts';
import type { Story } from '../stories/story.ts';
import { SMALL, told } from '../stories/told.ts';

afterEach(cleanup);

function screen(story: Story) {
  const t = told(story);
  t.tell();
  const calls: string[] = [];
  const actions: RunActions = {
    interrupt: () => calls.push('interrupt'),
    press: (phase, key) => calls.push(`press ${key} of ${phase}`),
    answer: (yes) => calls.push(yes ? 'yes' : 'no'),
    copy: (text) => calls.push(`copy ${text}`),
    open: (url) => calls.push(`open ${url}`),
    leave: () => calls.push('leave'),
  };
  const ink = render(
    <RunScreen
      store={t.store}
      theme={createTheme({ color: false })}
      actions={actions}
      notProven={() => []}
      timeOf={(iso) => iso.slice(11, 19)}
      size={SMALL}
    />,
  );
  return {
    t,
    calls,
    /** Presses keys one after another and waits until the frame shows `wanted`. */
    async press(keys: readonly string[], wanted?: string | RegExp): Promise<void> {
      for (const key of keys) {
        ink.stdin.write(key);
        // A lone Esc is held back for a moment, in case it begins a sequence.
        if (key === KEY.escape) await vi.waitFor(() => expect(ink.lastFrame()).toBeDefined());
      }
      if (wanted !== undefined) await vi.waitFor(() => expect(ink.lastFrame()).toMatch(wanted));
    },
    async called(...names: string[]): Promise<void> {
      await vi.waitFor(() => expect(calls).toEqual(names));
    },
  };
}

function asked(level: 'moderate' | 'severe', typed: string[] = []) {
  const s = screen(plannedStory());
  s.t.store.view.question = {
    id: 'apply',
    phase: 'apply',
    level,
    subject: 'Apply it',
    typed,
    because: [],
    flag: '--yes',
  };
  openScreen(s.t.store.screen, 'confirm');
  s.t.store.flush();
  return s;
}

describe('keys of a run', () => {
  it('choose a phase, open its log, search in it, and go back to where the action is', async () => {
    const s = screen(failedStory());
    await s.press([KEY.home], /❯✓ github-login/);
    await s.press([KEY.down, KEY.down], /❯✓ create-backend/);
    await s.press([KEY.enter], 'log of create-backend');
    await s.press(['q'], /❯✓ create-backend/);
    await s.press(['f'], /❯. ui-build/);
  });

  it('a key that a phase offers while it waits is shown, and reaches the run; afterwards it means nothing', async () => {
    const s = screen(plannedStory());
    s.t.event({
      type: 'run-started',
      command: 'email',
      version: '0',
      phases: [{ id: 'email', title: 'Sender', needs: [] }],
    });
    s.t.event({ type: 'phase-started', phase: 'email' });
    const keys = [{ key: 'r', words: 'have a new link sent' }];
    s.t.event({ type: 'phase-progress', phase: 'email', done: 1, what: 'waiting for the link', keys });
    s.t.store.flush();
    await s.press(['r'], /r have a new link sent/);
    await s.called('press r of email');
    s.t.event({ type: 'phase-finished', phase: 'email', outcome: 'done', ms: 1, evidence: {} });
    s.t.store.flush();
    await s.press(['r', 'l'], 'log of email');
    await s.called('press r of email');
  });

  it('search finds the newest match first, then older ones, and says where it stands', async () => {
    const s = screen(failedStory());
    s.t.store.screen.phase = 'apply';
    await s.press(['l'], 'log of apply');
    await s.press(['/', 'c', 'r', 'e', 'a', 't', 'i', 'n', 'g', ' ', 'r', 'd', 's'], '/creating rds');
    await s.press([KEY.enter], '"creating rds" 1 of 1');
    await s.press(['/', ...'complete'], '/complete');
    await s.press([KEY.enter], /"complete" (\d+) of \1/);
    await s.press(['N'], /"complete" \d+ of \d+/);
  });

  it('scrolling away stops following, and f takes it up again', async () => {
    const s = screen(failedStory());
    s.t.store.screen.phase = 'apply';
    await s.press(['l'], 'following');
    await s.press([KEY.pageUp], /lines \d+-\d+ of \d+/);
    await s.press([KEY.home], /lines 1-20 of \d+/);
    await s.press(['f'], 'following');
  });

  it('show why a phase failed, and its log from there', async () => {
    const s = screen(failedStory());
    await s.press(['e'], 'InstanceQuotaExceeded');
    await s.press(['l'], 'log of apply');
    await s.press(['q', 'q'], 'why, and what to do');
  });

  it('explain themselves', async () => {
    const s = screen(plannedStory());
    await s.press(['?'], 'stop safely: tools finish writing their state');
    await s.press(['?'], /─ ui-build/);
  });

  it('q never ends a run that is going on: it says what does', async () => {
    const s = screen(plannedStory());
    await s.press(['q'], 'the run goes on; Ctrl-C stops it safely');
    expect(s.calls).toEqual([]);
    s.t.event({ type: 'run-finished', outcome: 'done', exit: 0, ms: 1 });
    await s.press(['q']);
    await s.called('leave');
  });

  it('Ctrl-C reaches the run from every screen', async () => {
    for (const keys of [[], ['l'], ['l', '/'], ['d'], ['?']]) {
      const s = screen(plannedStory());
      await s.press([...keys, KEY.ctrlC]);
      await s.called('interrupt');
    }
  });
});

describe('keys of a question', () => {
  it('moderate: only y is a yes', async () => {
    for (const [keys, answer] of [
      [['y'], 'yes'],
      [['n'], 'no'],
      [[KEY.enter], 'no'],
      [['q'], 'no'],
      [[KEY.escape], 'no'],
    ] as const) {
      const s = asked('moderate');
      await s.press(keys);
      await s.called(answer);
    }
  });

  it('moderate: the plan can be looked at before answering, and looking is no answer', async () => {
    const s = asked('moderate');
    await s.press(['d', KEY.enter], /▾ module/);
    await s.press(['q'], 'Apply it');
    expect(s.calls).toEqual([]);
  });

  it('severe: y, an empty line or a wrong word do nothing; each word must be typed exactly', async () => {
    const s = asked('severe', ['stag', 'flip']);
    await s.press(['y', KEY.enter], 'that is not it, letter for letter');
    await s.press([KEY.enter], 'that is not it');
    await s.press([...'Stag', KEY.enter], 'that is not it');
    await s.press([...'stag', KEY.enter], /❯ type flip:/);
    expect(s.calls).toEqual([]);
    await s.press([...'flipp', KEY.backspace, KEY.enter]);
    await s.called('yes');
  });

  it('severe: Esc is a no at any time', async () => {
    const s = asked('severe', ['stag']);
    await s.press([...'stag', KEY.escape]);
    await s.called('no');
  });
});

describe('a sign-in that waits', () => {
  it('copies the address, opens a browser and draws a code for a phone, or nobody without a mouse could sign in', async () => {
    const s = screen(signInStory());
    await s.press([], /code {2}ABCD-EFGH/);
    await s.press(['c'], /given to the terminal to copy/);
    await s.press(['o'], /a browser was asked/);
    const url = 'https://device.sso.eu-west-2.amazonaws.com/?user_code=ABCD-EFGH';
    await s.called(`copy ${url}`, `open ${url}`);
    await s.press(['Q'], /█▀▀▀▀▀█|▄▄▄▄▄/);
    await s.press(['q'], /Sign in to AWS/);
  });
});
