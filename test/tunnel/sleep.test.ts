/** A laptop that slept, or a clock that was put right: the far side is asked at once, and a connection that lives is kept. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dialled, echo, some } from './support/targets.ts';
import { TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

const LONG = { timeout: 60_000 };
const HOUR = 3_600_000;

afterEach(() => {
  vi.restoreAllMocks();
});

const real = { wall: Date.now, monotonic: performance.now.bind(performance) };

/** Each way in which the end of a sleep shows itself, and a clock that was put right. */
const JUMPS: [string, () => void][] = [
  [
    'the wall clock goes on by an hour (Linux asleep)',
    () => vi.spyOn(Date, 'now').mockImplementation(() => real.wall() + HOUR),
  ],
  ['the wall clock goes back by an hour', () => vi.spyOn(Date, 'now').mockImplementation(() => real.wall() - HOUR)],
  [
    'both clocks go on by an hour (macOS asleep, a process that was stopped)',
    () => {
      vi.spyOn(Date, 'now').mockImplementation(() => real.wall() + HOUR);
      vi.spyOn(performance, 'now').mockImplementation(() => real.monotonic() + HOUR);
    },
  ],
];

async function opened(deadAfterMs: number) {
  const port = await echo();
  const made = await world({
    reach: () => ({ host: '127.0.0.1', port }),
    timings: { pingEveryMs: 50, deadAfterMs },
  });
  const forward = await made.tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
  await forward.ready();
  const socket = await dialled(forward.address.port);
  const say = async (text: string) => {
    const back = some(socket, text.length);
    socket.write(text);
    return String(await back);
  };
  expect(await say('hello')).toBe('hello');
  return { ...made, forward, say };
}

describe.each(JUMPS)('when %s', LONG, (_, jump) => {
  it('a connection that died meanwhile is replaced within seconds, and one that lives is kept', async () => {
    const [dead, alive] = await Promise.all([opened(2 * HOUR), opened(20_000)]);
    const since = real.monotonic();
    dead.service.freeze();
    // What was on its way when it froze has arrived by then, and is no sign of life afterwards.
    for (let turn = 0; turn < 5; turn += 1) expect(await alive.say('turn')).toBe('turn');
    jump();
    await expect.poll(() => dead.service.opened.streams, { timeout: 40_000 }).toBe(2);
    expect(await dead.say('awake')).toBe('awake');
    // Longer than any judgement of a connection that does not answer would take.
    await expect.poll(() => real.monotonic() - since, { timeout: 20_000 }).toBeGreaterThan(4_000);
    expect(await alive.say('still here')).toBe('still here');
    expect(alive.service.opened.streams).toBe(1);
  });
});

it('a sleep between a look at the clock and the judgement ends no connection that lives', LONG, async () => {
  const { service, say } = await opened(20_000);
  let slept = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => real.wall() + slept * HOUR);
  vi.spyOn(performance, 'now').mockImplementation(() => real.monotonic() + slept * HOUR);
  const soon = setImmediate;
  vi.spyOn(globalThis, 'setImmediate').mockImplementation((...later: Parameters<typeof setImmediate>) => {
    if (slept < 5) slept += 1;
    return soon(...later);
  });
  await expect.poll(() => slept).toBe(5);
  expect(await say('still here')).toBe('still here');
  expect(service.opened.streams).toBe(1);
});
