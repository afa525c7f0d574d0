/** The one list of phases: a phase that is in it twice is done twice, and one before what it needs is never reached. */
import { describe, expect, it } from 'vitest';
import { PIPELINE, REHEARSAL_GRAPH, STEPS } from '../../src/phases/index.ts';

describe.each([
  ['a deployment', PIPELINE],
  ['a rehearsal', REHEARSAL_GRAPH],
])('the phases of %s', (_, graph) => {
  const order = graph.map(({ id }) => id);

  it('are each there once', () => {
    expect(order.filter((id, at) => order.indexOf(id) !== at)).toEqual([]);
  });

  it('come after what they need, so that --from and --to mean what they say', () => {
    const early = graph.flatMap(({ id, needs }, at) =>
      needs.filter((need) => order.indexOf(need) > at).map((need) => `${id} before ${need}`),
    );
    expect(early).toEqual([]);
  });

  it('need only phases that there are, apart from those made before', () => {
    const known = new Set(REHEARSAL_GRAPH.map(({ id }) => id));
    expect(graph.flatMap(({ needs }) => needs).filter((need) => !known.has(need))).toEqual([]);
  });
});

it('every single-step command names phases that there are', () => {
  const known = new Set(REHEARSAL_GRAPH.map(({ id }) => id));
  expect(
    Object.values(STEPS)
      .flat()
      .filter((id) => !known.has(id)),
  ).toEqual([]);
});
