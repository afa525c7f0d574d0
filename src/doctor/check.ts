/**
 * What a check of this machine is: one row of data and one look. A look only reads, ends by itself, and says what it
 * found in words; the runner bounds it, so that one that hangs never holds up the others.
 */

import type { Simulation } from '../aws/permissions.ts';
import type { Environment } from '../engine/environments.ts';
import type { EnvReading } from '../hub/index.ts';
import type { CloudKeyPair } from '../hub/key-pair/index.ts';
import type { OwnZone, PublicDns } from '../hub/public-zone/index.ts';
import type { ProgramResult } from '../tools/process.ts';
import type { OperatingSystem } from './operating-system.ts';

export type Verdict = 'ok' | 'warn' | 'fail' | 'unknown';

/** Something to type. What needs root says so, and is never run unseen. */
export interface Fix {
  command: string;
  root?: boolean;
}

export interface Finding {
  verdict: Verdict;
  /** A version, a state, in a few words. */
  found?: string;
  /** Where or why, when the verdict is not plain. */
  why?: string;
  /** Commands first; a sentence where no command can do it. */
  fix?: (Fix | string)[];
  /** A document that goes with it, whole: printed as it is. */
  attachment?: string;
}

export interface Check {
  id: string;
  title: string;
  /** What is asked for, e.g. `≥ 1.13.1`. */
  needed: string;
  /** Phases and commands that cannot do without it; empty when a lack is only worth a note. */
  neededBy: readonly string[];
  /** Milliseconds after which the look counts as unanswered. */
  boundMs: number;
  /** False: this environment does not need it. */
  concerns?: (ctx: DoctorContext) => boolean;
  look: (ctx: DoctorContext) => Promise<Finding>;
}

/** An environment that is looked at, with its file as it can be read. */
export interface DoctorEnvironment {
  environment: Environment;
  envFile: string;
  /** Undefined when there is no such file. */
  reading: EnvReading | undefined;
  /** The AWS profile it uses. */
  profile: string;
}

/** What of AWS the checks ask, as one environment's operator. Everything throws a HubError when it cannot be asked. */
export interface Cloud {
  caller(): Promise<{ account: string; arn: string }>;
  simulate(actions: readonly string[]): Promise<Simulation>;
  keyPairs(names: readonly string[]): Promise<CloudKeyPair[]>;
  zones(name: string): Promise<OwnZone[]>;
}

export interface DoctorContext {
  os: OperatingSystem;
  home: string;
  /** Undefined where none was found yet. */
  workspace: string | undefined;
  environments: readonly DoctorEnvironment[];
  binary: 'terraform' | 'tofu';
  /** This program may vanish (npx), so ssh-config writes the AWS CLI into the aliases. */
  passing: boolean;
  /** What `AWS_CONFIG_FILE` and the like say. */
  shell: NodeJS.ProcessEnv;
  /** Absolute path of a program, never from the current folder. */
  find: (name: string) => string | undefined;
  /** Runs a program that only reads. */
  run: (file: string, args: readonly string[]) => Promise<ProgramResult>;
  /** Undefined without `--deep`: AWS is asked only when told to. */
  cloud?: ((of: DoctorEnvironment) => Cloud) | undefined;
  /** Undefined where no name is public. */
  dns?: PublicDns | undefined;
  /** The time a server gives, and when it was asked and answered here. Throws when it cannot be reached. */
  serverTime: (url: string) => Promise<{ server: Date; sent: Date; received: Date }>;
  /** Free bytes of the file system that holds a folder. */
  freeBytes: (folder: string) => number;
}
