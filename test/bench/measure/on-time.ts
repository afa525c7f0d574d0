/** Reading on time: who stamps what a program draws must itself be there when it comes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const OWN_SESSION = '/proc/self/autogroup';
const FIRST = -10;

export interface Reader {
  /** Whether this process's session could be put before all others: on Linux, as root. */
  first: boolean;
  /** Goes back to where it was. Returns how long this process was away at most, ms. */
  end(): number;
}

/** From here on this process goes before the programs it watches, where it may; programs started in it go with it. */
export function readOnTime(): Reader {
  const before = place();
  const first = before !== undefined && moved(FIRST);
  const away = monitorEventLoopDelay({ resolution: 1 });
  away.enable();
  return {
    first,
    end() {
      away.disable();
      if (first) moved(before);
      return Math.round(away.max / 1e6);
    },
  };
}

function place(): number | undefined {
  try {
    return Number(/nice (-?\d+)/.exec(readFileSync(OWN_SESSION, 'utf8'))?.[1]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

function moved(niceness: number): boolean {
  try {
    writeFileSync(OWN_SESSION, String(niceness));
    return true;
  } catch (cause) {
    // Not root, or a `/proc` nobody may write to: it reads from its place, and the row says so.
    if (['EPERM', 'EACCES', 'EROFS', 'EAGAIN'].includes((cause as NodeJS.ErrnoException).code ?? '')) return false;
    throw cause;
  }
}
