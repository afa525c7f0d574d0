/** The shape of the catalogue of known failures: what outside tools print, and what it means to the operator. */
import type { ExitCode } from '../../exit-codes.ts';
import type { ErrorCode } from '../codes.ts';
import type { Fault } from '../hub-error.ts';

export type FailingTool = 'terraform' | 'aws' | 'ansible' | 'ssm' | 'ssh' | 'docker' | 'hub';

export interface KnownFailure {
  id: ErrorCode;
  /** Any of these in the text means this failure. Named groups fill `{name}` in the words below. */
  patterns: RegExp[];
  /** Tools whose output is searched; a failure of AWS shows in the output of nearly all of them. */
  from: readonly FailingTool[];
  /**
   * How much the pattern tells: 3 names one situation, 2 a family, 1 is the last resort before "unknown".
   * The highest wins; between equals the longer match does.
   */
  rank: 1 | 2 | 3;
  /** One line. `{env}` and named groups are filled in; a sentence part in `[…{name}…]` goes when it is not known. */
  what: string;
  cause: string;
  next: string[];
  who: Fault;
  exit?: ExitCode;
  /** It strikes every operation at once (no network, no sign-in): worth one message, not one a resource. */
  wide?: true;
}

export interface FailureContext {
  tool: FailingTool;
  /** Environment name, for commands in the next steps. */
  env?: string;
  /** In a rehearsal the only command that helps is the rehearsal's own. */
  rehearsal?: boolean;
}

export interface Match {
  id: ErrorCode;
  what: string;
  cause: string;
  next: string[];
  who: Fault;
  exit: ExitCode;
  /** Named groups of the pattern, e.g. `action` of a refused permission. */
  facts: Record<string, string>;
}

export const EVERY_TOOL: readonly FailingTool[] = ['terraform', 'aws', 'ansible', 'ssm', 'ssh', 'docker', 'hub'];
/** Tools that call AWS themselves. */
export const AWS_CALLERS: readonly FailingTool[] = ['terraform', 'aws', 'ansible', 'ssm', 'ssh', 'hub'];
