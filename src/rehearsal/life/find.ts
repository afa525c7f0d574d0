/** The stand-in that runs in a folder, if one does. */
import { isRunning, readState, type StandIn } from '../stand-in.ts';

/** Undefined when no daemon was started there, or it has ended, or its pid belongs to somebody else by now. */
export async function findStandIn(dir: string): Promise<StandIn | undefined> {
  const state = readState(dir);
  return state && isRunning(state) ? state : undefined;
}
