/**
 * Answers that need no question: `--set KEY=VALUE`, the named options, and `FLIP_HUB_SET_<KEY>` variables. A secret comes
 * by variable only, since other users of the machine can read a command line. What cannot be a value is refused at once.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { ANSWER_VARIABLE, answerFlag, checkAnswer, ENV_SCHEMA, type EnvKey, schemaOf } from '../../hub/index.ts';
import type { Options } from '../context.ts';

export interface Given {
  value: string;
  /** The option or variable it came by. */
  by: string;
}

export function givenAnswers(options: Options, env: NodeJS.ProcessEnv): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const row of ENV_SCHEMA) {
    const variable = `${ANSWER_VARIABLE}${row.key}`;
    put(given, row, env[variable], variable);
    const named = row.flag === undefined ? undefined : options[row.flag as keyof Options];
    if (typeof named === 'string') put(given, row, named, `--${row.flag}`);
  }
  for (const text of options.set ?? []) {
    const row = setRow(text);
    put(given, row, text.slice(text.indexOf('=') + 1), `--set ${row.key}`);
  }
  refuseStray(env);
  return given;
}

function put(given: Map<string, Given>, row: EnvKey, value: string | undefined, by: string): void {
  if (value === undefined || value === '') return;
  const wrong = checkAnswer(row, value);
  if (wrong !== undefined)
    throw usage(`${row.key}, given by ${by}, ${wrong}`, row.words, [
      `give ${answerFlag(row)} another value${row.how === undefined ? '' : `: ${row.how}`}`,
    ]);
  given.set(row.key, { value, by });
}

function setRow(text: string): EnvKey {
  const key = text.split('=', 1)[0] ?? '';
  if (!text.includes('='))
    throw usage(`--set ${JSON.stringify(key)} has no value`, undefined, ['--set KEY=VALUE, once a key']);
  const row = schemaOf(key);
  if (row === undefined)
    throw usage(`--set names ${JSON.stringify(key)}, which is no key of the environment file`, undefined, [
      ...nearest(key),
      'docs/environment-file.md lists every key',
    ]);
  if (row.secret)
    throw usage(
      `${key} is a secret, and --set would put it on a command line`,
      'every user of this machine can read command lines, and the shell writes them into its history',
      [`export ${answerFlag(row)}, set without echo: read -rs ${answerFlag(row)}; export ${answerFlag(row)}`],
    );
  return row;
}

/** A misspelt variable would silently answer nothing. */
function refuseStray(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (!name.startsWith(ANSWER_VARIABLE) || schemaOf(name.slice(ANSWER_VARIABLE.length)) !== undefined) continue;
    throw usage(`${name} names no key of the environment file`, undefined, [
      ...nearest(name.slice(ANSWER_VARIABLE.length)),
      `unset ${name}`,
    ]);
  }
}

const nearest = (key: string): string[] =>
  ENV_SCHEMA.filter((row) => row.key.includes(key) || (key.length > 4 && row.key.startsWith(key.slice(0, 5))))
    .slice(0, 3)
    .map((row) => `did you mean ${row.key}?`);

const usage = (what: string, cause: string | undefined, next: string[]): HubError =>
  new HubError({
    code: 'usage',
    who: 'operator',
    what,
    ...(cause === undefined ? {} : { cause }),
    next,
    exit: EXIT.usage,
  });
