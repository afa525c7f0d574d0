/**
 * Which sessions this process has open at AWS, on disk from the moment they exist: what a killed process leaves behind is
 * found here by the next one and ended. One file a process, so that two never write the same.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, ownIdentity, type ProcessIdentity } from '../engine/process/identity.ts';
import { diskError, writeFileAtomic } from '../engine/run/atomic-file.ts';

const FOLDER = 'sessions';

interface Started {
  started: string;
}
interface Ended {
  ended: string;
}

export interface SessionRecord {
  started(sessionId: string): void;
  ended(sessionId: string): void;
  /** Removes the file when nothing is open any more. */
  close(): void;
}

/** `stateDir` is `.flip-hub/<env>`. The file is made with the first session. */
export function openSessionRecord(stateDir: string): SessionRecord {
  const path = join(stateDir, FOLDER, `${process.pid}-${Date.now().toString(36)}.jsonl`);
  const open = new Set<string>();
  let made = false;
  const add = (line: Started | Ended) => {
    try {
      if (!made) {
        mkdirSync(join(stateDir, FOLDER), { recursive: true, mode: 0o700 });
        writeFileAtomic(path, `${JSON.stringify({ by: ownIdentity() })}\n`);
        made = true;
      }
      appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch (cause) {
      throw diskError(cause, path);
    }
  };
  return {
    started(id) {
      open.add(id);
      add({ started: id });
    },
    ended(id) {
      open.delete(id);
      add({ ended: id });
    },
    close() {
      if (made && open.size === 0) rmSync(path, { force: true });
    },
  };
}

export interface LeftSessions {
  path: string;
  pid: number;
  ids: string[];
}

/** What processes that are gone left open. A file without a readable first line was cut off before its first session. */
export function leftSessions(stateDir: string): LeftSessions[] {
  const folder = join(stateDir, FOLDER);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw diskError(cause, folder);
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const [first, ...rest] = readFileSync(path, 'utf8').split('\n').flatMap(parsed);
    const by = first?.by as ProcessIdentity | undefined;
    if (by !== undefined && isAlive(by)) return [];
    const open = new Set<string>();
    for (const line of rest) {
      if (typeof line.started === 'string') open.add(line.started);
      if (typeof line.ended === 'string') open.delete(line.ended);
    }
    return [{ path, pid: by?.pid ?? 0, ids: [...open] }];
  });
}

/** A line that a crash cut in the middle says nothing. */
function parsed(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}

export interface EndedSessions {
  ended: string[];
  /** Those that could not be ended stay recorded. */
  failed: { id: string; why: string }[];
}

/** Ends them at AWS, and forgets each file whose sessions are all over. */
export async function endLeftSessions(
  left: readonly LeftSessions[],
  terminate: (id: string) => Promise<void>,
): Promise<EndedSessions> {
  const result: EndedSessions = { ended: [], failed: [] };
  for (const { path, ids } of left) {
    const outcomes = await Promise.allSettled(ids.map((id) => terminate(id)));
    const failed = outcomes.flatMap((outcome, at) =>
      outcome.status === 'rejected'
        ? [{ id: ids[at] ?? '', why: String(outcome.reason?.message ?? outcome.reason) }]
        : [],
    );
    result.failed.push(...failed);
    result.ended.push(...ids.filter((id) => !failed.some((f) => f.id === id)));
    if (failed.length === 0) rmSync(path, { force: true });
  }
  return result;
}
