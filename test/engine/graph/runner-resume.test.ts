import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import type { Proof } from '../../../src/engine/graph/phase.ts';
import { fakePhase, gate, markOf, refusal, runFakes, story } from './fake-graph.ts';

/** A phase that counts its runs, with the proof it gives. */
function counted(id: string, proof: Proof, parts: Parameters<typeof fakePhase>[2] = {}, needs: string[] = []) {
  const runs: string[] = [];
  const phase = fakePhase(id, needs, {
    prove: async () => proof,
    run: async () => {
      runs.push(id);
      return { ran: 'now' };
    },
    ...parts,
  });
  return { phase, runs };
}

describe('a resume believes nothing that does not prove itself', () => {
  it('a phase that proves itself is not repeated and keeps its evidence', async () => {
    const { phase, runs } = counted('apply', 'proven');
    const { events, marks } = await runFakes([phase], { marks: { apply: markOf() } });
    expect(runs).toEqual([]);
    expect(story(events)).toEqual(['apply started', 'apply proven']);
    expect(marks.apply).toMatchObject({ outcome: 'proven', evidence: { ran: 'before' } });
  });

  it('a mark whose effect is gone is repeated, so that a resume ends with everything there', async () => {
    const { phase, runs } = counted('apply', 'not done');
    const { marks } = await runFakes([phase], { marks: { apply: markOf() } });
    expect(runs).toEqual(['apply']);
    expect(marks.apply).toMatchObject({ outcome: 'done', evidence: { ran: 'now' } });
  });

  it('a phase without a mark is never asked to prove anything: it runs', async () => {
    const { phase, runs } = counted('apply', 'proven');
    await runFakes([phase], { marks: {} });
    expect(runs).toEqual(['apply']);
  });

  it('a severe phase that cannot tell asks before it is repeated, and a no leaves it alone', async () => {
    const { phase, runs } = counted('apply', 'cannot tell', { danger: 'severe' });
    const { result, asked } = await runFakes([phase], {
      marks: { apply: markOf() },
      confirm: () => Promise.reject(refusal({ code: 'declined', exit: EXIT.declined })),
    });
    expect(asked).toEqual(['again-apply']);
    expect(runs).toEqual([]);
    expect(result).toMatchObject({ outcome: 'declined', exit: EXIT.declined });
  });

  it('a severe phase that cannot tell is repeated on a yes, after a question that wants the environment typed', async () => {
    const { phase, runs } = counted('apply', 'cannot tell', { danger: 'severe' });
    let typed: string[] = [];
    await runFakes([phase], {
      marks: { apply: markOf() },
      confirm: async (question) => {
        typed = question.typed;
        expect(question.level).toBe('severe');
      },
    });
    expect(typed).toEqual(['stag']);
    expect(runs).toEqual(['apply']);
  });

  it('a milder phase that cannot tell is simply repeated', async () => {
    const { phase, runs } = counted('init', 'cannot tell', { danger: 'mild' });
    const { asked } = await runFakes([phase], { marks: { init: markOf() } });
    expect(asked).toEqual([]);
    expect(runs).toEqual(['init']);
  });

  it('a changed input voids the mark without asking the phase', async () => {
    const { phase, runs } = counted('plan', 'proven');
    await runFakes([phase], { marks: { plan: markOf('old inputs') }, inputs: () => 'new inputs' });
    expect(runs).toEqual(['plan']);
  });

  it('a proof that fails is a failure, not a licence to run again', async () => {
    const { phase, runs } = counted('apply', 'proven', { prove: () => Promise.reject(refusal()) });
    const { result } = await runFakes([phase], { marks: { apply: markOf() } });
    expect(runs).toEqual([]);
    expect(result.outcome).toBe('failed');
  });

  it('phases that are proven still come in order: a proof never looks before what it builds on is there', async () => {
    const initProven = gate();
    const order: string[] = [];
    const graph = [
      fakePhase('init', [], {
        prove: async () => {
          order.push('init');
          initProven.open();
          return 'proven';
        },
      }),
      fakePhase('apply', ['init'], {
        prove: async () => {
          order.push('apply');
          return 'proven';
        },
      }),
    ];
    await runFakes(graph, { marks: { init: markOf(), apply: markOf() } });
    await initProven.opened;
    expect(order).toEqual(['init', 'apply']);
  });
});

describe('a rehearsal', () => {
  it('does what it says instead, never the real thing, and says so', async () => {
    const { phase, runs } = counted('ansible', 'proven', {
      rehearse: { instead: 'checks the playbook', run: async () => ({ checked: 2 }) },
      check: () => Promise.reject(new Error('a check of the real thing')),
    });
    const { result, events, marks } = await runFakes([phase], { rehearsal: true });
    expect(runs).toEqual([]);
    expect(result.outcome).toBe('done');
    expect(events[0]).toMatchObject({ type: 'phase-started', instead: 'checks the playbook' });
    expect(marks.ansible?.evidence).toEqual({ checked: 2 });
  });

  it('a real run never takes the substitute', async () => {
    const { phase, runs } = counted('ansible', 'proven', { rehearse: { instead: 'nothing' } });
    const { events } = await runFakes([phase]);
    expect(runs).toEqual(['ansible']);
    expect(events[0]).not.toHaveProperty('instead');
  });
});

describe('a resumed rehearsal', () => {
  const substitute = () =>
    counted('ansible', 'cannot tell', { rehearse: { instead: 'checks', run: async () => ({ checked: 'now' }) } }, [
      'apply',
    ]).phase;

  it('keeps what it did instead while nothing underneath changed', async () => {
    const { marks } = await runFakes([counted('apply', 'proven').phase, substitute()], {
      rehearsal: true,
      marks: { apply: markOf(), ansible: markOf() },
    });
    expect(marks.ansible).toMatchObject({ outcome: 'proven', evidence: { ran: 'before' } });
  });

  it('does it again when what it builds on had to run again: there is nothing else that could prove it', async () => {
    const { marks } = await runFakes([counted('apply', 'not done').phase, substitute()], {
      rehearsal: true,
      marks: { apply: markOf(), ansible: markOf() },
    });
    expect(marks.ansible).toMatchObject({ outcome: 'done', evidence: { checked: 'now' } });
  });
});
