/** Who gets the processor first, where there is too little of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { statFields } from './proc-stat.ts';

const OWN_SESSION = '/proc/self/autogroup';

/**
 * This process goes behind those of less niceness; processes it started before keep their own. It never rises: whoever
 * was started as the least of all (`nice`) may not.
 */
export function goBehind(niceness: number): void {
  if (getPriority() < niceness) setPriority(niceness);
  sessionGoesBehind(niceness);
}

/**
 * Linux shares the processor out among sessions first, and only within one does niceness count (sched(7), "The autogroup
 * feature"): the session has a niceness of its own. Only the process that leads a session speaks for it.
 */
function sessionGoesBehind(niceness: number): void {
  if (process.platform !== 'linux') return;
  try {
    const [, , , session] = statFields(readFileSync('/proc/self/stat', 'utf8'));
    const own = Number(/nice (-?\d+)/.exec(readFileSync(OWN_SESSION, 'utf8'))?.[1]);
    if (Number(session) === process.pid && own < niceness) writeFileSync(OWN_SESSION, String(niceness));
  } catch {
    // A kernel without it, a `/proc` nobody may write to, or asked too often: only a courtesy, and what is to be done comes first.
  }
}
