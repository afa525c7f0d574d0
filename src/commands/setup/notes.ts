/** What setup has to tell on a page: what doctor found, what a write would change, why something went wrong. Pure. */
import type { BucketName } from '../../aws/bucket-name.ts';
import type { Checked } from '../../doctor/run-checks.ts';
import { fixText } from '../../doctor/run-checks.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { FormMark, FormNote } from '../../engine/form-port.ts';
import type { Answers, Change } from './answers.ts';
import { missingKeys } from './pages.ts';

const URGENCY = ['fail', 'unknown', 'warn', 'ok'] as const;

/** What stands in the way first; what is fine in one line at the end. */
export function machineNotes(checked: readonly Checked[], running: boolean): FormNote[] {
  const sorted = [...checked].sort((a, b) => URGENCY.indexOf(a.verdict) - URGENCY.indexOf(b.verdict));
  const fine = sorted.filter((c) => c.verdict === 'ok');
  return [
    ...(running || checked.length === 0 ? [] : [headline(sorted, fine.length)]),
    ...(running
      ? [{ mark: 'busy' as const, text: `looking at this machine: ${checked.length} looked at so far` }]
      : []),
    ...sorted.filter((c) => c.verdict !== 'ok').map(checkNote),
    ...(fine.length === 0 ? [] : [{ mark: 'ok' as const, text: `fine: ${fine.map((c) => c.check.title).join(', ')}` }]),
  ];
}

function headline(all: readonly Checked[], fine: number): FormNote {
  const blocked = [...new Set(all.filter((c) => c.verdict === 'fail').flatMap((c) => c.check.neededBy))];
  const words = blocked.length === 0 ? 'nothing stands in the way' : `in the way of: ${blocked.join(', ')}`;
  return { mark: blocked.length === 0 ? 'ok' : 'fail', text: `${fine} of ${all.length} fine; ${words}` };
}

function checkNote({ check, verdict, found, why, fix = [] }: Checked): FormNote {
  const by = verdict === 'fail' && check.neededBy.length > 0 ? [`needed by: ${check.neededBy.join(', ')}`] : [];
  return {
    mark: verdict,
    text: `${check.title}: ${found ?? 'not there'} (needed: ${check.needed})`,
    more: [...(why === undefined ? [] : [why]), ...by, ...fix.map((f) => fixText(f))],
  };
}

const MARK: Record<Change['kind'], FormMark> = { add: 'add', change: 'change', keep: 'keep' };

/** The summary: what is added and changed, then what stays. */
export function changeNotes(answers: Answers): FormNote[] {
  const changes = answers.changes();
  const written = changes.filter((change) => change.kind !== 'keep');
  const kept = changes.filter((change) => change.kind === 'keep');
  const made = missingKeys(answers).filter((row) => answers.value(row.key) === '');
  return [
    ...written.map((change): FormNote => ({ mark: MARK[change.kind], text: changeText(change) })),
    ...made.map((row): FormNote => ({ mark: 'plain', text: `${row.key}: left to generate-internal-service-key` })),
    ...(kept.length === 0
      ? []
      : [{ mark: 'keep' as const, text: `unchanged: ${kept.map(({ row }) => row.key).join(', ')}` }]),
  ];
}

export function changeText({ row, kind, before, value }: Change): string {
  if (row.secret) return `${row.key} (secret${kind === 'change' ? ', replaces the one that is there' : ''})`;
  return kind === 'change' ? `${row.key}: ${before} becomes ${value}` : `${row.key}=${value}`;
}

export function bucketNote(found: BucketName | undefined): FormNote | undefined {
  switch (found) {
    case 'free':
      return { mark: 'ok', text: 'free' };
    case 'exists':
      return { mark: 'warn', text: 'exists: right only if it is yours' };
    case 'unknown':
      return { mark: 'unknown', text: 'not looked up' };
    case undefined:
      return { mark: 'busy', text: 'is it free?' };
  }
}

/** An error as a page shows it. What is no HubError is a bug, and is not swallowed here. */
export function errorNote(error: unknown): FormNote {
  if (!(error instanceof HubError)) throw error;
  const { what, cause, next } = error.fields;
  return { mark: 'fail', text: what, more: [...(cause?.split('\n') ?? []), ...next] };
}
