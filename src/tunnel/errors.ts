/** What can go wrong with a session, in the words of a person. */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { Target } from './types.ts';

/** `i-0abc:8104`, `db.internal:5432 through i-0abc`. */
export const targetInWords = (target: Target): string =>
  target.kind === 'remote'
    ? `${target.host}:${target.port} through ${target.instance}`
    : `${target.instance}:${target.port}`;

export const sessionRefused = (why: string, cause?: unknown): HubError =>
  new HubError(
    {
      code: 'ssm-session-refused',
      who: 'environment',
      what: `a session to the host did not come about: ${why}`,
      cause:
        'the agent on the host is too old or overloaded, a proxy cuts web sockets, or ssmmessages:OpenDataChannel is not allowed',
      next: ['aws ssm describe-instance-information', 'try again; if it stays, restart the host'],
      exit: EXIT.failed,
    },
    { cause },
  );

export const sessionClosed = (why: string, cause?: unknown): HubError =>
  new HubError(
    {
      code: 'ssm-session-closed',
      who: 'environment',
      what: `the session was ended at the other side: ${why}`,
      next: ['connect again; the forward has a new session by itself'],
    },
    { cause },
  );

export const portClosed = (target: Target): HubError =>
  new HubError({
    code: 'ssm-port-closed',
    who: 'environment',
    what: `nothing answers at ${targetInWords(target)}`,
    cause: 'the service behind the port is not running, or listens elsewhere',
    next: ['flip-hub status'],
  });

export const tooSlow = (): HubError =>
  new HubError({
    code: 'ssm-reader-stalled',
    who: 'operator',
    what: 'a local program did not read what came through its connection, so the connection was reset',
    cause: 'its data would have filled the memory or stopped the other connections of the forward',
    next: ['run it again; --pool 4 gives more connections a session of their own'],
  });

export const stopped = (): HubError =>
  new HubError({
    code: 'interrupted',
    who: 'operator',
    what: 'the tunnel was stopped',
    next: [],
    exit: EXIT.interrupted,
  });

/** What was thrown, as one line for a log. */
export const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
