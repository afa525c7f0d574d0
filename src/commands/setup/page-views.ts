/** The pages of setup that are not made of keys: which environment, this machine, the summary, what comes next. Pure. */
import type { Checked } from '../../doctor/run-checks.ts';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import type { FormField, FormNote, FormPage } from '../../engine/form-port.ts';
import type { Written } from '../../hub/index.ts';
import type { Answers } from './answers.ts';
import { changeNotes, machineNotes } from './notes.ts';
import { KEY_PAIR, SETUP_STEPS } from './steps.ts';

export function environmentPage(workspace: string, chosen: string): FormPage {
  const names = Object.values(ENVIRONMENTS).filter((e) => e.terraform !== undefined);
  return {
    id: 'environment',
    title: 'Environment',
    intro: [`Which environment is set up in ${workspace}?`],
    fields: [
      {
        id: 'environment',
        title: 'environment',
        value: chosen,
        kind: 'choice',
        choices: names.map((e) => ({ value: e.name, words: `${e.envFile}, usually with AWS profile ${e.profile}` })),
        origin: '',
        fixed: false,
        help: ['Each environment has an account, a state bucket and a file of its own.'],
        flag: '--env',
      },
    ],
    notes: [],
    onward: 'go on',
  };
}

export function machinePage(
  checked: readonly Checked[],
  running: boolean,
  failure: FormNote | undefined,
  resumed: boolean,
): FormPage {
  const again: FormNote[] = resumed
    ? [{ mark: 'plain', text: 'What was typed before setup was interrupted is kept: it goes on where it was.' }]
    : [];
  return {
    id: 'machine',
    title: 'This machine',
    intro: [
      'What doctor finds here. Setup can go on meanwhile; deploy needs what is marked as failed.',
      'Nothing is written before the summary. Whoever leaves goes on later where they were.',
    ],
    fields: [],
    notes: [...(failure === undefined ? [] : [failure]), ...again, ...machineNotes(checked, running)],
    onward: 'go on',
  };
}

/** The summary's line about the key pair. */
export function keyPairNotes(there: boolean, made: boolean): FormNote[] {
  if (there) return [{ mark: 'keep', text: '~/.ssh/host-aws is there and stays as it is' }];
  if (made) return [{ mark: 'add', text: '~/.ssh/host-aws: ssh-keygen makes it at the end, unless you put it off' }];
  return [{ mark: 'warn', text: '~/.ssh/host-aws is not there, and is not made: flip-hub key-pair' }];
}

/** `more` is said above what becomes of the environment file. */
export function summaryPage(answers: Answers, edits: boolean, more: readonly FormNote[]): FormPage {
  const { envFile } = answers.environment;
  const what = edits ? `${envFile} is edited in place, and a dated copy is kept` : `${envFile} is new`;
  return {
    id: 'summary',
    title: 'Summary',
    intro: [`Nothing is written yet. ${what}; .gitignore gets a line for every file with a secret.`],
    fields: [],
    notes: [...more, ...changeNotes(answers)],
    onward: `write ${envFile}`,
  };
}

export function stepsPage(
  environment: Environment,
  written: Written | undefined,
  does: (step: string) => boolean,
  keyPair: boolean,
): FormPage {
  const backup = written?.backup === undefined ? '' : ` The former one is ${written.backup}.`;
  return {
    id: 'steps',
    title: 'What comes next',
    intro: [
      written?.changed === false
        ? `${environment.envFile} says all this already.`
        : `${environment.envFile} is written, mode 0600.${backup}`,
      'Steps in AWS sign in there, and ask before they change anything.',
    ],
    fields: SETUP_STEPS.filter(({ id }) => !(id === KEY_PAIR && keyPair)).map(
      (step): FormField => ({
        id: step.id,
        title: step.title,
        value: does(step.id) ? 'now' : 'later',
        kind: 'choice',
        choices: ['later', 'now'].map((value) => ({ value, words: '' })),
        origin: '',
        fixed: false,
        help: [step.words, `later: flip-hub ${step.command ?? step.id} --env ${environment.name}`],
        flag: step.id === KEY_PAIR ? '--no-key-pair leaves it out' : `--step ${step.id}`,
      }),
    ),
    notes: [],
    onward: 'finish',
  };
}
