/** SIGHUP and SIGTERM while a tool works: one SIGINT to it, the run ends in order with the right exit, and can be resumed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readHeldExit } from '../../src/engine/holder/record.ts';
import { textOf, until } from '../engine/holder/programs.ts';
import { PtyTerminal } from '../terminal/pty-terminal.ts';
import { FloodedProgram } from './flooded-program.ts';

/** A plan that works until it gets a SIGINT, and then ends with 1 as Terraform does. */
async function working(): Promise<FloodedProgram> {
  const world = await FloodedProgram.open(1000);
  world.flood(0, { plan: { waits: true, stderr: 'working\n' } });
  return world;
}

/** It says so once it hears signals. */
const toolRuns = (world: FloodedProgram) => until(() => textOf(world.heldFile).includes('working'));
const ended = (world: FloodedProgram) => world.journal.findLast((event) => event.type === 'run-finished');

async function resumed(world: FloodedProgram): Promise<number | null> {
  world.flood(1000);
  const child = spawn(process.execPath, world.plan('--json', '--resume'), {
    cwd: world.workspace,
    env: world.env,
    stdio: 'ignore',
  });
  await once(child, 'close');
  return child.exitCode;
}

const CASES = [
  ['SIGTERM', 143],
  ['SIGHUP', 130],
] as const;

describe.each(CASES)('%s while a plan works', (signal, exit) => {
  test(`on the screen: the tool is asked once, the terminal is given back, exit ${exit}`, async () => {
    await using world = await working();
    await using terminal = new PtyTerminal(process.execPath, world.plan(), {
      cwd: world.workspace,
      env: world.env,
      patienceMs: 60_000,
    });
    await toolRuns(world);
    terminal.kill(signal);
    expect((await terminal.exited()).code).toBe(exit);
    expect(terminal.alternate).toBe(false);
    expect(ended(world)).toMatchObject({ outcome: 'interrupted', exit });
    expect(readHeldExit(join(world.runDir ?? '', 'held'), 'plan')).toMatchObject({ exit: 1, signal: null });
  });

  test.each(['--plain', '--json'])(`with %s: the same, and the run can be resumed`, async (how) => {
    await using world = await working();
    const child = spawn(process.execPath, world.plan(how), { cwd: world.workspace, env: world.env, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await toolRuns(world);
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect(code).toBe(exit);
    expect(ended(world)).toMatchObject({ outcome: 'interrupted', exit });
    expect(await resumed(world)).toBe(0);
  });
});

test('a terminal that is closed while a plan works stops it in order, and the run can be resumed', async () => {
  await using world = await working();
  await using terminal = new PtyTerminal(process.execPath, world.plan(), {
    cwd: world.workspace,
    env: world.env,
    patienceMs: 60_000,
  });
  await toolRuns(world);
  terminal.hangUp();
  await until(() => ended(world) !== undefined);
  expect(ended(world)).toMatchObject({ outcome: 'interrupted', exit: 130 });
  expect(readHeldExit(join(world.runDir ?? '', 'held'), 'plan')).toMatchObject({ exit: 1, signal: null });
  expect(await resumed(world)).toBe(0);
});
