import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { fakePhase, gate, refusal, runFakes, story } from './fake-graph.ts';

describe('the order in which phases run', () => {
  it('independent phases overlap: each waits here for the other to have begun', async () => {
    const ui = gate();
    const init = gate();
    const graph = [
      fakePhase('init', [], {
        run: async () => {
          init.open();
          await ui.opened;
          return {};
        },
      }),
      fakePhase('build-ui', [], {
        run: async () => {
          ui.open();
          await init.opened;
          return {};
        },
      }),
    ];
    const { result } = await runFakes(graph);
    expect(result.done).toEqual(['init', 'build-ui']);
  });

  it('a phase starts as soon as its own needs are done, not when a whole rank is', async () => {
    const planBegan = gate();
    const graph = [
      fakePhase('init'),
      fakePhase('slow', [], {
        run: async () => {
          // Ends only after `plan`, which needs nothing but `init`, has begun.
          await planBegan.opened;
          return {};
        },
      }),
      fakePhase('plan', ['init'], {
        run: async () => {
          planBegan.open();
          return {};
        },
      }),
    ];
    const { result, events } = await runFakes(graph);
    expect(result.outcome).toBe('done');
    expect(story(events).indexOf('plan started')).toBeLessThan(story(events).indexOf('slow done'));
  });

  it('a phase never starts before everything it needs is done', async () => {
    const graph = [
      fakePhase('apply', ['plan', 'images']),
      fakePhase('plan', ['init']),
      fakePhase('images'),
      fakePhase('init'),
    ];
    const said = story((await runFakes(graph)).events);
    for (const [earlier, later] of [
      ['init done', 'plan started'],
      ['plan done', 'apply started'],
      ['images done', 'apply started'],
    ] as const)
      expect(said.indexOf(earlier)).toBeLessThan(said.indexOf(later));
  });

  it('a phase that is left out still keeps its neighbours in order: update-env never reads before apply wrote', async () => {
    const graph = [fakePhase('init'), fakePhase('plan', ['init']), fakePhase('apply', ['plan'])];
    const selected = graph.filter((phase) => phase.id !== 'plan');
    const { events } = await runFakes(graph, { selected });
    expect(story(events)).toEqual(['init started', 'init done', 'apply started', 'apply done']);
  });

  it('the mark of a phase is on disk before anything that needs it starts', async () => {
    const order: string[] = [];
    const graph = [
      fakePhase('init'),
      fakePhase('plan', ['init'], {
        run: async () => {
          order.push('plan runs');
          return {};
        },
      }),
    ];
    await runFakes(graph, { mark: (id) => order.push(`${id} marked`) });
    expect(order).toEqual(['init marked', 'plan runs', 'plan marked']);
  });

  it('phases that wait for each other are an error, never a success that did nothing', async () => {
    const { result } = await runFakes([fakePhase('a', ['b']), fakePhase('b', ['a'])]);
    expect(result.outcome).toBe('failed');
    expect(result.exit).toBe(EXIT.bug);
  });
});

describe('a phase that fails', () => {
  it('lets what runs finish and starts nothing new: a failed UI build does not cut off an apply', async () => {
    const applyBegan = gate();
    const uiFailed = gate();
    const graph = [
      fakePhase('apply', [], {
        run: async () => {
          applyBegan.open();
          await uiFailed.opened;
          return { added: 3 };
        },
      }),
      fakePhase('build-ui', [], {
        run: async () => {
          await applyBegan.opened;
          uiFailed.open();
          throw refusal();
        },
      }),
      fakePhase('update-env', ['apply']),
      fakePhase('upload', ['build-ui']),
    ];
    const { result, events } = await runFakes(graph);
    expect(result).toMatchObject({
      outcome: 'failed',
      done: ['apply'],
      notDone: ['build-ui', 'update-env', 'upload'],
    });
    expect(story(events)).not.toContain('update-env started');
    expect(story(events)).toContain('apply done');
  });

  it('the first failure gives the exit code, whatever fails while the rest winds down', async () => {
    const first = gate();
    const graph = [
      fakePhase('images', [], {
        run: async () => {
          await first.opened;
          throw refusal({ exit: EXIT.timedOut });
        },
      }),
      fakePhase('login', [], {
        run: async () => {
          first.open();
          throw refusal({ exit: EXIT.authentication });
        },
      }),
    ];
    const { result, events } = await runFakes(graph);
    expect(result.exit).toBe(EXIT.authentication);
    expect(events.filter((event) => event.type === 'error')).toHaveLength(2);
  });

  it('a no is told apart from a failure, so that scripts can', async () => {
    const { result } = await runFakes([
      fakePhase('apply', [], { run: () => Promise.reject(refusal({ code: 'declined', exit: EXIT.declined })) }),
    ]);
    expect(result).toMatchObject({ outcome: 'declined', exit: EXIT.declined, notDone: ['apply'] });
  });

  it('anything but a known error is a bug of ours with exit 70, not a silent failure', async () => {
    const { result, events } = await runFakes([
      fakePhase('apply', [], { run: () => Promise.reject(new TypeError('x is undefined')) }),
    ]);
    expect(result.exit).toBe(EXIT.bug);
    expect(events.find((event) => event.type === 'error')).toMatchObject({ code: 'bug', who: 'bug' });
  });

  it('a mark that cannot be written fails the phase: what follows must not build on what a resume would not know', async () => {
    const { result, events } = await runFakes([fakePhase('apply'), fakePhase('update-env', ['apply'])], {
      mark: () => {
        throw refusal({ code: 'disk-full', who: 'environment', exit: EXIT.precondition });
      },
    });
    expect(result).toMatchObject({ outcome: 'failed', exit: EXIT.precondition, done: [] });
    expect(story(events)).toEqual(['apply started', 'apply failed']);
  });
});

describe('a run that is being stopped', () => {
  it('starts nothing more, lets what runs end, and is interrupted with exit 130', async () => {
    const stop = new AbortController();
    const graph = [
      fakePhase('plan', [], {
        run: async () => {
          stop.abort();
          return {};
        },
      }),
      fakePhase('apply', ['plan']),
    ];
    const { result, events, marks } = await runFakes(graph, { stop });
    expect(result).toEqual({ outcome: 'interrupted', exit: EXIT.interrupted, done: ['plan'], notDone: ['apply'] });
    expect(story(events)).toEqual(['plan started', 'plan done']);
    expect(Object.keys(marks)).toEqual(['plan']);
  });

  it('when everything was done before the stop took effect, it is done', async () => {
    const stop = new AbortController();
    const { result } = await runFakes(
      [
        fakePhase('apply', [], {
          run: async () => {
            stop.abort();
            return {};
          },
        }),
      ],
      { stop },
    );
    expect(result).toMatchObject({ outcome: 'done', exit: EXIT.done });
  });
});
