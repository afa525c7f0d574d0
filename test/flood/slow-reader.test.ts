/**
 * A terminal or a pipe that takes nothing, or goes away, while a tool floods: the tool is never held up, memory stays
 * bounded, a screen drops frames but never its last one, and data is never lost.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HubEvent } from '../../src/engine/events/types.ts';
import { readHeldExit } from '../../src/engine/holder/record.ts';
import { floodExpected } from '../bench/world/flood.ts';
import { until } from '../engine/holder/programs.ts';
import { PtyTerminal } from '../terminal/pty-terminal.ts';
import { FLOOD_LABELS, FloodedProgram } from './flooded-program.ts';
import { peakMb } from './peak-memory.ts';

const LINES = 500_000;
/** The flood as events in memory would be more than this again. */
const MOST_MB = 270;

const toolEnded = (world: FloodedProgram) =>
  world.runDir !== undefined && readHeldExit(join(world.runDir, 'held'), 'plan') !== undefined;
const planFinished = (world: FloodedProgram) =>
  world.journal.some((event) => event.type === 'phase-finished' && event.phase === 'plan');

async function expectWhole(world: FloodedProgram): Promise<void> {
  const [logged, expected] = [await world.logged(), floodExpected(LINES, FLOOD_LABELS)];
  expect([logged.lines, logged.digest()]).toEqual([expected.lines, expected.digest()]);
}

describe('a terminal that takes nothing while a tool floods', () => {
  test('holds up neither the tool nor the run, costs no memory, and shows the right end once it moves again', async () => {
    await using world = await FloodedProgram.open(LINES);
    await using terminal = new PtyTerminal(process.execPath, world.plan(), {
      columns: 120,
      rows: 40,
      cwd: world.workspace,
      env: world.env,
      patienceMs: 120_000,
    });
    await terminal.waitFor('init');
    terminal.stall();
    const before = terminal.bytes;
    await until(() => planFinished(world));
    expect(toolEnded(world)).toBe(true);
    expect(peakMb(terminal.pid)).toBeLessThan(MOST_MB);
    terminal.flow();
    const { code } = await terminal.exited();
    expect(code).toBe(0);
    expect(terminal.alternate).toBe(false);
    expect(terminal.history()).toContain('plan done · stag');
    // A few frames, not those of the whole flood.
    expect(terminal.bytes - before).toBeLessThan(100_000);
    await expectWhole(world);
  });
});

/** The program with its output in a pipe that nobody reads yet. */
function piped(
  world: FloodedProgram,
  ...options: string[]
): ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> } {
  const child = spawn(process.execPath, world.plan(...options), {
    cwd: world.workspace,
    env: world.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function textOf(child: ReturnType<typeof piped>): Promise<string> {
  const pieces: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void pieces.push(text));
  await once(child, 'close');
  return pieces.join('');
}

describe('a pipe that nobody reads while a tool floods', () => {
  test('--json waits with the lines still in their files, the tool ends meanwhile, and then every line comes once', async () => {
    await using world = await FloodedProgram.open(LINES);
    const child = piped(world, '--json');
    await until(() => toolEnded(world));
    expect(planFinished(world)).toBe(false);
    expect(peakMb(child.pid)).toBeLessThan(MOST_MB);
    const lines = (await textOf(child)).trimEnd().split('\n');
    expect(child.exitCode).toBe(0);
    const events = lines.map((line) => JSON.parse(line) as HubEvent);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
    expect(events.filter((e) => e.type === 'log' && e.line.startsWith('flood:'))).toHaveLength(LINES);
    await expectWhole(world);
  });

  test('--plain --verbose loses no line either', async () => {
    await using world = await FloodedProgram.open(LINES);
    const child = piped(world, '--plain', '--verbose');
    await until(() => toolEnded(world));
    expect(planFinished(world)).toBe(false);
    expect(peakMb(child.pid)).toBeLessThan(MOST_MB);
    const lines = (await textOf(child)).split('\n');
    expect(child.exitCode).toBe(0);
    expect(lines.filter((line) => line.startsWith('flood:'))).toHaveLength(LINES);
  });

  test.each(['--json', '--plain'])(
    '%s into a reader that goes away, as head does: the run goes on to its end',
    async (how) => {
      await using world = await FloodedProgram.open(LINES);
      const child = piped(world, how, '--verbose');
      await once(child.stdout, 'readable');
      child.stdout.destroy();
      const [code] = await once(child, 'close');
      expect(code).toBe(0);
      await expectWhole(world);
    },
  );
});
