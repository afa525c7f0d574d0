import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { ancestors, type Selection, selectPhases } from '../../../src/engine/graph/select.ts';

const GRAPH = [
  { id: 'login', needs: [] },
  { id: 'init', needs: ['login'] },
  { id: 'plan', needs: ['init'] },
  { id: 'apply', needs: ['plan'] },
  { id: 'status', needs: ['apply'] },
];
const ids = (selection: Selection) => selectPhases(GRAPH, selection).map((phase) => phase.id);

function usageError(selection: Selection): HubError {
  try {
    selectPhases(GRAPH, selection);
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('which phases a command line asks for', () => {
  it('without options runs the whole pipeline', () => {
    expect(ids({})).toEqual(['login', 'init', 'plan', 'apply', 'status']);
  });

  it('--from and --to keep both ends, so that `--to plan` really plans', () => {
    expect(ids({ from: 'init', to: 'plan' })).toEqual(['init', 'plan']);
    expect(ids({ to: 'plan' })).toEqual(['login', 'init', 'plan']);
    expect(ids({ from: 'apply' })).toEqual(['apply', 'status']);
  });

  it('--only never runs a neighbour, in the order of the graph whatever the order of the words', () => {
    expect(ids({ only: ['status', 'init'] })).toEqual(['init', 'status']);
  });

  it('an --only that was left empty is no --only', () => {
    expect(ids({ only: [] })).toHaveLength(5);
  });

  it('--skip wins over everything: what an operator leaves out is never run', () => {
    expect(ids({ skip: ['apply'] })).not.toContain('apply');
    expect(ids({ only: ['plan', 'apply'], skip: ['apply'] })).toEqual(['plan']);
  });

  it.each<[string, Selection]>([
    ['from', { from: 'aply' }],
    ['to', { to: 'aply' }],
    ['only', { only: ['plan', 'aply'] }],
    ['skip', { skip: ['aply'] }],
  ])('a misspelt --%s is refused with the names that exist, instead of running something else', (_, selection) => {
    const { fields } = usageError(selection);
    expect(fields.exit).toBe(EXIT.usage);
    expect(fields.what).toContain('"aply"');
    expect(fields.next.join()).toContain('login, init, plan, apply, status');
  });

  it.each<[string, Selection]>([
    ['--from after --to', { from: 'apply', to: 'init' }],
    ['everything skipped', { only: ['plan'], skip: ['plan'] }],
    ['--only outside of --from', { from: 'apply', only: ['init'] }],
  ])('%s is refused instead of being a success that did nothing', (_, selection) => {
    expect(usageError(selection).fields.exit).toBe(EXIT.usage);
  });
});

describe('what a phase waits for', () => {
  it('reaches through phases that are not part of the run', () => {
    expect([...ancestors(GRAPH, 'status')].sort()).toEqual(['apply', 'init', 'login', 'plan']);
    expect(ancestors(GRAPH, 'login').size).toBe(0);
  });

  it('a graph with a ring ends instead of hanging the start', () => {
    const ring = [
      { id: 'a', needs: ['b'] },
      { id: 'b', needs: ['a'] },
    ];
    expect(ancestors(ring, 'a')).toContain('b');
  });
});
