import { describe, expect, it } from 'vitest';
import type { EventOf, ResourceAction } from '../../../src/engine/events/types.ts';
import { ResourceBoard } from '../../../src/ui/model/resource-board.ts';
import { resourceTotals } from '../../../src/ui/model/selectors.ts';
import { plannedStory } from '../stories/runs.ts';
import { told } from '../stories/told.ts';

const event = (address: string, action: ResourceAction, state: EventOf<'resource'>['state'], ms?: number) =>
  ({
    v: 1,
    seq: 0,
    time: '',
    run: 'r',
    type: 'resource',
    phase: 'apply',
    address,
    action,
    state,
    ...(ms === undefined ? {} : { ms }),
  }) as EventOf<'resource'>;

describe('resources of an apply', () => {
  it('counts only changes: reads, imports and forgets would make "166 of 166" a lie', () => {
    const board = new ResourceBoard();
    board.fold(event('a', 'create', 'done'), 0);
    board.fold(event('data.b', 'read', 'done'), 0);
    board.fold(event('c', 'import', 'done'), 0);
    board.fold(event('d', 'forget', 'done'), 0);
    expect(board.counts).toMatchObject({ done: 1, imported: 1, forgotten: 1, failed: 0 });
  });

  it('counts a replacement as Terraform does, one delete and one create, and reaches the total of the plan', () => {
    const t = told();
    t.event({
      type: 'plan',
      phase: 'plan',
      hash: 'h',
      add: 1,
      change: 0,
      destroy: 1,
      import: 0,
      forget: 0,
      warnings: [],
    });
    t.event({ type: 'phase-started', phase: 'apply' });
    for (const action of ['delete', 'create']) {
      t.event({ type: 'resource', phase: 'apply', address: 'a.b', action, state: 'started' });
      t.event({ type: 'resource', phase: 'apply', address: 'a.b', action, state: 'done', ms: 5 });
    }
    const phase = t.store.view.phases[0];
    expect(phase && resourceTotals(t.store.view, phase)).toMatchObject({ done: 2, total: 2, running: 0 });
  });

  it('does not count twice when a tool is attached to again and tells its story from the start', () => {
    const board = new ResourceBoard();
    for (let i = 0; i < 2; i += 1) {
      board.fold(event('a', 'create', 'started'), 0);
      board.fold(event('a', 'create', 'done', 5), 0);
    }
    expect(board.counts.done).toBe(1);
  });

  it('shows failures first, then what has run longest, and says how much it leaves out', () => {
    const board = new ResourceBoard();
    for (let i = 0; i < 10; i += 1) board.fold(event(`run${i}`, 'create', 'started'), i);
    board.fold(event('bad', 'create', 'failed', 3), 20);
    board.fold(event('good', 'create', 'done', 3), 20);
    const { rows, hidden } = board.rows(5);
    expect(rows.map((r) => r.address)).toEqual(['bad', 'run0', 'run1', 'run2']);
    expect(hidden).toBe(7);
    expect(board.rows(20).rows.at(-1)?.address).toBe('good');
  });

  it('reaches exactly 166 of 166 on a recorded apply', () => {
    const story = plannedStory();
    story.add({ type: 'phase-started', phase: 'apply' });
    story.terraform('apply', 'run-apply-166-ok.jsonl');
    const t = told(story);
    t.tell();
    const apply = t.store.view.phases.find((p) => p.id === 'apply');
    expect(apply && resourceTotals(t.store.view, apply)).toMatchObject({
      done: 166,
      total: 166,
      failed: 0,
      running: 0,
    });
  });
});
