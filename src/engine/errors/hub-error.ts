/**
 * The one error type that reaches a person: who can fix it, what happened, the probable cause, the next steps as
 * commands. Anything else that is thrown is a bug of ours and is drawn as one (exit 70, with its stack in the log).
 */
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ErrorCode } from './codes.ts';

export type Fault = 'operator' | 'environment' | 'tool' | 'bug';

export interface HubErrorFields {
  code: ErrorCode;
  who: Fault;
  /** What happened, one line, no trailing full stop needed. */
  what: string;
  /** The probable cause, one or two sentences. */
  cause?: string;
  /** Next steps; a step that is a command starts with the command itself. */
  next: string[];
  exit?: ExitCode;
  /** Where the full text is. */
  log?: string;
  tool?: string;
  toolExit?: number;
  /** Terraform address, when one resource is to blame. */
  address?: string;
}

export class HubError extends Error {
  override readonly name = 'HubError';
  readonly fields: HubErrorFields & { exit: ExitCode };

  constructor(fields: HubErrorFields, options?: { cause?: unknown }) {
    super(fields.what, options);
    this.fields = { exit: EXIT.failed, ...fields };
  }
}
