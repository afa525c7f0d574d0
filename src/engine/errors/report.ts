/**
 * Any thrown thing as an `error` event body. A HubError keeps its words; anything else is a bug of ours and says so,
 * with its stack for the log. The one place where that decision is made.
 */
import type { EventBody } from '../events/types.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { HubError } from './hub-error.ts';

export type ErrorBody = Extract<EventBody, { type: 'error' }>;

export function errorBody(phase: string, error: unknown, log?: string): { body: ErrorBody; exit: ExitCode } {
  const fields = error instanceof HubError ? error.fields : bugFields(error);
  const body: ErrorBody = {
    type: 'error',
    phase,
    code: fields.code,
    who: fields.who,
    what: fields.what,
    next: fields.next,
  };
  if (fields.cause !== undefined) body.cause = fields.cause;
  if (fields.tool !== undefined) body.tool = fields.tool;
  if (fields.toolExit !== undefined) body.toolExit = fields.toolExit;
  if (fields.address !== undefined) body.address = fields.address;
  const where = fields.log ?? log;
  if (where !== undefined) body.log = where;
  return { body, exit: fields.exit };
}

function bugFields(error: unknown): HubError['fields'] {
  const thrown = error instanceof Error ? error : new Error(String(error));
  return {
    code: 'bug',
    who: 'bug',
    what: `flip-hub met a bug of its own: ${thrown.message}`,
    cause:
      thrown.stack
        ?.split('\n')
        .slice(1, 6)
        .map((line) => line.trim())
        .join(' ') ?? 'no stack',
    next: ['report it with the log', 'the same command with --resume is safe: it looks before it repeats anything'],
    exit: EXIT.bug,
  };
}
