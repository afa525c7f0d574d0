/**
 * How a question is answered: by a flag given beforehand, else by the host, else not at all (which is a no).
 * Pure but for the host's request. `--yes` never answers a severe question.
 */
import { HubError } from '../errors/hub-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Answer, Question } from '../port.ts';

export interface GivenAnswers {
  yes: boolean;
  confirm: string[];
  planHash?: string | undefined;
}

/** What is shown of a plan's hash; a shorter `--plan-hash` (an empty shell variable) names no plan. */
const SHOWN_OF_HASH = 12;

/** The answer the flags give, or undefined when they give none. A wrong plan hash is an error, not a no. */
export function answerFromFlags(
  question: Omit<Question, 'flag'>,
  given: GivenAnswers,
  planHash: string | undefined,
): Answer | undefined {
  if (planHash !== undefined && given.planHash !== undefined && !namesPlan(given.planHash, planHash))
    throw new HubError({
      code: 'plan-stale',
      who: 'operator',
      what: `the plan is not the one that was agreed to: its hash is ${planHash}, --plan-hash says ${given.planHash || 'nothing'}`,
      cause: 'the configuration, the inputs or the world changed since that plan was made',
      next: ['read the new plan', `then run again with --plan-hash ${planHash}`],
      exit: EXIT.declined,
    });
  if (question.level === 'moderate') return given.yes ? { yes: true, by: '--yes' } : undefined;
  const all = question.typed.length > 0 && question.typed.every((word) => given.confirm.includes(word));
  if (!all || (planHash !== undefined && given.planHash === undefined)) return undefined;
  return { yes: true, by: planHash === undefined ? '--confirm' : '--confirm and --plan-hash' };
}

const namesPlan = (named: string, hash: string) => named.length >= SHOWN_OF_HASH && hash.startsWith(named);

/** The flag that answers a question without a terminal, in full. */
export function flagFor(question: Omit<Question, 'flag'>, planHash: string | undefined): string {
  if (question.level === 'moderate') return '--yes';
  const words = question.typed.map((word) => `--confirm ${word}`).join(' ');
  return planHash === undefined ? words : `${words} --plan-hash ${planHash}`;
}

export function declined(question: Question, answer: Answer): HubError {
  return new HubError({
    code: 'declined',
    who: 'operator',
    what: `${question.subject} Answered no (${answer.by}); nothing was changed by this step`,
    next:
      answer.by === 'operator'
        ? ['run the same command again when you are ready']
        : [`answer it beforehand with ${question.flag}`],
    exit: EXIT.declined,
  });
}
