/** How much memory this process may take for speed. */
import { setFlagsFromString } from 'node:v8';

/**
 * The space for new objects stays as small as it begins, the rest may grow by three fifths before it is looked through, and
 * V8 prefers the smaller of its ways elsewhere. Little of what a flood leaves behind is ever used again: left to itself
 * the screen takes 50 MB more for it and a holder 35, and neither gains time (measured with ten million lines).
 */
export function keepMemorySmall(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

const FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=60', '--optimize-for-size'];
