/**
 * Every key of `.env.stag` and `.env.production`, as a table: setup asks by it, reading checks by it, Terraform's inputs
 * and the documentation come from it. A key that is not here is the operator's own and is left alone.
 */
import type { Kind } from './kinds.ts';
import { ACCOUNT_KEYS } from './schema/account.ts';
import { HUB_KEYS } from './schema/hub.ts';
import { NETWORK_KEYS } from './schema/network.ts';
import { OUTPUT_KEYS } from './schema/outputs.ts';
import { SECRET_KEYS } from './schema/secrets.ts';

/** Reads a key's text while it is decided whether another key is needed. */
export type Look = (key: string) => string | undefined;

export interface EnvKey {
  key: string;
  secret?: true;
  kind: Kind;
  /** When it must have a value; the words of a condition go into the message. */
  required: 'always' | 'never' | { when: (look: Look) => boolean; words: string };
  default?: string;
  choices?: readonly string[];
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
}

export const ENV_SCHEMA: readonly EnvKey[] = [
  ...ACCOUNT_KEYS,
  ...NETWORK_KEYS,
  ...HUB_KEYS,
  ...SECRET_KEYS,
  ...OUTPUT_KEYS,
];

const byKey = new Map(ENV_SCHEMA.map((row) => [row.key, row]));

export const schemaOf = (key: string): EnvKey | undefined => byKey.get(key);
