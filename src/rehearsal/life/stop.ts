/** Ends the stand-in of a folder and waits until nothing of it runs any more. */
import { daemonOf, isRunning, readState } from '../stand-in.ts';
import { clearStale, gone, signal } from './stale.ts';

/** Long enough for PostgreSQL to stop in order. */
const ORDERLY_MS = 20_000;

export async function stopStandIn(dir: string): Promise<'stopped' | 'not running'> {
  const state = readState(dir);
  if (!state) return 'not running';
  if (!isRunning(state)) {
    await clearStale(dir);
    return 'not running';
  }
  const daemon = [daemonOf(state)];
  signal(daemon, 'SIGTERM');
  if (!(await gone(daemon, ORDERLY_MS))) {
    signal(daemon, 'SIGKILL');
    await gone(daemon, ORDERLY_MS);
  }
  await gone(state.children, ORDERLY_MS);
  await clearStale(dir);
  return 'stopped';
}
