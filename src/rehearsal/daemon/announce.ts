/**
 * What a starting daemon tells the process that started it, one JSON object a line on standard output: notes, then
 * `ready` or `failed`. Nothing is written after that, so the starter may go away.
 */
import type { HubErrorFields } from '../../engine/errors/hub-error.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';

export type Announcement = { note: string } | { ready: true } | { failed: HubErrorFields };

export function announce(what: Announcement): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

export function failureFields(error: unknown): HubErrorFields {
  if (error instanceof HubError) return error.fields;
  return {
    code: 'rehearsal-not-started',
    who: 'environment',
    what: `the stand-in for AWS did not start: ${error instanceof Error ? error.message : String(error)}`,
    next: ['run the same command again', 'report it with the log'],
    exit: EXIT.precondition,
  };
}
