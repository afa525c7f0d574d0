/** What a run is given and what it gives back. Types alone: run.ts is what happens in between. */
import type { Clock } from '../clock.ts';
import type { EnvironmentName } from '../environments.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { Evidence, Phase } from '../graph/phase.ts';
import type { GraphResult } from '../graph/runner.ts';
import type { HolderEntry } from '../holder/start.ts';
import type { LockStore } from '../lock/lock-store.ts';
import type { LockTimes } from '../lock/times.ts';
import type { Host, RunControl } from '../port.ts';
import type { Secret } from '../secret.ts';
import type { GivenAnswers } from './answers.ts';
import type { TwinCopy, TwinStore } from './twin.ts';

export interface RunOptions<S> {
  command: string;
  version: string;
  env: EnvironmentName;
  /** `.flip-hub/<env>` of the workspace. */
  stateDir: string;
  user: string;
  clock: Clock;
  rehearsal: boolean;
  account?: string | undefined;
  resume: boolean;
  answers: GivenAnswers;
  graph: readonly Phase<S>[];
  selected: readonly Phase<S>[];
  services: S;
  /** Known before the first phase; phases register what they read or make later. */
  secrets: readonly Secret[];
  /** Fingerprint of the named inputs as they are now. */
  inputsOf: (keys: readonly string[]) => string;
  holder: { entry: HolderEntry; env: Record<string, string> };
  /** Where other machines find what this run has done; without one they cannot resume it. */
  twin?: TwinStore;
  /** What to resume when it is not, or is older, on this machine. */
  adopted?: TwinCopy | undefined;
  /** Said right after the start. */
  opening?: readonly RunNote[];
  /** Where a command that has said something already goes on counting its lines. */
  firstSeq?: number;
  /** Beside the run that may be resumed: its checkpoint and its saved plan stay as they are. */
  aside?: boolean;
  /** Where the lock between machines lies; without one only this machine is looked at. */
  lock?: LockStore;
  lockTimes?: LockTimes;
  /** Makes the host once the run exists, so that its keys can reach the run. */
  host: (control: RunControl) => Promise<Host>;
  /** Words for the end of the run: what to do next. */
  next: (result: GraphResult) => string[];
  /** Asked when every phase is done: true ends the run with exit 7, problems found, in place of 0. */
  found?: (evidence: (phase: string) => Evidence | undefined) => boolean;
  /** What the whole run has to say before its last line, as warnings. */
  notes?: () => RunNote[];
  /** True once SIGTERM came: an interrupted run then ends with 143 instead of 130. */
  terminated?: () => boolean;
}

export interface RunNote {
  code: ErrorCode;
  what: string;
}

export interface RunResult extends GraphResult {
  run: string;
  dir: string;
}
