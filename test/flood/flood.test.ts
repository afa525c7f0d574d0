/** A tool that floods, on a real screen: what must hold however fast the machine is. The clock's side is `npm run bench`. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { floodExpected } from '../bench/world/flood.ts';
import { PtyTerminal } from '../terminal/pty-terminal.ts';
import { FLOOD_LABELS, FloodedProgram } from './flooded-program.ts';
import { peakMb } from './peak-memory.ts';

const LINES = 300_000;
/** Of both together; a queue of this flood in memory would be three times that, its events twenty times. */
const MOST_MB = 330;

describe('three hundred thousand lines of a tool while the screen is on', () => {
  test('are all in log.txt in their order, no secret among them, and cost no memory to speak of', async () => {
    await using world = await FloodedProgram.open(LINES);
    await using terminal = new PtyTerminal(process.execPath, world.plan(), {
      columns: 120,
      rows: 40,
      cwd: world.workspace,
      env: world.env,
      patienceMs: 120_000,
    });
    let [screen, holder] = [0, 0];
    const timer = setInterval(() => {
      screen = Math.max(screen, peakMb(terminal.pid));
      holder = Math.max(holder, peakMb(world.holder));
    }, 20);
    const { code } = await terminal.exited();
    clearInterval(timer);
    expect(code).toBe(0);
    const [logged, expected] = [await world.logged(), floodExpected(LINES, FLOOD_LABELS)];
    expect([logged.lines, logged.digest()]).toEqual([expected.lines, expected.digest()]);
    expect(await world.leaked(join(world.runDir ?? '', 'log.txt'))).toBe(0);
    expect(await world.leaked(world.heldFile)).toBe(0);
    expect(screen).toBeGreaterThan(0);
    expect(screen + holder).toBeLessThan(MOST_MB);
  });
});
