/**
 * Setup where nobody can be asked: flags and variables answer, and what they leave open is refused by name before
 * anything is written. A value that is in the file is changed only with `--yes`.
 */
import type { ProfileEdit, SavedConfig } from '../../aws/sso/write-profile.ts';
import type { Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { answerFlag, ENV_SCHEMA, EnvDocument, type EnvKey, type Written } from '../../hub/index.ts';
import { Answers } from './answers.ts';
import type { Given } from './given.ts';
import { profileHints, type SetupLooks } from './looks.ts';
import { changeText } from './notes.ts';
import { PROFILE_KEY } from './pages.ts';
import { type GivenProfile, ProfileAnswers } from './profile/answers.ts';
import type { ProfileMeans } from './profile/means.ts';
import { flaggedEdit, lackingLine } from './profile/unasked.ts';
import { envFileOf, plannedFile, readFrom, saveSetup } from './save.ts';
import { trouble } from './trouble.ts';

export interface UnaskedOptions {
  workspace: string;
  environment: Environment;
  given: ReadonlyMap<string, Given>;
  givenProfile: GivenProfile;
  looks: SetupLooks;
  profiles: ProfileMeans;
  now: Date;
  yes: boolean;
  /** Hears of each question that no flag answered, before they are refused. */
  onQuestion: (row: EnvKey) => void;
}

export interface SetUp {
  written: Written;
  /** What became of `~/.aws/config`; undefined when it had to stay. */
  saved: SavedConfig | undefined;
  /** Names of buckets that the file did not have before. */
  buckets: string[];
  region: string;
  /** What to tell of a profile that is still lacking. */
  lacking: string | undefined;
}

/** Throws exit 2 for what is open or wrong, exit 5 for a change that nobody agreed to. */
export function setUpUnasked(options: UnaskedOptions): SetUp {
  const { workspace, environment, given, looks, profiles, now } = options;
  const from = readFrom(workspace, environment);
  const profile: ProfileAnswers = new ProfileAnswers({
    given: options.givenProfile,
    kept: {},
    name: () => answers.value(PROFILE_KEY),
    profile: looks.profile,
    centers: profiles.centers(),
    ci: profiles.ci,
  });
  const answers: Answers = new Answers({
    environment,
    given,
    file: from === undefined ? undefined : EnvDocument.parse(from),
    hints: profileHints(looks, () => profile.use),
  });
  refuseOpen(answers, options);
  const edit = flaggedEdit(profile, answers.value('AWS_REGION'), environment.name, profiles);
  refuseTrouble(answers, { ...looks, profile: (name) => profile.asWritten(name) });
  refuseUnagreed(answers, edit, options);
  plannedFile(answers, from, envFileOf(workspace, environment));
  const buckets = answers
    .changes()
    .flatMap(({ row, kind, value }) => (row.kind === 'bucket' && kind !== 'keep' ? [value] : []));
  const saved = edit === undefined || edit.after === (edit.before ?? '') ? undefined : profiles.save(edit, now);
  const written = saveSetup(answers, workspace, from, now);
  const lacking = edit === undefined ? lackingLine(profile, environment.name, profiles.ci) : undefined;
  return { written, saved, buckets, region: answers.value('AWS_REGION'), lacking };
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

function refuseUnagreed(answers: Answers, edit: ProfileEdit | undefined, { yes, workspace }: UnaskedOptions): void {
  const changed = answers.changes().filter((change) => change.kind === 'change');
  const replaced = edit?.replaced ?? [];
  if ((changed.length === 0 && replaced.length === 0) || yes) return;
  const envFile = envFileOf(workspace, answers.environment);
  const others = [
    ...(changed.length === 0
      ? []
      : [`${envFile} has other values for ${changed.map(({ row }) => row.key).join(', ')}`]),
    ...(edit === undefined || replaced.length === 0 ? [] : [`${edit.file} says something else of this profile`]),
  ];
  throw new HubError({
    code: 'declined',
    who: 'operator',
    what: others.join('; '),
    cause: [...changed.map(changeText), ...replaced, 'nothing was written'].join('\n'),
    next: ['add --yes to change them; a dated copy of each file is kept', 'or leave these options out'],
    exit: EXIT.declined,
  });
}
