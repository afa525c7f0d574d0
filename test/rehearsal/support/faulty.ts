/**
 * A whole rehearsal in which AWS and the network fail by a seed, resumed until it is done: every failure on the way is
 * one that flip-hub knows by name, and in the end nothing is missing and nothing is left to change.
 */
import { describe, expect, test } from 'vitest';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import { eventsOf, type Ran, Sandbox } from './program.ts';
import { skipWithout } from './requirements.ts';

export interface Seed {
  seed: number;
  /** What goes wrong; the usual mix when absent. */
  faults?: string;
  /** True when the seed loses the answer to a creation for good: a resume must find what was made, and adopt it. */
  orphans?: true;
}

const USUAL = 'throttle=0.05,5xx=0.02,drop-before=0.01,drop-after=0.01';
const MOST_RESUMES = 4;
/** What is said when nobody knows what happened. */
const UNKNOWN = new Set(['terraform-failed', 'aws-failed', 'tool-failed', 'bug', 'rehearsal-gap', 'rehearsal-leak']);

/** Repeated by `npm run soak`, each round is another seed. */
export function soakSeeds(): Seed[] | undefined {
  const round = process.env.FLIP_HUB_SOAK_ROUND;
  return round === undefined ? undefined : [{ seed: 100 + Number(round) }];
}

export async function survivesFaults(seeds: readonly Seed[]): Promise<void> {
  describe.skipIf(await skipWithout('terraform', 'moto'))('a deployment while AWS and the network fail', () => {
    for (const { seed, faults = USUAL, orphans } of seeds)
      test(`seed ${seed} (${faults}): done, or resumed until it is${orphans ? '; what was made without an answer is adopted' : ''}`, async () => {
        await using box = new Sandbox(`faults-${seed}`);
        const spec = `${faults},seed=${seed}`;
        const rounds = await untilDone(box, spec);
        const events = rounds.flatMap((ran) => ran.events);
        const story = storyOf(rounds);

        const unknown = eventsOf(events, 'error').filter(({ code }) => UNKNOWN.has(code));
        expect(unknown, story).toEqual([]);
        expect(
          eventsOf(events, 'error').every(({ next }) => next.length > 0),
          story,
        ).toBe(true);
        expect(rounds.at(-1)?.code, story).toBe(0);
        expect(eventsOf(events, 'phase-finished').findLast((e) => e.phase === 'second-plan')?.evidence, story).toEqual({
          changes: 0,
        });
        // The faults were on, also after every resume, and a summary says how often each struck.
        for (const ran of rounds) {
          const warned = eventsOf(ran.events, 'warning');
          expect(warned.find(({ code }) => code === 'faults-on')?.what).toContain(`seed=${seed}`);
          expect(warned.find(({ code }) => code === 'faults-injected')?.what).toMatch(/\d+ × \S/);
        }
        if (orphans) {
          expect(rounds.length, story).toBeGreaterThan(1);
          expect(Math.max(...eventsOf(events, 'plan').map((plan) => plan.import)), story).toBeGreaterThan(0);
        }
      });
  });
}

async function untilDone(box: Sandbox, spec: string): Promise<Ran[]> {
  const again = ['rehearse', 'deploy', '--keep', box.workspace, '--json', '--yes'];
  const rounds = [await box.run([...again, '--faults', spec])];
  while (rounds.at(-1)?.code !== 0 && rounds.length <= MOST_RESUMES) rounds.push(await box.run([...again, '--resume']));
  return rounds;
}

/** What to read when it fails. */
function storyOf(rounds: readonly Ran[]): string {
  const told = (event: HubEvent) =>
    event.type === 'error' || event.type === 'warning'
      ? [`${event.code}: ${event.what} ${event.type === 'error' ? (event.address ?? '') : ''}`]
      : [];
  return rounds
    .map(({ code, stderr, events }, i) =>
      [`round ${i + 1}: exit ${code}`, ...events.flatMap(told), stderr.slice(-500)].join('\n  '),
    )
    .join('\n');
}
