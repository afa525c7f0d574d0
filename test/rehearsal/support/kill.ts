/**
 * Runs the program until its journal (or what its Terraform says) reaches a point, and kills there: flip-hub, the holder,
 * Terraform with its plugins, or all of them. SIGKILL always: nobody gets to tidy up.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import type { HeldRecord } from '../../../src/engine/holder/record.ts';
import { readJournal } from '../../../src/engine/run/journal.ts';

/** A journal is looked at this often; it costs a stat, and what is written meanwhile belongs to the moment after. */
const LOOK_MS = 2;

export interface Program {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** `.flip-hub/<env>` of the workspace it works in. */
  stateDir: string;
}

export interface Ended {
  code: number | null;
  /** True when the point was reached and something was killed. */
  killed: boolean;
  /** Records that this process wrote, up to its end. */
  records: HubEvent[];
  output: string;
}

export type Victim = 'flip-hub' | 'terraform' | 'holder' | 'all';

/** The newest run's folder, or undefined before the first. */
export function newestRun(stateDir: string): string | undefined {
  const runs = join(stateDir, 'runs');
  if (!existsSync(runs)) return undefined;
  const newest = readdirSync(runs).sort().at(-1);
  return newest === undefined ? undefined : join(runs, newest);
}

export const journalOf = (stateDir: string): HubEvent[] => {
  const run = newestRun(stateDir);
  return run === undefined ? [] : readJournal(join(run, 'events.jsonl'));
};

/** Ends when the program did, killed or not. `reached` gets the records of this very process. */
export async function runUntil(
  program: Program,
  victim: Victim,
  reached: (records: readonly HubEvent[]) => boolean,
): Promise<Ended> {
  const before = journalOf(program.stateDir);
  const beforeRun = before[0]?.run;
  const own = () => {
    const now = journalOf(program.stateDir);
    return now[0]?.run === beforeRun ? now.slice(before.length) : now;
  };
  const child = spawn(process.execPath, program.argv as string[], {
    cwd: program.cwd,
    env: program.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  let code: number | null | undefined;
  const ended = new Promise<void>((resolve) =>
    child.once('close', (exit) => {
      code = exit;
      resolve();
    }),
  );
  let size = -1;
  let killed = false;
  while (code === undefined && !killed) {
    const path = newestRun(program.stateDir);
    const text = path === undefined ? '' : textOf(join(path, 'events.jsonl'));
    if (text.length !== size) {
      size = text.length;
      if (reached(own())) {
        killed = true;
        kill(program.stateDir, child.pid, victim);
      }
    }
    await sleep(LOOK_MS);
  }
  await ended;
  return { code: code ?? null, killed, records: own(), output };
}

function kill(stateDir: string, pid: number | undefined, victim: Victim): void {
  const run = newestRun(stateDir);
  const apply = run === undefined ? undefined : heldApply(run);
  if (victim === 'flip-hub' || victim === 'all') end(pid);
  if (victim === 'holder' || victim === 'all') end(apply?.holder.pid);
  if ((victim === 'terraform' || victim === 'all') && apply?.child) end(-apply.child.pid);
}

export function heldApply(runDir: string): HeldRecord | undefined {
  const text = textOf(join(runDir, 'held', 'apply.json'));
  return text === '' ? undefined : (JSON.parse(text) as HeldRecord);
}

function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Gone by itself in this very moment: there is nothing left to kill.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
