/** Events as sentences for a screen reader: no signs, no columns, punctuation where a voice should pause. */
import { costBasis, costLimits, costWords } from '../../engine/events/cost-words.ts';
import { lineOf, seconds } from '../../engine/events/line.ts';
import type { HubEvent } from '../../engine/events/types.ts';

export function sentenceOf(event: HubEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return `Starting ${event.command}${event.env === undefined ? '' : ` for environment ${event.env}`}${event.rehearsal === true ? ', as a rehearsal. Nothing real is touched' : ''}.`;
    case 'phase-started':
      return event.instead === undefined
        ? `Step ${event.phase} has started.`
        : `Step ${event.phase} is rehearsed. Instead of the real thing: ${event.instead}.`;
    case 'phase-finished':
      return `Step ${event.phase} is ${event.outcome}${event.why === undefined ? '' : `, ${event.why}`}, after ${seconds(event.ms)}.`;
    case 'plan':
      return `The plan adds ${event.add}, changes ${event.change} and destroys ${event.destroy} resources${event.import > 0 ? `, and imports ${event.import}` : ''}. ${event.cost === undefined ? '' : `Estimated cost: ${costWords(event.cost).replace('+', 'plus ').replace('−', 'minus ')}. It is by ${costBasis(event.cost)}, ${costLimits(event.cost)}. `}${event.warnings.map((w) => `Warning: ${w}.`).join(' ')}`.trim();
    case 'resource':
      if (
        event.action === 'read' ||
        event.state === 'planned' ||
        event.state === 'progress' ||
        event.state === 'started'
      )
        return undefined;
      return `${event.address}: ${event.action} ${event.state === 'done' ? 'is done' : 'failed'}.`;
    case 'prompt':
      return `Question, ${event.level}: ${event.subject} The flag that answers it is ${event.flag}.`;
    case 'confirmation':
      return `The answer was ${event.answer}, by ${event.by}.`;
    case 'sign-in':
      return `Sign in as profile ${event.profile}. Open ${event.completeUrl}, compare the code ${event.userCode.split('').join(' ')}, and allow the request.`;
    case 'error':
      return [
        `Error. ${event.what}.`,
        ...(event.cause === undefined ? [] : [`The cause: ${event.cause}.`]),
        ...event.next.map((step, at) => `Next step ${at + 1}: ${step}.`),
        ...(event.log === undefined ? [] : [`The log is at ${event.log}.`]),
      ].join(' ');
    case 'run-finished':
      return `The run is over: ${event.outcome}, after ${seconds(event.ms)}, with exit code ${event.exit}.${(event.next ?? []).map((n) => ` Next: ${n}.`).join('')}`;
    default:
      return lineOf(event);
  }
}
