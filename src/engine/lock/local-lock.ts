/**
 * The lock that keeps two runs on this machine out of one environment. Held by pid, start time and boot id, so a
 * crashed owner is recognised at once and a live one never overrun. A held tool of a dead owner still counts as a run.
 */
import { createHash } from 'node:crypto';
import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HubError } from '../errors/hub-error.ts';
import { EXIT } from '../exit-codes.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from '../process/identity.ts';
import { diskError, readJsonFile, writeFileAtomic } from '../run/atomic-file.ts';

export interface LockOwner {
  run: string;
  command: string;
  who: ProcessIdentity;
  user: string;
  at: string;
}

export const localLockPath = (stateDir: string) => join(stateDir, 'lock.json');

/** The owner on record, alive or not. */
export const readLocalLock = (stateDir: string) => readJsonFile<LockOwner>(localLockPath(stateDir));

export interface AcquireOptions {
  stateDir: string;
  run: string;
  command: string;
  user: string;
  now: Date;
  /** Says which tool of a dead owner's run still goes on, if any; its run may only be resumed, not replaced. */
  stillHeld: (owner: LockOwner) => string | undefined;
  /** The run that is being resumed; its own leftover lock and held tools do not stop it. */
  resuming?: string;
}

/** Takes the lock and returns its release. Throws exit 6 with the owner when somebody alive has it. */
export function acquireLocalLock(options: AcquireOptions): () => void {
  const path = localLockPath(options.stateDir);
  const mine: LockOwner = {
    run: options.run,
    command: options.command,
    who: ownIdentity(),
    user: options.user,
    at: options.now.toISOString(),
  };
  for (;;) {
    if (createExclusive(path, mine)) return () => release(path, mine);
    const owner = readLocalLock(options.stateDir);
    if (!owner) continue;
    // A lock of this very process is left only for a tool that outlived its run, and only that run's resume may have it.
    const leftByUs = sameProcess(owner.who, mine.who) && owner.run === options.resuming;
    if (isAlive(owner.who) && !leftByUs) throw lockedBy(owner);
    if (owner.run !== options.resuming) {
      const held = options.stillHeld(owner);
      if (held !== undefined) throw heldBy(owner, held);
    }
    removeDead(path, owner, mine);
  }
}

/**
 * Removes the lock of a dead owner. Who may is decided by a file named after that owner, and made by one process only;
 * when that one died as well, by a file named after both, and so on. Such files go only after the lock did, so that of
 * many runs that found the same dead owner none can remove the fresh lock of another.
 */
function removeDead(path: string, owner: LockOwner, mine: LockOwner): void {
  const rights: string[] = [];
  let right = `${path}.from-${nameOf(owner.who)}`;
  while (!createExclusive(right, mine)) {
    rights.push(right);
    const other = readJsonFile<LockOwner>(right);
    // Taken back meanwhile, or in good hands: the caller looks at the lock again.
    if (!other || isAlive(other.who)) return;
    right = `${right}-${nameOf(other.who)}`;
  }
  rights.push(right);
  const now = readJsonFile<LockOwner>(path);
  if (now && sameOwner(now, owner)) rmSync(path, { force: true });
  for (const one of rights) rmSync(one, { force: true });
}

const nameOf = (who: ProcessIdentity) =>
  createHash('sha256').update(`${who.pid} ${who.started} ${who.boot} ${who.host}`).digest('hex').slice(0, 12);

/** A hard link appears with its content or not at all, unlike a file that is created and then written. */
function createExclusive(path: string, owner: LockOwner): boolean {
  const complete = `${path}.${owner.who.pid}.new`;
  writeFileAtomic(complete, JSON.stringify(owner));
  try {
    linkSync(complete, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw diskError(cause, path);
  } finally {
    rmSync(complete, { force: true });
  }
}

const sameProcess = (a: ProcessIdentity, b: ProcessIdentity) =>
  a.pid === b.pid && a.started === b.started && a.boot === b.boot;

const sameOwner = (a: LockOwner, b: LockOwner) => a.run === b.run && sameProcess(a.who, b.who);

function release(path: string, mine: LockOwner): void {
  const owner = readJsonFile<LockOwner>(path);
  if (owner && sameOwner(owner, mine)) rmSync(path, { force: true });
}

function lockedBy(owner: LockOwner): HubError {
  return new HubError({
    code: 'locked',
    who: 'operator',
    what: `another run is working on this environment: ${owner.command}, run ${owner.run}, by ${owner.user} (pid ${owner.who.pid}) since ${owner.at}`,
    next: ['wait for it to end', `or stop it safely: kill -INT ${owner.who.pid}`],
    exit: EXIT.locked,
  });
}

function heldBy(owner: LockOwner, tool: string): HubError {
  return new HubError({
    code: 'locked',
    who: 'operator',
    what: `run ${owner.run} was cut off, but its ${tool} is still working on this environment`,
    cause: 'long tools run under a holder that outlives the screen, so that a killed screen never kills an apply',
    next: ['run the same command with --resume: it re-attaches and finishes'],
    exit: EXIT.locked,
  });
}
