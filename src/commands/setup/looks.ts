/**
 * What setup looks at while it asks: this machine, its AWS profiles, whether a bucket's name is free, the other
 * environment's file. All of it only reads; injectable, so that a test needs no network.
 */
import type { BucketName } from '../../aws/bucket-name.ts';
import type { Checked } from '../../doctor/run-checks.ts';
import type { Environment } from '../../engine/environments.ts';
import type { AccountRole } from '../profiles/identity-center.ts';
import type { Hints } from './answers.ts';

export interface ProfileFound {
  name: string;
  /** As the profile says; undefined when it does not. */
  account: string | undefined;
  region: string | undefined;
  /** Why nobody can sign in with it; undefined when somebody can. */
  problem?: string | undefined;
  /** The address it names, its session's or its own. */
  startUrl?: string | undefined;
}

export interface SetupLooks {
  /** Calls `done` for each check as it ends. */
  machine: (environment: Environment, done: (checked: Checked) => void) => Promise<Checked[]>;
  profile: (name: string) => ProfileFound | undefined;
  /** Whether `~/.ssh/host-aws` is there, or a half of it. */
  keyPair: () => boolean;
  bucket: (name: string, region: string) => Promise<BucketName>;
  /** What must never be the same in two environments, by key, as the other file has it. */
  others: (environment: Environment) => readonly { key: string; value: string; file: string }[];
}

/** The profile's region is offered as the hub's, and the account that was just chosen as the environment's. */
export const profileHints =
  (looks: Pick<SetupLooks, 'profile'>, chosen: () => AccountRole | undefined): Hints =>
  (key, look) => {
    if (key === 'FLIP_AWS_ACCOUNT_ID') return chosen()?.accountId;
    return key === 'AWS_REGION' ? looks.profile(look('AWS_PROFILE') ?? '')?.region : undefined;
  };
