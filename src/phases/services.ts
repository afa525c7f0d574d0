/**
 * What phases work with: the environment and its file, AWS, Terraform, and the process environment children get.
 * Built once by the command that starts a run; a rehearsal builds the same thing with other targets.
 */

import type { Aws } from '../aws/factory.ts';
import type { StateObjects } from '../aws/state-objects.ts';
import type { Environment } from '../engine/environments.ts';
import type { Phase, PhaseContext } from '../engine/graph/phase.ts';
import type { LockStore } from '../engine/lock/lock-store.ts';
import type { TwinStore } from '../engine/run/twin.ts';
import type { Secret } from '../engine/secret.ts';
import type { EnvReading } from '../hub/index.ts';
import type { PublicDns } from '../hub/public-zone/index.ts';
import type { ControlFolder, SshProxy } from '../hub/ssh-config/index.ts';
import type { BinaryKind } from '../tools/terraform/index.ts';
import type { SignInMeans } from './sign-in.ts';

/** The environment file as it is at this moment. */
export interface Settings {
  /** The text that was read: what an edit is made from. */
  source: string;
  reading: EnvReading;
  /** Undefined when absent, empty or still a placeholder. */
  text(key: string): string | undefined;
  /** As `text`, or an error that names the key (exit 2). */
  required(key: string): string;
  secret(key: string): Secret | undefined;
  /** Terraform's variables, secrets included, ready for a child's environment. */
  terraformVariables(): Record<string, string>;
}

export interface RehearsalTarget {
  /** Environment of every child: fake keys, loopback endpoints, the refusing proxy. */
  environment: Record<string, string>;
  endpoint: string;
  /** How often Terraform's provider tries one call, when it is not the usual number. */
  providerAttempts?: number;
  /** What a finished rehearsal proves and what it does not, in sentences. */
  proves: readonly string[];
  doesNotProve: readonly string[];
  /** Throws when the stand-in met what it does not know, or something tried to leave the machine. */
  assertSound(): Promise<void>;
}

/** How ssh reaches the hosts of this environment. */
export interface SshSettings {
  /** The private key, as ssh_config may name it (`~/…`). */
  identityFile: string;
  /** The operator's own configuration; in a rehearsal a file of its workspace. */
  operatorConfig: string;
  controlFolder: ControlFolder;
  /** Where host keys are remembered, in a rehearsal; otherwise ssh's own place. */
  knownHosts: string | undefined;
  /** What carries the connection: this program where it is installed, else the AWS CLI. */
  proxy(): SshProxy;
}

export interface HubServices {
  environment: Environment;
  workspace: string;
  /** `.flip-hub/<env>`. */
  stateDir: string;
  envFile: string;
  packageDir: string;
  /** Terraform, or OpenTofu when it was asked for. */
  binary: BinaryKind;
  version: string;
  who: string;
  /** The AWS profile of this environment; undefined in a rehearsal and in CI. */
  profile: string | undefined;
  /** The command that signs in again, for errors. */
  login: string;
  /** Reads the environment file anew. Throws exit 2 with every problem when it is not usable. */
  settings(): Settings;
  /** How to sign in to AWS from within a run; undefined where nobody could be shown a code, and in a rehearsal. */
  signInMeans: SignInMeans | undefined;
  /** When the AWS session ends for good; undefined where it renews itself, or its end cannot be known. */
  sessionEnds?: () => Date | undefined;
  aws(): Aws;
  stateObjects(): StateObjects;
  /** The place of the lock between machines; reaches for nothing before it is asked. */
  lock(): LockStore;
  /** The place where other machines find what a run has done. */
  twin(): TwinStore;
  /** The whole environment of a child process, with additions. */
  childEnvironment(add?: Record<string, string>): Record<string, string>;
  /** What of the operator's shell is the GitHub CLI's: a token, its configuration, a browser. */
  ghVariables(): Record<string, string>;
  rehearsal: RehearsalTarget | undefined;
  ssh: SshSettings;
  /** Undefined where no name is public: in a rehearsal, and when AWS itself is another one by override. */
  publicDns: PublicDns | undefined;
  now(): Date;
}

export type HubPhase = Phase<HubServices>;
export type HubContext = PhaseContext<HubServices>;
