/**
 * The desk where questions are asked: flags first, then the host, one question at a time, each with its `prompt` and
 * `confirmation` events so that the journal says who agreed to what. A program that needs the terminal waits its turn here too.
 */
import { HubError } from '../errors/hub-error.ts';
import type { EventBody } from '../events/types.ts';
import { EXIT } from '../exit-codes.ts';
import type { PaneRequest } from '../pane-port.ts';
import type { Host, Question } from '../port.ts';
import type { Redactor } from '../redaction/index.ts';
import { answerFromFlags, declined, flagFor, type GivenAnswers } from './answers.ts';

export type Asked = Omit<Question, 'flag'> & { planHash?: string };

export class QuestionDesk {
  #queue: Promise<unknown> = Promise.resolve();
  readonly #request: Host['request'];
  readonly #given: GivenAnswers;
  readonly #redactor: Redactor;
  readonly #emit: (body: EventBody) => void;
  readonly #signal: AbortSignal;

  constructor(
    request: Host['request'],
    given: GivenAnswers,
    redactor: Redactor,
    emit: (body: EventBody) => void,
    signal: AbortSignal,
  ) {
    this.#request = request;
    this.#given = given;
    this.#redactor = redactor;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** Resolves on yes. Throws a declined error on no, an interrupted one when the run is being stopped. */
  ask(asked: Asked): Promise<void> {
    const turn = this.#queue.then(() => this.#ask(asked));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** Undefined where the host has no terminal to give. */
  pane(request: PaneRequest, lend: Host['pane']): Promise<number | undefined> {
    if (lend === undefined) return Promise.resolve(undefined);
    const turn = this.#queue.then(() => {
      if (this.#signal.aborted) throw interrupted();
      return lend(request, this.#signal);
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #ask({ planHash, ...asked }: Asked): Promise<void> {
    if (this.#signal.aborted) throw interrupted();
    const question: Question = {
      ...asked,
      subject: this.#redactor.redactText(asked.subject),
      because: asked.because.map((line) => this.#redactor.redactText(line)),
      flag: flagFor(asked, planHash),
    };
    const { phase, id, level, subject, flag } = question;
    this.#emit({ type: 'prompt', phase, id, level, subject, flag });
    const answer = answerFromFlags(asked, this.#given, planHash) ?? (await this.#request(question, this.#signal));
    if (this.#signal.aborted) throw interrupted();
    this.#emit({ type: 'confirmation', phase, level, subject, answer: answer.yes ? 'yes' : 'no', by: answer.by });
    if (!answer.yes) throw declined(question, answer);
  }
}

export function interrupted(): HubError {
  return new HubError({
    code: 'interrupted',
    who: 'operator',
    what: 'stopped',
    next: ['run the same command with --resume to continue'],
    exit: EXIT.interrupted,
  });
}
