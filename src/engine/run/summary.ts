/** `summary.md`: a run for a person who was not there, made from its journal alone. */
import { join } from 'node:path';
import { seconds } from '../events/line.ts';
import type { EventOf, HubEvent } from '../events/types.ts';
import { writeFileAtomic } from './atomic-file.ts';

export function writeSummary(dir: string, events: readonly HubEvent[]): void {
  writeFileAtomic(join(dir, 'summary.md'), summaryText(events));
}

export function summaryText(events: readonly HubEvent[]): string {
  const of = <T extends HubEvent['type']>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  const start = of('run-started').at(0);
  const end = of('run-finished').at(-1);
  const lines = [
    `# ${start?.command ?? 'run'}${start?.env === undefined ? '' : ` · ${start.env}`}${start?.rehearsal === true ? ' · rehearsal' : ''}`,
    '',
    `- run ${start?.run ?? '?'}, started ${start?.time ?? '?'}, flip-hub ${start?.version ?? '?'}`,
    `- outcome: ${end === undefined ? 'cut off' : `${end.outcome}, exit ${end.exit}, ${seconds(end.ms)}`}`,
    '',
    '| phase | outcome | time | evidence |',
    '|---|---|---|---|',
    ...of('phase-finished').map(
      (e) =>
        `| ${e.phase} | ${e.outcome} | ${seconds(e.ms)} | ${Object.entries(e.evidence)
          .map(([k, v]) => `${k}: ${typeof v === 'object' ? JSON.stringify(v) : String(v)}`)
          .join('; ')
          .replaceAll('|', '\\|')} |`,
    ),
    '',
  ];
  const answers = of('confirmation');
  if (answers.length > 0)
    lines.push(
      '## Agreed',
      '',
      ...answers.map((e) => `- ${e.phase}: ${e.subject} **${e.answer}** (${e.by}, ${e.time})`),
      '',
    );
  const warnings = of('warning');
  if (warnings.length > 0) lines.push('## Warnings', '', ...warnings.map((w) => `- **${w.code}** ${w.what}`), '');
  const errors = of('error');
  if (errors.length > 0)
    lines.push(
      '## Errors',
      '',
      ...errors.flatMap((e) => [
        `- **${e.code}** ${e.what}`,
        ...(e.cause === undefined ? [] : [`  - why: ${e.cause}`]),
        ...e.next.map((n) => `  - next: ${n}`),
      ]),
      '',
    );
  if (end?.next !== undefined && end.next.length > 0) lines.push('## Next', '', ...end.next.map((n) => `- ${n}`), '');
  return lines.join('\n');
}
