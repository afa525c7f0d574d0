/** What one process took at most so far, MB (the kernel's VmHWM); 0 where it is not there, or no more. */
import { readFileSync } from 'node:fs';

export function peakMb(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
