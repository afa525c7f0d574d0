import { describe, expect, it } from 'vitest';
import { openScreen } from '../../../src/ui/model/screen-state.ts';
import { severePlan } from '../stories/runs.ts';
import { PHASES } from '../stories/story.ts';
import { LARGE, type Told, told } from '../stories/told.ts';

function planned(
  question?: { level: 'moderate' | 'severe'; typed: string[]; flag: string },
  unconfirmed?: { what: string; month: number }[],
): Told {
  const t = told();
  t.event({
    type: 'run-started',
    command: 'deploy',
    env: 'stag',
    version: '0',
    phases: PHASES.map((p) => ({ title: p.id, ...p })),
  });
  t.event(severePlan(unconfirmed));
  if (question) {
    t.store.view.question = {
      id: 'apply',
      phase: 'apply',
      subject: 'Apply this plan to stag',
      because: ['it replaces the trust host'],
      ...question,
    };
    openScreen(t.store.screen, 'confirm');
  } else openScreen(t.store.screen, 'plan');
  return t;
}

describe('the plan', () => {
  it('shows what is destroyed first, in capitals, with its reason and what is lost', () => {
    const lines = planned().text(LARGE).split('\n');
    expect(lines[0]).toContain('5 to add · 2 to change · 2 to delete · 1 to import');
    expect(lines[2]).toMatch(/^❯✗ REPLACES module\.compute\.aws_instance\.trust\[0\]/);
    expect(lines[3]).toContain('root_block_device.volume_size forces it');
    expect(lines[4]).toContain("holds state: the trust's data volumes are lost");
    expect(lines[5]).toMatch(/✗ DELETES {2}module\.edge\.aws_lb_listener\.old {2}no longer in the configuration/);
    expect(planned().text(LARGE)).toContain('+ add      ▸ module.observability (4)');
  });

  it('shows masked values as masked', () => {
    const t = planned();
    t.store.screen.plan.opened.add('update module.data.aws_db_instance.hub');
    expect(t.text(LARGE)).toContain('password: (sensitive) -> (sensitive)');
  });

  it('says what else the plan does to people', () => {
    const text = planned().text(LARGE);
    expect(text).toContain('! module.compute.aws_ecs_service.this["fl_server"] restarts');
    expect(text).toContain('! the trust at 198.51.100.10 is admitted to the FL endpoint no more');
    expect(text).toContain('the trust host with its images');
  });

  it('counts the warnings that do not fit, and cuts none in the middle', () => {
    const text = planned().text({ columns: 80, rows: 24 });
    expect(text).toMatch(/… \d more warnings?: l log/);
    expect(text).toContain('and its job has to be started again');
  });

  it('says what it costs, as an estimate, by which prices, and what is left out', () => {
    for (const t of [planned(), planned({ level: 'severe', typed: ['stag'], flag: '--confirm stag' })]) {
      for (const size of [LARGE, { columns: 80, rows: 24 }])
        expect(t.text(size)).toContain('Estimated cost  +$11 a month, to $379 · list prices since 2026-01\n');
      expect(t.text(LARGE)).toContain('for eu-west-2, without traffic, requests, logs, backups');
      expect(t.text(LARGE)).not.toContain('unconfirmed');
    }
  });

  it('says at 80 columns too that a price is unconfirmed, which one, and how much rests on it', () => {
    const text = planned(undefined, [{ what: 'db.t3.small', month: 30 }]).text({ columns: 80, rows: 24 });
    expect(text).toContain('Estimated cost  +$11 a month, to $379 · prices since 2026-01, 1 unconfirmed\n');
    expect(text).toContain('unconfirmed: db.t3.small ($30 a month); for eu-west-2, without');
  });
});

describe('a question', () => {
  it('of moderate level offers y/N with No as the default, and names the flag a script needs', () => {
    const text = planned({ level: 'moderate', typed: [], flag: '--yes' }).text();
    expect(text).toContain('Apply this plan to stag');
    expect(text).toMatch(/y yes {3}N no, nothing changes/);
    expect(text).toContain('in a script: --yes');
  });

  it('of severe level asks for every word to be typed and never cuts the flag that answers it', () => {
    const flag = `--confirm stag --confirm flip --plan-hash ${'3f9a'.repeat(16)}`;
    const text = planned({ level: 'severe', typed: ['stag', 'flip'], flag }).text();
    expect(text).toContain('❯ type stag:');
    expect(text).toContain('type flip:');
    expect(text).toContain('esc cancels, nothing is changed');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(flag);
    expect(text).not.toContain('y yes');
  });

  it('shows the reasons and the worst of the plan above it even on the smallest screen', () => {
    const text = planned({ level: 'severe', typed: ['stag'], flag: '--confirm stag' }).text();
    expect(text).toContain('REPLACES');
    expect(text).toContain('it replaces the trust host');
  });
});
