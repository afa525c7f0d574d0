/**
 * Every key of `.env.stag` and `.env.production`, as a table: setup asks by it, reading checks by it; Terraform's inputs,
 * the template and the reference page come from it. A key that is not here is the operator's own and is left alone.
 */
import type { Environment } from '../../engine/environments.ts';
import type { Group } from './groups.ts';
import type { Kind } from './kinds.ts';
import { ACCOUNT_KEYS } from './schema/account.ts';
import { ELSEWHERE_KEYS } from './schema/elsewhere.ts';
import { HUB_KEYS } from './schema/hub.ts';
import { NETWORK_KEYS } from './schema/network.ts';
import { OUTPUT_KEYS } from './schema/outputs.ts';
import { SECRET_KEYS } from './schema/secrets.ts';

/** Reads a key's text while it is decided whether another key is needed. */
export type Look = (key: string) => string | undefined;

/** A value made from answers given before; undefined while they do not suffice. */
export type Suggest = (look: Look, environment: Environment) => string | undefined;

export interface EnvKey {
  key: string;
  group: Group;
  secret?: true;
  kind: Kind;
  /** When it must have a value; the words of a condition go into the message. */
  required: 'always' | 'never' | { when: (look: Look) => boolean; words: string };
  default?: string;
  choices?: readonly string[];
  /** Its name in a question. */
  title?: string;
  /** What it is, one line. */
  words: string;
  /** How to get a value. */
  how?: string;
  /** What happens when it is absent, for keys whose absence destroys something instead of being neutral. */
  destructiveIfAbsent?: string;
  /** flip-hub makes the value itself: its absence is no mistake of the operator's. */
  minted?: true;
  /** Goes to Terraform as the variable of the lower-cased name. */
  terraform?: true;
  /** Belongs to the deployment, not to this workspace: recorded after a run and compared before the next. */
  recorded?: true;
  /** `ask`: a question of setup. `derive`: setup writes its suggestion, seen in the summary. Otherwise only on request. */
  setup?: 'ask' | 'derive';
  suggest?: Suggest;
  /** An option of setup of its own, beside `--set`. */
  flag?: string;
}

export const ENV_SCHEMA: readonly EnvKey[] = [
  ...ACCOUNT_KEYS,
  ...NETWORK_KEYS,
  ...HUB_KEYS,
  ...SECRET_KEYS,
  ...OUTPUT_KEYS,
  ...ELSEWHERE_KEYS,
];

const byKey = new Map(ENV_SCHEMA.map((row) => [row.key, row]));

/** The option that gives this key its value without a question. A secret is never on a command line. */
export const answerFlag = (row: EnvKey): string =>
  row.secret ? `${ANSWER_VARIABLE}${row.key}` : row.flag === undefined ? `--set ${row.key}=…` : `--${row.flag}`;

/** Prefix of the environment variables that answer questions of setup. */
export const ANSWER_VARIABLE = 'FLIP_HUB_SET_';

export const isRequired = (row: EnvKey, look: Look): boolean =>
  typeof row.required === 'object' ? row.required.when(look) : row.required === 'always';

export const schemaOf = (key: string): EnvKey | undefined => byKey.get(key);
