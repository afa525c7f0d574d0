/**
 * An event as one line of plain text: what `--plain` prints and `log.txt` holds. Sentences a screen reader can read,
 * no colour, no redraws. Undefined for events that say nothing by themselves.
 */
import { costBasis, costLimits, costWords } from './cost-words.ts';
import type { EventOf, HubEvent } from './types.ts';

export function lineOf(event: HubEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return [
        event.command,
        event.env,
        event.rehearsal === true ? '(rehearsal, nothing real is touched)' : undefined,
        event.account === undefined ? undefined : `account ${event.account}`,
        `run ${event.run}`,
        `flip-hub ${event.version}`,
      ]
        .filter((part) => part !== undefined)
        .join(' · ');
    case 'phase-started':
      return event.instead === undefined
        ? `${event.phase}: started`
        : `${event.phase}: rehearsed instead: ${event.instead}`;
    case 'phase-progress':
      return `${event.phase}: ${event.done}${event.total === undefined ? '' : ` of ${event.total}`}${event.what === undefined ? '' : ` ${event.what}`}`;
    case 'tool':
      return `${event.phase}: $ ${event.argv.join(' ')}`;
    case 'plan':
      return planLine(event);
    case 'resource':
      return resourceLine(event);
    case 'drift':
      return `${event.phase}: ${driftWords(event)}`;
    case 'prompt':
      return `${event.phase}: asks (${event.level}): ${event.subject} Answer it without a terminal with ${event.flag}`;
    case 'log':
      return event.line;
    case 'confirmation':
      return `${event.phase}: ${event.subject} ${event.answer}, by ${event.by}`;
    case 'warning':
      return `warning (${event.code}): ${event.what}`;
    case 'error':
      return errorLines(event).join('\n');
    case 'phase-finished':
      return `${event.phase}: ${event.outcome}${event.why === undefined ? '' : `: ${event.why}`} in ${seconds(event.ms)}${evidenceText(event.evidence)}`;
    case 'sign-in':
      return [
        `${event.phase}: sign in as profile ${event.profile}: open ${event.completeUrl}`,
        `  compare the code ${event.userCode} and allow the request; the code ends at ${event.until}`,
      ].join('\n');
    case 'check':
      return `${event.id}: ${event.verdict}${event.found === undefined ? '' : `, found ${event.found}`}${event.needed === undefined ? '' : `, needed ${event.needed}`}${event.fix.length === 0 ? '' : `. Fix: ${event.fix.join('; ')}`}`;
    case 'forward':
      return `${event.id}: ${event.state}${event.url === undefined ? '' : ` ${event.url}`}${event.cause === undefined ? answerText(event) : `: ${event.cause}`}`;
    case 'run-finished':
      return `${event.outcome} in ${seconds(event.ms)}, exit ${event.exit}${event.next === undefined ? '' : `. Next: ${event.next.join('; ')}`}`;
  }
}

/** What the service answered, where the state does not say it. */
const answerText = ({ state, health }: EventOf<'forward'>): string =>
  health === undefined || state.includes(health) ? '' : `, answers ${health}`;

export function errorLines(event: EventOf<'error'>): string[] {
  return [
    `error (${event.code}): ${event.what}`,
    ...(event.address === undefined ? [] : [`  at: ${event.address}`]),
    ...(event.cause === undefined ? [] : [`  why: ${event.cause}`]),
    ...event.next.map((step) => `  next: ${step}`),
    ...(event.log === undefined ? [] : [`  log: ${event.log}`]),
  ];
}

export const driftWords = ({
  address,
  action,
  paths,
}: Pick<EventOf<'drift'>, 'address' | 'action' | 'paths'>): string =>
  action === 'delete'
    ? `${address} was removed outside Terraform`
    : `${address} was changed outside Terraform: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`;

export function seconds(ms: number): string {
  // Rounded before it is split: 59.96 s is a minute, and no minute has sixty seconds left over.
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function planLine(event: EventOf<'plan'>): string {
  const parts = [
    `${event.add} to add`,
    `${event.change} to change`,
    `${event.destroy} to destroy`,
    event.import > 0 ? `${event.import} to import` : undefined,
    event.forget > 0 ? `${event.forget} to forget` : undefined,
  ].filter((part) => part !== undefined);
  const rows = (event.changes ?? [])
    .filter((change) => change.holdsState !== undefined)
    .map((change) => `  ${change.action} ${change.address}: ${change.holdsState}`);
  return [
    `${event.phase}: plan ${event.hash.slice(0, 12)}: ${parts.join(', ')}`,
    ...(event.cost === undefined
      ? []
      : [`  estimated cost: ${costWords(event.cost)} (${costBasis(event.cost)}; ${costLimits(event.cost)})`]),
    ...event.warnings.map((w) => `  warning: ${w}`),
    ...rows,
  ].join('\n');
}

function resourceLine(event: EventOf<'resource'>): string | undefined {
  if (event.action === 'read' || event.state === 'planned') return undefined;
  const took = event.ms === undefined ? '' : ` after ${seconds(event.ms)}`;
  const words = { started: 'started', progress: 'still going', done: 'done', failed: 'FAILED' }[event.state];
  return `  ${event.action} ${event.address}: ${words}${took}`;
}

function evidenceText(evidence: Record<string, unknown>): string {
  const parts = Object.entries(evidence).filter(([, value]) => value !== undefined && typeof value !== 'object');
  return parts.length === 0 ? '' : ` (${parts.map(([key, value]) => `${key}: ${String(value)}`).join(', ')})`;
}
