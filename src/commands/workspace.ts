/**
 * The workspace: the nearest folder upwards that holds an environment file or `.flip-hub/`, or the one that is named.
 * Real commands refuse a workspace that a rehearsal made.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';

const SIGNS = ['.env.stag', '.env.production', '.flip-hub'];
export const REHEARSAL_MARK = join('.flip-hub', 'REHEARSAL');

export function findWorkspace(named: string | undefined, cwd: string): string {
  if (named !== undefined) {
    const dir = resolve(cwd, named);
    if (isFolder(dir)) return dir;
    throw new HubError({
      code: 'workspace-missing',
      who: 'operator',
      what: `${dir} is not a folder`,
      next: [`mkdir -p ${dir}`, 'or name another one with --workspace'],
      exit: EXIT.usage,
    });
  }
  for (let dir = resolve(cwd); ; dir = dirname(dir)) {
    if (SIGNS.some((sign) => existsSync(join(dir, sign)))) return dir;
    if (dirname(dir) === dir) break;
  }
  throw new HubError({
    code: 'workspace-missing',
    who: 'operator',
    what: `there is no workspace in ${cwd} or above it`,
    cause: 'a workspace is a folder with .env.stag or .env.production in it',
    next: ['cd to it, or name it with --workspace DIR', 'to try everything without one: flip-hub rehearse deploy'],
    exit: EXIT.usage,
  });
}

export const isRehearsalWorkspace = (dir: string): boolean => existsSync(join(dir, REHEARSAL_MARK));

/** Throws exit 4 for a workspace whose account, keys and state exist only in a rehearsal. */
export function refuseRehearsalWorkspace(dir: string): void {
  if (!isRehearsalWorkspace(dir)) return;
  throw new HubError({
    code: 'workspace-is-rehearsal',
    who: 'operator',
    what: `${dir} was made by a rehearsal: its account and keys are not real`,
    next: [
      'name your real workspace with --workspace DIR',
      'flip-hub rehearse deploy --keep DIR goes on with a rehearsal',
    ],
    exit: EXIT.precondition,
  });
}

const isFolder = (dir: string) => existsSync(dir) && statSync(dir).isDirectory();
