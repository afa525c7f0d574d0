/** The pages of setup, as a table, and how a key of the schema becomes a field on one. Pure. */
import type { FormField, FormNote } from '../../engine/form-port.ts';
import { answerFlag, ENV_SCHEMA, type EnvKey, type Group, schemaOf } from '../../hub/index.ts';
import type { Answers } from './answers.ts';

export interface QuestionPage {
  id: string;
  title: string;
  intro: readonly string[];
  groups: readonly Group[];
  /** Of these groups only this key; otherwise all that no page has for itself. */
  only?: string;
}

/** Who signs in comes first: the account and its region may follow from it. */
export const PROFILE_KEY = 'AWS_PROFILE';

export const QUESTION_PAGES: readonly QuestionPage[] = [
  {
    id: 'profile',
    title: 'AWS profile',
    intro: ['Who signs in to the account of this environment, by its name in the AWS configuration of this machine.'],
    groups: ['account'],
    only: PROFILE_KEY,
  },
  {
    id: 'account',
    title: 'AWS account',
    intro: ['Every change is refused in any other account than the one you type here.'],
    groups: ['account'],
  },
  {
    id: 'names',
    title: 'Public names and mail',
    intro: ['What users and trusts reach. The names need a hosted zone in this account.'],
    groups: ['names'],
  },
  {
    id: 'buckets',
    title: 'Buckets',
    intro: ['Names are shared by the whole world. These are made from your web address; change any of them.'],
    groups: ['buckets'],
  },
  {
    id: 'software',
    title: 'Images and federated learning',
    intro: ['What the hub runs, and which kits trusts get.'],
    groups: ['images', 'learning'],
  },
  {
    id: 'trusts',
    title: 'Trusts',
    intro: ['Each of these destroys something when it is absent, so all three are written, even when empty.'],
    groups: ['trusts'],
  },
  {
    id: 'secrets',
    title: 'Secrets',
    intro: ['Typed secrets are not shown and not kept when setup is interrupted.'],
    groups: ['secrets'],
  },
];

/** In their order; which of them have a place in a setup, the flow decides. */
export const ALL_PAGES: readonly string[] = [
  'environment',
  'machine',
  'profile',
  'sign-in',
  'role',
  ...QUESTION_PAGES.map(({ id }) => id).filter((id) => id !== 'profile'),
  'summary',
  'steps',
];

/** Not a key: whether the keys of the hub are made for the operator or typed by them. */
export const KEYS_FIELD = 'keys';
export const TYPED_KEYS = 'type them';
const MADE_KEYS = 'adopt or make';
const OWN_KEYS = ['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY'];

export const pageRows = (page: QuestionPage, answers: Answers): EnvKey[] =>
  page.groups.flatMap((group) =>
    ENV_SCHEMA.filter(
      (row) =>
        row.group === group &&
        row.setup === 'ask' &&
        (page.only === undefined ? row.key !== PROFILE_KEY : row.key === page.only) &&
        answers.applies(row),
    ),
  );

export interface FieldExtras {
  problem?: string | undefined;
  note?: FormNote | undefined;
}

export function fieldOf(row: EnvKey, answers: Answers, extras: FieldExtras = {}): FormField {
  const origin = answers.origin(row.key);
  const kept = row.secret === true && origin === 'file';
  const choices = choicesOf(row);
  return {
    id: row.key,
    title: row.title ?? row.key,
    value: kept ? '' : answers.value(row.key),
    kind: row.secret ? 'secret' : choices.length > 0 ? 'choice' : 'text',
    choices,
    origin: originWords(row, answers),
    fixed: origin === 'given' || kept,
    help: [
      row.words,
      ...(row.how === undefined ? [] : [`how: ${row.how}`]),
      ...(row.destructiveIfAbsent === undefined ? [] : [`If it were absent, ${row.destructiveIfAbsent}.`]),
    ],
    flag: answerFlag(row),
    ...(extras.problem === undefined ? {} : { problem: extras.problem }),
    ...(extras.note === undefined ? {} : { note: extras.note }),
  };
}

function originWords(row: EnvKey, answers: Answers): string {
  switch (answers.origin(row.key)) {
    case 'given':
      return `by ${answers.givenBy(row.key)}`;
    case 'file':
      return `${row.secret ? 'kept ' : ''}in ${answers.environment.envFile}`;
    case 'suggested':
      return 'suggested';
    case 'none':
      return row.required === 'never' ? 'optional' : '';
    case 'typed':
      return '';
  }
}

function choicesOf(row: EnvKey): FormField['choices'] {
  if (row.choices !== undefined) return row.choices.map((value) => ({ value, words: '' }));
  if (row.kind !== 'boolean') return [];
  return ['false', 'true'].map((value) => ({ value, words: CHOICE_WORDS[row.key]?.[value] ?? '' }));
}

const CHOICE_WORDS: Record<string, Record<string, string>> = {
  DEPLOY_TRUST_EC2: { false: 'hub alone', true: 'with a trust host' },
};

/** The keys of the hub that are neither in the file nor given. */
export const missingKeys = (answers: Answers): EnvKey[] =>
  OWN_KEYS.flatMap((key) => {
    const origin = answers.origin(key);
    const row = schemaOf(key);
    return row !== undefined && origin !== 'file' && origin !== 'given' ? [row] : [];
  });

export function secretFields(answers: Answers, typed: boolean, extras: (row: EnvKey) => FieldExtras): FormField[] {
  const missing = missingKeys(answers);
  const password = schemaOf('ADMIN_USER_PASSWORD');
  const choice: FormField = {
    id: KEYS_FIELD,
    title: "the hub's keys",
    value: typed ? TYPED_KEYS : MADE_KEYS,
    kind: 'choice',
    choices: [MADE_KEYS, TYPED_KEYS].map((value) => ({ value, words: '' })),
    origin: '',
    fixed: false,
    help: [
      'adopt or make: generate-internal-service-key takes the keys of a hub that is deployed, and makes new ones only where none are',
      'type them: you have the keys of this environment from another operator',
    ],
    flag: 'FLIP_HUB_SET_AES_KEY_BASE64, FLIP_HUB_SET_INTERNAL_SERVICE_KEY',
  };
  const kept = OWN_KEYS.flatMap((key) => schemaOf(key) ?? []).filter((row) => !missing.includes(row));
  return [
    ...kept.map((row) => fieldOf(row, answers, extras(row))),
    ...(missing.length === 0 ? [] : [choice]),
    ...(missing.length > 0 && typed ? missing.map((row) => fieldOf(row, answers, extras(row))) : []),
    ...(password === undefined ? [] : [fieldOf(password, answers, extras(password))]),
  ];
}
