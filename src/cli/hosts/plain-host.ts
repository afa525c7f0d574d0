/**
 * Plain lines: one a change, no redraws and no colour, for CI logs, pipes, `TERM=dumb` and screen readers.
 * What a run says goes to stdout; errors, warnings and questions to stderr.
 */
import { createInterface } from 'node:readline/promises';
import { lineOf } from '../../engine/events/line.ts';
import type { HubEvent } from '../../engine/events/types.ts';
import type { Answer, Host, Question } from '../../engine/port.ts';
import { drained } from './json-host.ts';
import { sentenceOf } from './sentences.ts';

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
}

const ERRORS: ReadonlySet<HubEvent['type']> = new Set(['error', 'warning', 'prompt']);

export function createPlainHost(options: PlainOptions): Host {
  const draw = options.sentences ? sentenceOf : lineOf;
  return {
    notify(event) {
      if (event.type === 'log' && event.stream !== 'note' && !options.verbose) return;
      if (event.type === 'resource' && event.state === 'progress' && !options.verbose) return;
      const text = draw(event);
      if (text !== undefined) (ERRORS.has(event.type) ? options.stderr : options.stdout).write(`${text}\n`);
    },
    request: (question, signal) =>
      options.mayAsk ? ask(question, options, signal) : Promise.resolve({ yes: false, by: 'no terminal' }),
    close: async () => {
      await drained(options.stdout);
      await drained(options.stderr);
    },
  };
}

async function ask(question: Question, options: PlainOptions, signal: AbortSignal): Promise<Answer> {
  const lines = createInterface({ input: options.stdin, output: options.stderr, terminal: false });
  const read = (prompt: string) => lines.question(prompt, { signal });
  try {
    for (const line of question.because) options.stderr.write(`  ${line}\n`);
    if (question.typed.length === 0)
      return { yes: /^y(es)?$/i.test((await read(`${question.subject} [y/N] `)).trim()), by: 'operator' };
    for (const word of question.typed) {
      if ((await read(`${question.subject} Type ${word} to go on, anything else to stop: `)).trim() !== word)
        return { yes: false, by: 'operator' };
    }
    return { yes: true, by: 'operator' };
  } catch (cause) {
    if ((cause as Error).name === 'AbortError') return { yes: false, by: 'interrupt' };
    throw cause;
  } finally {
    lines.close();
  }
}
