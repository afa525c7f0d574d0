import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import type { Problem } from '../../../src/engine/graph/phase.ts';
import { fakePhase, gate, markOf, refusal, runFakes, story } from './fake-graph.ts';

const problem = (what: string): Problem => ({ code: 'image-not-found', who: 'operator', what, next: ['publish it'] });

describe('checks before the first change', () => {
  it('a problem of the last phase stops the run before the first one changes anything, with exit 4', async () => {
    const { result, events } = await runFakes([
      fakePhase('create-backend'),
      fakePhase('deploy-ui', ['create-backend'], { check: async () => [problem('no image')] }),
    ]);
    expect(result).toMatchObject({ outcome: 'failed', exit: EXIT.precondition, done: [] });
    expect(story(events)).toEqual([]);
  });

  it('every problem of every phase is told at once, not one a run', async () => {
    const { events } = await runFakes([
      fakePhase('a', [], { check: async () => [problem('one'), problem('two')] }),
      fakePhase('b', [], { check: async () => [problem('three')] }),
    ]);
    expect(events.flatMap((event) => (event.type === 'error' ? [event.what] : []))).toEqual(['one', 'two', 'three']);
  });

  it('checks of different phases run side by side', async () => {
    const one = gate();
    const two = gate();
    const check = (mine: typeof one, other: typeof one) => async () => {
      mine.open();
      await other.opened;
      return [];
    };
    const { result } = await runFakes([
      fakePhase('a', [], { check: check(one, two) }),
      fakePhase('b', [], { check: check(two, one) }),
    ]);
    expect(result.outcome).toBe('done');
  });

  it('a check that cannot be made stops the run as a problem would', async () => {
    const { result, events } = await runFakes([
      fakePhase('init'),
      fakePhase('images', [], { check: () => Promise.reject(refusal({ exit: EXIT.authentication })) }),
    ]);
    expect(result.exit).toBe(EXIT.authentication);
    expect(story(events)).toEqual([]);
  });

  it('what is not knowable yet is asked again right before its phase, and stops it then', async () => {
    let planned = false;
    const graph = [
      fakePhase('plan', [], {
        run: async () => {
          planned = true;
          return {};
        },
      }),
      fakePhase('images', ['plan'], { check: async () => (planned ? [problem('no image 1.2')] : 'not yet knowable') }),
    ];
    const { result, events } = await runFakes(graph);
    expect(result).toMatchObject({ outcome: 'failed', exit: EXIT.precondition, done: ['plan'] });
    expect(story(events)).toEqual(['plan started', 'plan done', 'images started', 'images failed']);
    expect(events.find((event) => event.type === 'error')).toMatchObject({ what: 'no image 1.2' });
  });

  it('what was knowable is asked once', async () => {
    let asked = 0;
    await runFakes([
      fakePhase('init', [], {
        check: async () => {
          asked += 1;
          return [];
        },
      }),
    ]);
    expect(asked).toBe(1);
  });

  it('a phase that must run again on a resume is checked before it does, although its mark spared it the first check', async () => {
    let ran = false;
    const { result } = await runFakes(
      [
        fakePhase('deploy-ui', [], {
          prove: async () => 'not done',
          check: async () => [problem('no image')],
          run: async () => {
            ran = true;
            return {};
          },
        }),
      ],
      { marks: { 'deploy-ui': markOf() } },
    );
    expect(ran).toBe(false);
    expect(result.exit).toBe(EXIT.precondition);
  });
});
