/**
 * flip-hub is killed right after each record of its journal, once for every record there is, and resumed: each time the
 * deployment ends as the undisturbed one did, and nothing it does to the world happens twice.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HubEvent } from '../../src/engine/events/types.ts';
import { journalOf, runUntil } from './support/kill.ts';
import { eventsOf } from './support/program.ts';
import { skipWithout } from './support/requirements.ts';
import { EFFECTS, type SmallEnvironment, SmallHub } from './support/small-hub.ts';

/** Rounds at a time: a round mostly waits. */
const LANES = 3;
/** Phases that look for themselves whether they are done; the others ask the world anew each time, which changes nothing. */
const PROVABLE = ['apply', 'update-env'];

const never = () => false;

describe.skipIf(await skipWithout('terraform', 'moto'))('a deployment whose flip-hub is killed', () => {
  let hub: SmallHub;
  beforeAll(async () => {
    hub = new SmallHub('each-record');
    await hub.start();
  });
  afterAll(() => hub[Symbol.asyncDispose]());

  test(
    'after each record of its journal ends as the undisturbed one, with every effect exactly once',
    async () => {
      const calm = await hub.environment();
      const undisturbed = await runUntil(calm.program('--yes'), 'flip-hub', never);
      expect([undisturbed.code, undisturbed.output.match(/"type":"error".*/)?.[0]]).toEqual([0, undefined]);
      expect(calm.effects()).toEqual(EFFECTS);
      const wanted = await calm.result();

      const points = undisturbed.records.map((record, at) => ({ at, record }));
      expect(points.length).toBeGreaterThan(30);
      const wrong: string[] = [];
      const notKilled: string[] = [];
      const lane = async () => {
        for (let point = points.shift(); point !== undefined; point = points.shift()) {
          const name = `${point.at} ${words(point.record)}`;
          const round = await killedAfter(await hub.environment(), point.at, wanted);
          if (!round.killed) notKilled.push(name);
          wrong.push(...round.wrong.map((what) => `killed after ${name}: ${what}`));
        }
      };
      const all = points.length;
      await Promise.all(Array.from({ length: LANES }, lane));
      expect(wrong).toEqual([]);
      // The last records are written so shortly before the end that the end may come first.
      expect(notKilled.length, notKilled.join('\n')).toBeLessThan(all / 10);
    },
    40 * 60_000,
  );
});

/** One round; everything in it that is not as it must be, in words. */
async function killedAfter(
  environment: SmallEnvironment,
  at: number,
  wanted: unknown,
): Promise<{ killed: boolean; wrong: string[] }> {
  const killed = await runUntil(environment.program('--yes'), 'flip-hub', (records) => records.length > at);
  const before = killed.records;
  const finished = before.some((record) => record.type === 'run-finished');
  const wrong: string[] = [];
  const resumed = await runUntil(environment.program('--yes', '--resume'), 'flip-hub', never);
  if (finished ? resumed.code !== 2 : resumed.code !== 0)
    wrong.push(`the resume ended with ${resumed.code}: ${resumed.output.match(/"type":"error".*/)?.[0] ?? ''}`);
  const effects = environment.effects();
  if (effects.join() !== EFFECTS.join()) wrong.push(`the effects were ${effects.join()}`);
  const result = await environment.result();
  if (JSON.stringify(result) !== JSON.stringify(wanted)) wrong.push(`it ended as ${JSON.stringify(result)}`);
  const outcome = (records: readonly HubEvent[], phase: string) =>
    eventsOf(records, 'phase-finished').find((event) => event.phase === phase)?.outcome;
  for (const phase of PROVABLE)
    if (!finished && outcome(before, phase) === 'done' && outcome(resumed.records, phase) !== 'proven')
      wrong.push(`${phase} was done, and the resume did not prove it (${outcome(resumed.records, phase)})`);
  if (new Set(journalOf(environment.stateDir).map((event) => event.run)).size !== 1)
    wrong.push('another run was begun');
  return { killed: killed.killed, wrong };
}

const words = (record: HubEvent): string =>
  [record.type, 'phase' in record ? record.phase : '', 'state' in record ? record.state : ''].join(' ').trim();
