/**
 * Where a rehearsal lives: a folder of the user's cache, or the one `--keep` names. Owns its making and its removal;
 * never removes a folder that no rehearsal made.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENVIRONMENTS } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { type LockOwner, readLocalLock } from '../../engine/lock/local-lock.ts';
import { isAlive } from '../../engine/process/identity.ts';
import { diskError } from '../../engine/run/atomic-file.ts';
import { listRuns, runDirOf, stateDirOf } from '../../engine/run/folder.ts';
import { HeldTools } from '../../engine/run/held-tools.ts';
import { stopStandIn } from '../../rehearsal/index.ts';
import { rehearsalFolder, rememberRehearsal } from '../preferences.ts';
import { isRehearsalWorkspace } from '../workspace.ts';

/** Long enough for Terraform to give up what it is doing and write its state. */
const HELD_PATIENCE_MS = 30_000;

export const standInDir = (dir: string) => join(dir, '.flip-hub', 'stand-in');

/** The folder a rehearsal without `--keep` uses; there is one a user, and each start replaces it. */
export function defaultFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flip-hub', 'rehearsal');
}

/** An empty folder for a new rehearsal. What the last rehearsal left running is stopped first. */
export async function freshFolder(keep: string | undefined, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const dir = keep === undefined ? defaultFolder(env) : resolve(cwd, keep);
  const last = await rehearsalFolder();
  // A rehearsal that is at work right now is somebody's: it is left alone, and its folder is not taken.
  const busy = [dir, last].find((folder) => folder !== undefined && runningIn(folder) !== undefined);
  if (busy === dir) throw lockedFolder(dir, runningIn(dir));
  if (last !== undefined && last !== busy)
    await removeRehearsal(last, last === defaultFolder(env) ? 'all' : 'stand-in');
  if (isRehearsalWorkspace(dir)) await removeRehearsal(dir, 'all');
  else if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `${dir} is not empty, and no rehearsal made it`,
      next: ['name a folder that does not exist yet: --keep DIR'],
      exit: EXIT.usage,
    });
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw diskError(cause, dir);
  }
  await rememberRehearsal(dir);
  return dir;
}

/** The run that is at work in a rehearsal's folder, if one is. */
function runningIn(dir: string): LockOwner | undefined {
  return Object.values(ENVIRONMENTS)
    .map((environment) => readLocalLock(stateDirOf(dir, environment.name)))
    .find((owner) => owner !== undefined && isAlive(owner.who));
}

function lockedFolder(dir: string, owner: LockOwner | undefined): HubError {
  return new HubError({
    code: 'locked',
    who: 'operator',
    what: `a rehearsal is running in ${dir}: run ${owner?.run}, by ${owner?.user} (pid ${owner?.who.pid})`,
    next: ['wait for it to end', 'or rehearse in a folder of your own: flip-hub rehearse deploy --keep DIR'],
    exit: EXIT.locked,
  });
}

/** The folder of the rehearsal to go on with. Throws exit 2 when there is none. */
export async function lastFolder(keep: string | undefined, cwd: string): Promise<string> {
  const dir = keep === undefined ? await rehearsalFolder() : resolve(cwd, keep);
  if (dir !== undefined && isRehearsalWorkspace(dir)) return dir;
  throw new HubError({
    code: 'rehearsal-missing',
    who: 'operator',
    what: dir === undefined ? 'no rehearsal was started yet' : `there is no rehearsal in ${dir}`,
    next: ['flip-hub rehearse deploy'],
    exit: EXIT.usage,
  });
}

/** Stops the stand-in; with `all`, the folder goes too. Only ever a folder that carries the mark of a rehearsal. */
export async function removeRehearsal(dir: string, what: 'stand-in' | 'all'): Promise<'stopped' | 'not running'> {
  // A killed screen leaves Terraform at work under its holder; without its stand-in it would only fail slowly.
  for (const { name } of Object.values(ENVIRONMENTS)) {
    const stateDir = stateDirOf(dir, name);
    for (const run of listRuns(stateDir)) await HeldTools.stopUnder(runDirOf(stateDir, run), HELD_PATIENCE_MS);
  }
  const state = await stopStandIn(standInDir(dir));
  if (what === 'all' && isRehearsalWorkspace(dir)) rmSync(dir, { recursive: true, force: true });
  return state;
}
