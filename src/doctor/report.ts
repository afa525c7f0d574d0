/** What the checks found, as lines a person reads from top to bottom and as events a script reads. */
import type { EventBody } from '../engine/events/types.ts';
import type { DoctorContext, Verdict } from './check.ts';
import { type Checked, fixText } from './run-checks.ts';

/** A word beside each sign: nothing depends on a colour or a glyph. */
const SIGN: Record<Verdict, string> = { ok: 'ok     ', warn: 'note   ', fail: 'FAILED ', unknown: 'unknown' };
const TITLE = 24;

/** One line, and below it why and what to do, when there is something to say. */
export function doctorLines(checked: Checked): string[] {
  const { check, verdict, found, why, fix = [], attachment } = checked;
  const wanted = verdict === 'ok' ? '' : `  (needed: ${check.needed})`;
  const by = verdict === 'fail' ? `needed by: ${check.neededBy.join(', ')}` : undefined;
  const steps = verdict === 'ok' ? [] : fix.map((f) => `→ ${fixText(f)}`);
  return [
    `${SIGN[verdict]} ${check.title.padEnd(TITLE)} ${found ?? ''}${wanted}`.trimEnd(),
    ...[why, by, ...steps].flatMap((line) => (line === undefined || line === '' ? [] : [`        ${line}`])),
    ...(attachment === undefined ? [] : attachment.split('\n')),
  ];
}

export function checkEvent({ check, verdict, found, why, fix = [], attachment }: Checked): EventBody {
  return {
    type: 'check',
    id: check.id,
    verdict,
    ...(found === undefined ? {} : { found }),
    needed: check.needed,
    fix: [...fix.map(fixText), ...(attachment === undefined ? [] : [attachment])],
    title: check.title,
    neededBy: [...check.neededBy],
    ...(why === undefined ? {} : { why }),
  };
}

export function headline(all: readonly Checked[], ctx: DoctorContext): string {
  const fine = all.filter((c) => c.verdict === 'ok').length;
  const failed = all.filter((c) => c.verdict === 'fail');
  const about = ctx.environments.map((e) => e.environment.name).join(', ');
  const blocked = [...new Set(failed.flatMap((c) => c.check.neededBy))];
  const words = failed.length === 0 ? 'nothing stands in the way' : `in the way of: ${blocked.join(', ')}`;
  return `${fine} of ${all.length} fine${about === '' ? '' : ` for ${about}`}; ${words}`;
}
