/** Clears what a daemon that was killed left behind: its children, if their leashes failed, and its state file. */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from '../../engine/process/identity.ts';
import { isRunning, readState, statePath } from '../stand-in.ts';

/** Children end by themselves when the daemon's pipe closes; only one that does not is signalled. */
const LEASH_MS = 3_000;
const POLL_MS = 50;

/** Does nothing while the daemon lives. */
export async function clearStale(dir: string): Promise<void> {
  const state = readState(dir);
  if (!state || isRunning(state)) return;
  if (!(await gone(state.children, LEASH_MS))) {
    signal(state.children, 'SIGTERM');
    if (!(await gone(state.children, LEASH_MS))) signal(state.children, 'SIGKILL');
  }
  rmSync(statePath(dir), { force: true });
}

/** True when all have ended within that time. */
export async function gone(processes: ProcessIdentity[], ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (processes.some(isAlive)) {
    if (performance.now() > until) return false;
    await delay(POLL_MS);
  }
  return true;
}

export function signal(processes: ProcessIdentity[], name: NodeJS.Signals): void {
  for (const one of processes) {
    if (!isAlive(one)) continue;
    try {
      process.kill(one.pid, name);
    } catch (error) {
      // it ended between the look and the signal
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
