/**
 * Who listens on a local port. On Linux from /proc, as far as the processes of other users let themselves be seen;
 * elsewhere `lsof` is asked (macOS: untested here).
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { portOf } from './ad-hoc.ts';

export interface PortOwner {
  name: string;
  pid: number;
}

/** Runs `lsof` and gives its output; undefined where there is none. */
export type Lsof = (args: readonly string[]) => Promise<string | undefined>;

export async function ownerOfPort(port: number, lsof?: Lsof): Promise<PortOwner | undefined> {
  if (process.platform === 'linux') return linuxOwner(port);
  const said = await lsof?.(['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pc']);
  return said === undefined ? undefined : lsofOwner(said);
}

export function lsofOwner(said: string): PortOwner | undefined {
  const pid = Number(/^p(\d+)$/m.exec(said)?.[1]);
  const name = /^c(.+)$/m.exec(said)?.[1];
  return Number.isInteger(pid) && name !== undefined ? { pid, name } : undefined;
}

const LISTENING = '0A';

function linuxOwner(port: number): PortOwner | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => inodesOf(read(table), port)));
  if (inodes.size === 0) return undefined;
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of list(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined && inodes.has(inode))
        return { pid: Number(pid), name: read(`/proc/${pid}/comm`).trim() || 'a process' };
    }
  }
  return undefined;
}

/** Inodes of the listening sockets of a port in the text of /proc/net/tcp. */
export function inodesOf(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(`:${wanted}`) && fields[3] === LISTENING && fields[9] ? [fields[9]] : [];
  });
}

// A process may end, or belong to another user, while it is looked at: then it is not the answer.
const read = (path: string): string => orElse(() => readFileSync(path, 'utf8'), '');
const list = (path: string): string[] => orElse(() => readdirSync(path), []);
const link = (path: string): string => orElse(() => readlinkSync(path), '');

function orElse<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** The next free port that is easy to remember: 13000 for 3000, then upwards. Undefined when a hundred are taken. */
export async function freePortFor(
  port: number,
  bind: string,
  taken: ReadonlySet<number> = new Set(),
): Promise<number | undefined> {
  const first = portOf(String(port + 10_000)) === undefined ? port - 10_000 : port + 10_000;
  for (let candidate = first; candidate < first + 100; candidate += 1)
    if (
      !taken.has(candidate) &&
      portOf(String(candidate)) !== undefined &&
      (await isFree(candidate, bind)) &&
      (await isFree(candidate, '::1'))
    )
      return candidate;
  return undefined;
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // An address this machine does not have is nobody's.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRNOTAVAIL'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
