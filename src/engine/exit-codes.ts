/** The exit codes of the contract with scripts, as one table. Help and documentation are generated from it. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  authentication: 3,
  precondition: 4,
  declined: 5,
  locked: 6,
  problems: 7,
  timedOut: 9,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANING: Record<keyof typeof EXIT, string> = {
  done: 'done',
  failed: 'a step failed',
  usage: 'usage or configuration',
  authentication: 'authentication',
  precondition: 'precondition not met',
  declined: 'declined; nothing changed',
  locked: 'locked by another run',
  problems: 'drift or problems found',
  timedOut: 'timed out',
  bug: 'a bug in flip-hub',
  interrupted: 'interrupted',
  terminated: 'terminated',
};
