/** How long the credentials last, as the forward manager says it. */
import { describe, expect, it } from 'vitest';
import { CredentialsWatch } from '../../src/forwards/credentials-watch.ts';

const START = Date.parse('2026-01-01T12:00:00Z');
const MINUTE = 60_000;

function watched(ends: (number | undefined | Error)[]) {
  let now = 0;
  let asked = 0;
  const watch = new CredentialsWatch(
    async () => {
      const end = ends[Math.min(asked++, ends.length - 1)];
      if (end instanceof Error) throw end;
      return end === undefined ? undefined : new Date(START + end);
    },
    { now: () => new Date(START + now), monotonic: () => now },
  );
  const at = async (ms: number) => {
    now = ms;
    await watch.tick();
    return watch.told();
  };
  return { at, asked: () => asked };
}

describe('the time that credentials have left', () => {
  it.each([
    [42 * MINUTE + 59_000, 'credentials 42 min', false],
    [200 * MINUTE, 'credentials 3 h 20 min', false],
    [4 * MINUTE, 'credentials 4 min', false],
    [4 * MINUTE - 1, 'credentials 3 min', true],
    [59_000, 'credentials under 1 min', true],
    [0, 'credentials ended', true],
  ])('of %i ms is "%s"', async (ms, words, soon) => {
    expect(await watched([ms]).at(0)).toEqual({ words, soon });
  });

  it('is not shown for keys that have no end', async () => {
    expect(await watched([undefined]).at(0)).toBeUndefined();
  });

  it('runs down by itself and is asked for once a minute: a question may go to the network', async () => {
    const { at, asked } = watched([42 * MINUTE]);
    for (let second = 0; second < 120; second += 1) await at(second * 1000);
    expect(asked()).toBe(2);
    expect(await at(119_000)).toEqual({ words: 'credentials 40 min', soon: false });
  });

  it('grows when they were renewed', async () => {
    const { at } = watched([2 * MINUTE, 61 * MINUTE]);
    expect((await at(0))?.soon).toBe(true);
    expect(await at(MINUTE)).toEqual({ words: 'credentials 60 min', soon: false });
  });

  it('stays what was known when no others can be had, and is there again soon after a sign-in', async () => {
    const { at } = watched([MINUTE, new Error('no token'), new Error('no token'), 10 * MINUTE]);
    await at(0);
    expect(await at(MINUTE)).toEqual({ words: 'credentials ended', soon: true });
    expect((await at(MINUTE + 15_000))?.words).toBe('credentials ended');
    expect((await at(MINUTE + 30_000))?.words).toBe('credentials 8 min');
  });
});
