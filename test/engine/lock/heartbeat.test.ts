/** Heartbeats: a lock stays fresh while work goes on, and a machine that slept knows at once whether it lost it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Heartbeat } from '../../../src/engine/lock/heartbeat.ts';
import { type Contender, contender, ELSEWHERE, MemoryStore, TestClock, TIMES } from './memory-store.ts';

let store: MemoryStore;
let clock: TestClock;
let run: Contender;
let heartbeat: Heartbeat;
let said: string[];

beforeEach(async () => {
  store = new MemoryStore();
  clock = new TestClock();
  said = [];
  run = contender(store, 'a', { who: ELSEWHERE, clock });
  await run.lock.prove('apply');
  heartbeat = new Heartbeat({
    lock: run.lock,
    clock,
    // The test is the timer.
    times: { ...TIMES, tick: 2_000_000_000 },
    onJump: (ms) => said.push(`jumped ${ms}`),
    onUnreachable: (error) => said.push(`unreachable: ${error.message}`),
    onReachable: () => said.push('reachable'),
    onLost: () => said.push('lost'),
  });
});
afterEach(() => heartbeat.stop());

const beats = () => store.owner?.beat;
const pass = (ms: number) => {
  clock.pass(ms);
  store.later(ms);
  return heartbeat.tick();
};

it('beats when it is time and not before', async () => {
  await pass(TIMES.beat - 1);
  expect(beats()).toBe(1);
  await pass(1);
  expect(beats()).toBe(2);
});

it('an effect that was just proven counts as a heartbeat', async () => {
  await pass(TIMES.beat - 1);
  await run.lock.prove('apply');
  await pass(TIMES.beat - 1);
  expect(beats()).toBe(2);
});

it('a laptop that slept proves its lock the moment it wakes, although no time passed for its own clock', async () => {
  await pass(1000);
  clock.wall += 3 * 3600_000;
  await heartbeat.tick();
  expect([beats(), said]).toEqual([2, ['jumped 10800000']]);
});

it('a laptop that slept through a takeover finds the lock lost when it wakes, once, and takes nothing back', async () => {
  clock.wall += 3600_000;
  store.later(3600_000);
  await contender(store, 'b').lock.prove('init');
  await heartbeat.tick();
  await pass(TIMES.beat);
  expect(said).toEqual(['jumped 3600000', 'lost']);
  expect(store.owner?.run).toBe('b');
});

it('a clock that somebody set by hours does not matter to the lock, whichever way', async () => {
  for (const hours of [5, -9]) {
    clock.wall += hours * 3600_000;
    await heartbeat.tick();
  }
  expect([run.lock.state, said.filter((words) => words === 'lost')]).toEqual(['held', []]);
});

it('a network that is gone for minutes is said once, loses nothing, and beats again when it is back', async () => {
  store.before = () => {
    throw new Error('no network');
  };
  for (let at = 0; at < 8; at += 1) await pass(TIMES.beat);
  store.before = () => {};
  await pass(TIMES.beat);
  expect(said).toEqual(['unreachable: no network', 'reachable']);
  expect([run.lock.state, beats()]).toEqual(['held', 2]);
});
