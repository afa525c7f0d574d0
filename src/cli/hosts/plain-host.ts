/**
 * Plain lines: one a change, no redraws and no colour, for CI logs, pipes, `TERM=dumb` and screen readers.
 * What a run says goes to stdout; errors, warnings and questions to stderr.
 */
import { type Clock, systemClock } from '../../engine/clock.ts';
import { lineOf } from '../../engine/events/line.ts';
import type { HubEvent } from '../../engine/events/types.ts';
import type { Answer, Host, Question } from '../../engine/port.ts';
import { Output } from './output.ts';
import { sentenceOf } from './sentences.ts';
import { TypedLines } from './typed-lines.ts';

export interface PlainOptions {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  /** May it ask at all? False without a terminal and with `--no-input`. */
  mayAsk: boolean;
  /** Tools' own log lines too. */
  verbose: boolean;
  /** Sentences for a screen reader instead of terse lines. */
  sentences: boolean;
  clock?: Clock;
  /** Lends the terminal to a program; only where there is a person at one. */
  lend?: NonNullable<Host['pane']>;
}

/** Nobody waits longer than this for a line while something moves. */
const QUIET_MS = 8_000;

const isProgress = (event: HubEvent): boolean =>
  event.type === 'phase-progress' ||
  (event.type === 'resource' && (event.state === 'progress' || event.state === 'started'));

const ERRORS: ReadonlySet<HubEvent['type']> = new Set(['error', 'warning', 'prompt']);

export function createPlainHost(options: PlainOptions): Host {
  const draw = options.sentences ? sentenceOf : lineOf;
  const clock = options.clock ?? systemClock;
  const [out, err] = [new Output(options.stdout), new Output(options.stderr)];
  let saidAt = clock.monotonic();
  return {
    notify(event) {
      if (event.type === 'log' && event.stream !== 'note' && !options.verbose) return;
      // What only moves on is said when nothing else was for a while: a sign of life, not a line a step.
      if (!options.verbose && isProgress(event) && clock.monotonic() - saidAt < QUIET_MS) return;
      const text = draw(event);
      if (text === undefined) return;
      saidAt = clock.monotonic();
      (ERRORS.has(event.type) ? err : out).write(`${text}\n`);
    },
    lines({ lines }) {
      if (!options.verbose) return;
      saidAt = clock.monotonic();
      out.write(lines.text);
    },
    room: () => out.room() ?? err.room(),
    request: (question, signal) =>
      options.mayAsk ? ask(question, options, signal) : Promise.resolve({ yes: false, by: 'no terminal' }),
    ...(options.lend === undefined ? {} : { pane: options.lend }),
    close: async () => {
      await out.drained();
      await err.drained();
    },
  };
}

async function ask(question: Question, options: PlainOptions, signal: AbortSignal): Promise<Answer> {
  const { stderr } = options;
  const lines = new TypedLines(options.stdin, signal);
  const read = (prompt: string) => {
    stderr.write(prompt);
    return lines.next();
  };
  const no = (): Answer => ({ yes: false, by: signal.aborted ? 'interrupt' : 'operator' });
  try {
    for (const line of question.because) stderr.write(`  ${line}\n`);
    if (question.level === 'moderate') {
      const typed = await read(`${question.subject} [y/N] `);
      return signal.aborted || !/^y(es)?$/i.test(typed?.trim() ?? '') ? no() : { yes: true, by: 'operator' };
    }
    // Nothing to type is nothing to agree with: a severe question is never a mere y.
    if (question.typed.length === 0) return { yes: false, by: 'a question without words' };
    for (const word of question.typed) {
      const typed = await read(`${question.subject} Type ${word} to go on, anything else to stop: `);
      if (signal.aborted || typed?.trim() !== word) return no();
    }
    return { yes: true, by: 'operator' };
  } finally {
    lines.close();
  }
}
