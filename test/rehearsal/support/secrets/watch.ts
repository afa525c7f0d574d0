/**
 * What a run shows only while it lasts: the argv of every process of a sandbox, and saved plans. Looked at again and
 * again, because both are gone at the end. Linux only (/proc).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const EVERY_MS = 50;

export interface Watched {
  argv: Set<string>;
  plans: Map<string, Buffer>;
  stop(): void;
}

/** `home` marks the processes: all that a sandbox starts have it in their environment. */
export function watchRun(home: string, runs: string): Watched {
  const argv = new Set<string>();
  const plans = new Map<string, Buffer>();
  const look = () => {
    for (const pid of names('/proc')) {
      if (!/^\d+$/.test(pid) || !read(`/proc/${pid}/environ`).includes(`HOME=${home}\0`)) continue;
      argv.add(read(`/proc/${pid}/cmdline`).toString('utf8').replaceAll('\0', ' '));
    }
    for (const run of names(runs)) {
      const plan = read(join(runs, run, 'plan.tfplan'));
      if (plan.length > 0) plans.set(`${run}/plan.tfplan`, plan);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return { argv, plans, stop: () => clearInterval(timer) };
}

/** Processes end and files go while they are looked at. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function names(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
