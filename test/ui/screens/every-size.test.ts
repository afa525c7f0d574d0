import { describe, expect, it } from 'vitest';
import { openScreen, type ScreenName } from '../../../src/ui/model/screen-state.ts';
import { liveHeight } from '../../../src/ui/screens/frame.ts';
import { rowCells, rowText } from '../../../src/ui/theme/row.ts';
import { failedStory, goodStory, plannedStory, severePlan, signInStory } from '../stories/runs.ts';
import { type Told, told } from '../stories/told.ts';

const SIZES = [
  { columns: 20, rows: 3 },
  { columns: 30, rows: 8 },
  { columns: 50, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 240, rows: 70 },
];
const SCREENS: ScreenName[] = ['board', 'log', 'plan', 'confirm', 'error', 'summary', 'help', 'qr'];

function severe(): Told {
  const story = plannedStory();
  story.add(severePlan());
  const t = told(story);
  t.tell();
  t.store.view.question = {
    id: 'apply',
    phase: 'apply',
    level: 'severe',
    subject: 'This deletes state: apply the plan to stag',
    typed: ['stag', 'flip'],
    because: ['it replaces the trust host'],
    flag: `--confirm stag --confirm flip --plan-hash ${'3f9a'.repeat(16)}`,
  };
  t.store.view.interrupt = { step: 'ask-kill', words: ['what is lost '.repeat(30)] };
  t.store.screen.askingKill = true;
  t.store.screen.notice = 'a notice';
  return t;
}

function all(story: Parameters<typeof told>[0]): Told {
  const t = told(story);
  t.tell();
  return t;
}

const RUNS: Record<string, () => Told> = {
  'nothing yet': () => told(),
  planned: () => all(plannedStory()),
  failed: () => all(failedStory()),
  'waiting for a sign-in': () => all(signInStory()),
  finished: () => all(goodStory().story),
  'severe question and second Ctrl-C': severe,
};

describe.each(Object.keys(RUNS))('a run: %s', (name) => {
  it.each(SCREENS)('never draws beyond the terminal on %s, or the screen tears and scrolls', (screen) => {
    const t = (RUNS[name] as () => Told)();
    openScreen(t.store.screen, screen);
    for (const size of SIZES) {
      const rows = t.rows(size);
      expect(rows.length).toBeLessThanOrEqual(liveHeight(size.rows));
      for (const row of rows) expect(rowCells(row), rowText(row)).toBeLessThanOrEqual(size.columns);
    }
  });

  it.each(SCREENS)('draws %s in plain ASCII when asked to, for terminals that know nothing else', (screen) => {
    const t = (RUNS[name] as () => Told)();
    openScreen(t.store.screen, screen);
    for (const row of t.rows({ columns: 100, rows: 40 }, { ascii: true }))
      expect(rowText(row)).toMatch(/^[\x20-\x7e]*$/);
  });
});

describe('while it happens', () => {
  it('shows a frame for every moment of a deploy without a single row too many', () => {
    const { story } = goodStory();
    const t = told(story);
    for (let i = 0; i < story.moments.length; i += 7) {
      t.tell(i);
      expect(t.rows({ columns: 80, rows: 24 }).length).toBeLessThanOrEqual(23);
    }
  });
});
