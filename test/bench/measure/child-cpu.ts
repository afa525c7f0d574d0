/** Processor time of the children that have ended so far: a second opinion that a busy machine hardly changes. */
import { readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second, on every Linux there is. */
const TICK_MS = 10;

/** User and system milliseconds of all waited-for children; undefined where there is no /proc. */
export function childCpuMs(): number | undefined {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The name (field 2) is in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
