/**
 * Who a process is beyond its pid: a pid alone may be reused, so pid + start time + boot id name one process for good.
 * Used by locks, holders and anything that must never signal a stranger.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { statFields } from './proc-stat.ts';

export interface ProcessIdentity {
  pid: number;
  /** Opaque text that differs for another process with the same pid: clock ticks since boot on Linux, a date on macOS. */
  started: string;
  boot: string;
  host: string;
}

/** The identity of a live process, or undefined when there is none with this pid (a zombie counts as none). */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started, boot: bootId(), host: hostname() };
}

export function ownIdentity(): ProcessIdentity {
  const own = identityOf(process.pid);
  return own ?? { pid: process.pid, started: 'unknown', boot: bootId(), host: hostname() };
}

/** Can its pid be looked up here? Not after a restart, nor from another machine or container. */
export const sameMachine = (who: Pick<ProcessIdentity, 'host' | 'boot'>): boolean =>
  who.host === hostname() && who.boot === bootId();

/** True when exactly this process still runs on this machine and boot. */
export function isAlive(who: ProcessIdentity): boolean {
  return sameMachine(who) && startOf(who.pid) === who.started;
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const fields = statFields(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    const out = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return out === '' || out.startsWith('Z') ? undefined : out.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

let boot: string | undefined;
function bootId(): string {
  if (boot !== undefined) return boot;
  try {
    boot = `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}${pidNamespace()}`;
  } catch {
    try {
      boot = execFileSync('sysctl', ['-n', 'kern.boottime'], { encoding: 'utf8' }).trim();
    } catch {
      boot = 'unknown';
    }
  }
  return boot;
}

/** Containers of one machine share its boot id but not its pids: an owner in another one is not dead for not being seen. */
function pidNamespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}
