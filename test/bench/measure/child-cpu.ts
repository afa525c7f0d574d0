/** Processor time of the children that have ended so far: a second opinion that a busy machine hardly changes. */
import { readFileSync } from 'node:fs';
import { statFields } from '../../../src/engine/process/proc-stat.ts';

/** The kernel counts in hundredths of a second, on every Linux there is. */
const TICK_MS = 10;

/** User and system milliseconds of all waited-for children; undefined where there is no /proc. */
export function childCpuMs(): number | undefined {
  try {
    const fields = statFields(readFileSync('/proc/self/stat', 'utf8'));
    return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
