/**
 * The folders of a workspace that belong to runs: where a run's files are, which runs are here, and which may go.
 * The last twenty stay, and every failed one of ninety days.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentName } from '../environments.ts';
import { diskError } from './atomic-file.ts';

const KEEP = 20;
const KEEP_FAILED_DAYS = 90;

export const stateDirOf = (workspace: string, env: EnvironmentName) => join(workspace, '.flip-hub', env);
export const runsDirOf = (stateDir: string) => join(stateDir, 'runs');
export const runDirOf = (stateDir: string, run: string) => join(runsDirOf(stateDir), run);

/** `20261123T201501234-7f3c`: sorts by time, also within a second, ends with the short name that the screen shows. */
export function newRunId(now: Date): string {
  return `${now.toISOString().slice(0, 23).replace(/[-:.]/g, '')}-${randomBytes(2).toString('hex')}`;
}

export const shortRunId = (run: string) => run.slice(run.lastIndexOf('-') + 1);

/** Run ids of an environment, newest first. */
export function listRuns(stateDir: string): string[] {
  try {
    return readdirSync(runsDirOf(stateDir), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
      .reverse();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw diskError(cause, runsDirOf(stateDir));
  }
}

export function makeRunDir(stateDir: string, run: string): string {
  const dir = runDirOf(stateDir, run);
  try {
    mkdirSync(join(dir, 'held'), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw diskError(cause, dir);
  }
  return dir;
}

/** Removes run folders beyond the last twenty, but never a failed one younger than ninety days, nor the named ones. */
export function pruneRuns(
  stateDir: string,
  now: Date,
  failed: (run: string) => boolean,
  keep: ReadonlySet<string>,
): void {
  const oldest = new Date(now.getTime() - KEEP_FAILED_DAYS * 86_400_000)
    .toISOString()
    .slice(0, 19)
    .replace(/[-:]/g, '');
  for (const run of listRuns(stateDir).slice(KEEP)) {
    if (keep.has(run) || (run > oldest && failed(run))) continue;
    rmSync(runDirOf(stateDir, run), { recursive: true, force: true });
  }
}

/** Saved plans hold secrets in the clear: every one that no open run still needs is removed. */
export function removeLeftoverPlans(stateDir: string, except: string | undefined): void {
  for (const run of listRuns(stateDir)) {
    if (run === except) continue;
    const dir = runDirOf(stateDir, run);
    for (const file of readdirSync(dir)) if (file.endsWith(PLAN_FILE)) rmSync(join(dir, file), { force: true });
  }
}

export const PLAN_FILE = 'plan.tfplan';
