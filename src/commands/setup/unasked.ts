/**
 * Setup where nobody can be asked: flags and variables answer, and what they leave open is refused by name before
 * anything is written. A value that is in the file is changed only with `--yes`.
 */
import type { Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { answerFlag, ENV_SCHEMA, EnvDocument, type EnvKey, type Written } from '../../hub/index.ts';
import { Answers } from './answers.ts';
import type { Given } from './given.ts';
import { profileHints, type SetupLooks } from './looks.ts';
import { changeText } from './notes.ts';
import { envFileOf, readFrom, saveSetup } from './save.ts';
import { trouble } from './trouble.ts';

export interface UnaskedOptions {
  workspace: string;
  environment: Environment;
  given: ReadonlyMap<string, Given>;
  looks: SetupLooks;
  now: Date;
  yes: boolean;
  /** Hears of each question that no flag answered, before they are refused. */
  onQuestion: (row: EnvKey) => void;
}

/** Throws exit 2 for what is open or wrong, exit 5 for a change that nobody agreed to. */
export function setUpUnasked(options: UnaskedOptions): { written: Written; answers: Answers } {
  const { workspace, environment, given, looks } = options;
  const from = readFrom(workspace, environment);
  const answers = new Answers({
    environment,
    given,
    file: from === undefined ? undefined : EnvDocument.parse(from),
    hints: profileHints(looks),
  });
  refuseOpen(answers, options);
  refuseTrouble(answers, looks);
  refuseUnagreed(answers, options);
  return { written: saveSetup(answers, workspace, from, options.now), answers };
}

function refuseOpen(answers: Answers, { onQuestion, workspace }: UnaskedOptions): void {
  const open = answers.unanswered();
  if (open.length === 0) return;
  for (const row of open) onQuestion(row);
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `setup needs ${open.length === 1 ? 'an answer' : `${open.length} answers`}: ${open.map((row) => row.key).join(', ')}`,
    cause: `nobody can be asked here, and ${envFileOf(workspace, answers.environment)} is not written`,
    next: open.map((row) => `${answerFlag(row)}    ${row.words}${row.how === undefined ? '' : ` (${row.how})`}`),
    exit: EXIT.usage,
  });
}

function refuseTrouble(answers: Answers, looks: SetupLooks): void {
  const wrong = ENV_SCHEMA.flatMap((row) => {
    if (row.setup !== 'ask' || !answers.applies(row)) return [];
    const words = answers.problem(row) ?? trouble(row.key, answers, looks);
    return words === undefined ? [] : [{ row, words }];
  });
  if (wrong.length === 0) return;
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: wrong.map(({ row, words }) => `${row.key} ${words}`).join('; '),
    cause: 'nothing was written',
    next: wrong.map(({ row }) => `give it another value: ${answerFlag(row)}`),
    exit: EXIT.usage,
  });
}

function refuseUnagreed(answers: Answers, { yes, workspace }: UnaskedOptions): void {
  const changed = answers.changes().filter((change) => change.kind === 'change');
  if (changed.length === 0 || yes) return;
  throw new HubError({
    code: 'declined',
    who: 'operator',
    what: `${envFileOf(workspace, answers.environment)} has other values for ${changed.map(({ row }) => row.key).join(', ')}`,
    cause: [...changed.map(changeText), 'nothing was written'].join('\n'),
    next: ['add --yes to change them; a dated copy of the file is kept', 'or leave these options out'],
    exit: EXIT.declined,
  });
}
