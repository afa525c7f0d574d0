/** What an operator is told when an environment is locked, in words and next steps. Everything here is exit 6. */
import { HubError } from '../errors/hub-error.ts';
import { seconds } from '../events/line.ts';
import { EXIT } from '../exit-codes.ts';
import { isAlive, type ProcessIdentity, sameMachine } from '../process/identity.ts';
import type { RunLockOwner, StoredLock } from './lock-store.ts';
import type { LockTimes } from './times.ts';

export type OwnedLock = StoredLock & { owner: RunLockOwner };

/** Milliseconds since the last heartbeat, by the store's clock. */
export const ageOf = (found: StoredLock): number => Math.max(0, found.now.getTime() - found.storedAt.getTime());

const age = (found: StoredLock) => seconds(Math.round(ageOf(found) / 1000) * 1000);

/** Is the owner's process there? Only a process of this machine can be looked up. */
export const lifeOf = (who: ProcessIdentity): string =>
  !sameMachine(who)
    ? `pid ${who.pid} on ${who.host}, which cannot be looked up from here`
    : `pid ${who.pid} on this machine, which ${isAlive(who) ? 'runs' : 'is gone'}`;

/** The owner, one fact a line. */
export const ownerLines = (found: OwnedLock): string[] => [
  `${found.owner.command}, run ${found.owner.run}, phase ${found.owner.phase}`,
  `by ${found.owner.user}, ${lifeOf(found.owner.who)}`,
  ...(found.owner.since === undefined ? [] : [`taken ${found.owner.since} by S3's clock`]),
  `last heartbeat ${age(found)} ago by S3's clock`,
];

const brief = (found: OwnedLock) =>
  `${found.owner.command}, run ${found.owner.run}, by ${found.owner.user} (pid ${found.owner.who.pid} on ${found.owner.who.host}), phase ${found.owner.phase}, last heartbeat ${age(found)} ago`;

export function lockedBy(environment: string, found: OwnedLock, times: LockTimes): HubError {
  const { owner } = found;
  const here = sameMachine(owner.who);
  return new HubError({
    code: 'locked',
    who: 'operator',
    what: `another run is working on ${environment}: ${brief(found)}`,
    next: [
      'wait for it to end',
      here ? `or stop it safely: kill -INT ${owner.who.pid}` : `or ask ${owner.user} to stop it`,
      ...(here
        ? []
        : [
            `if it is dead, run the same command again ${Math.round(times.takeover / 60_000)} minutes after its last heartbeat: it then offers to take over`,
          ]),
      `flip-hub unlock --env ${environment}    shows the owner again, and removes the lock by force`,
    ],
    exit: EXIT.locked,
  });
}

export function heldBy(environment: string, owner: RunLockOwner, tool: string): HubError {
  return new HubError({
    code: 'locked',
    who: 'operator',
    what: `run ${owner.run} of ${environment} was cut off, but its ${tool} is still working on this machine (${owner.dir})`,
    cause: 'long tools run under a holder that outlives the screen, so that a killed screen never kills an apply',
    next: [`run flip-hub ${owner.command} --resume in the workspace it was started in: it re-attaches and finishes`],
    exit: EXIT.locked,
  });
}

export function lockLost(environment: string, now: StoredLock | undefined): HubError {
  const owner = now?.owner;
  return new HubError({
    code: 'lock-lost',
    who: 'operator',
    what:
      owner === undefined
        ? `this run does not have the lock of ${environment} any more: somebody removed it`
        : `this run does not have the lock of ${environment} any more: ${brief({ ...(now as StoredLock), owner })} has it`,
    cause:
      'it was unlocked by force, or taken over after this machine gave no heartbeat; nothing more is changed from here',
    next: [
      owner === undefined ? 'find out who unlocked it, and why' : `talk to ${owner.user}`,
      'then run the same command with --resume: it proves what is done before it goes on',
    ],
    exit: EXIT.locked,
  });
}

export function lockUnreadable(environment: string, found: StoredLock): HubError {
  return new HubError({
    code: 'locked',
    who: 'environment',
    what: `the lock of ${environment} cannot be read, so nobody can tell whose it is (written ${age(found)} ago by S3's clock)`,
    cause: 'it was edited by hand, or written by something else',
    next: [`flip-hub unlock --env ${environment}`],
    exit: EXIT.locked,
  });
}

export function lockRestless(environment: string): HubError {
  return new HubError({
    code: 'locked',
    who: 'environment',
    what: `the lock of ${environment} changes hands faster than it can be taken`,
    next: ['see what else deploys this environment, then run the same command again'],
    exit: EXIT.locked,
  });
}
