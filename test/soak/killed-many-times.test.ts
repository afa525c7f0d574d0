/** One deployment of the whole root, whose flip-hub is killed again and again on its way: nothing is lost, nothing done twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HubEvent } from '../../src/engine/events/types.ts';
import { applied, madeAddresses, rehearsal, unknownToState } from '../rehearsal/support/full-root.ts';
import { journalOf, runUntil } from '../rehearsal/support/kill.ts';
import { eventsOf, Sandbox } from '../rehearsal/support/program.ts';
import { skipWithout } from '../rehearsal/support/requirements.ts';

type Point = readonly [name: string, reached: (records: readonly HubEvent[]) => boolean];

const phase = (id: string, type: 'phase-started' | 'phase-finished'): Point => [
  `${id}: ${type}`,
  (records) => eventsOf(records, type).some((event) => event.phase === id),
];
const tool = (id: string): Point => [
  `${id}: its tool has started`,
  (records) => eventsOf(records, 'tool').some((event) => event.phase === id),
];
/** A soak moves the points with each round; `npm test` has round 0. */
const ROUND = Number(process.env.FLIP_HUB_SOAK_ROUND ?? 0);
const resources = (least: number): Point => {
  const count = least + ((ROUND * 13) % 40);
  return [`${count} resources applied`, (records) => applied(records) >= count];
};

/** In the order in which a deployment passes them; each is met by the process that resumed after the one before. */
const POINTS: readonly Point[] = [
  phase('create-backend', 'phase-started'),
  phase('create-backend', 'phase-finished'),
  tool('init'),
  phase('import-persistent', 'phase-started'),
  tool('plan'),
  ['the plan is shown', (records) => eventsOf(records, 'plan').length > 0],
  ['the plan is confirmed', (records) => eventsOf(records, 'confirmation').some((event) => event.phase === 'apply')],
  resources(5),
  resources(60),
  resources(150),
  phase('apply', 'phase-finished'),
  phase('update-env', 'phase-started'),
  phase('update-env', 'phase-finished'),
  tool('second-plan'),
];

describe.skipIf(await skipWithout('terraform', 'moto'))('a deployment of the whole hub', () => {
  let box: Sandbox;
  beforeAll(() => {
    box = new Sandbox('many-times');
  });
  afterAll(() => box[Symbol.asyncDispose]());

  test(
    `killed at ${POINTS.length} points, each time resumed, ends complete: one apply, every resource made once, no orphan`,
    async () => {
      for (const [at, [name, reached]] of POINTS.entries()) {
        const ended = await runUntil(rehearsal(box, ...(at === 0 ? [] : ['--resume'])), 'flip-hub', reached);
        expect([name, ended.killed, ended.output.match(/"type":"error".*/)?.[0]]).toEqual([name, true, undefined]);
      }
      const last = await runUntil(rehearsal(box, '--resume'), 'flip-hub', () => false);
      expect([last.code, last.output.match(/"type":"error".*/)?.[0]]).toEqual([0, undefined]);

      const all = journalOf(rehearsal(box).stateDir);
      expect(new Set(all.map((event) => event.run)).size).toBe(1);
      expect(
        eventsOf(all, 'tool').filter((event) => event.phase === 'apply' && event.argv[1] === 'apply').length,
      ).toBeLessThanOrEqual(1);
      const proven = eventsOf(last.records, 'phase-finished').filter((event) => event.outcome === 'proven');
      expect(proven.map((event) => event.phase)).toEqual(
        expect.arrayContaining(['create-backend', 'init', 'plan', 'apply', 'update-env']),
      );
      expect(eventsOf(last.records, 'phase-finished').find((event) => event.phase === 'second-plan')?.evidence).toEqual(
        {
          changes: 0,
        },
      );
      const made = madeAddresses(box);
      expect(made.length).toBeGreaterThan(150);
      expect(made.filter((address, at) => made.indexOf(address) !== at)).toEqual([]);
      expect(await unknownToState(box)).toEqual([]);
    },
    40 * 60_000,
  );
});
