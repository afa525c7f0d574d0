/**
 * A phase: one step of a pipeline as data plus functions. The engine runs phases; it knows nothing of what they do.
 * `S` is the services a phase uses (AWS, Terraform, the environment file); the engine only passes them through.
 */

import type { HubErrorFields } from '../errors/hub-error.ts';
import type { EventBody, Level } from '../events/types.ts';
import type { WholeLines } from '../events/whole-lines.ts';
import type { HeldExit } from '../holder/record.ts';
import type { PaneRequest } from '../pane-port.ts';
import type { Question } from '../port.ts';
import type { Secret } from '../secret.ts';

export type Evidence = Record<string, unknown>;
export type Proof = 'proven' | 'not done' | 'cannot tell';

/** What stands in the way, found without changing anything. */
export type Problem = HubErrorFields;

/** What a rehearsal does instead of the real phase, in words the screen shows. */
export interface Substitution<S> {
  instead: string;
  run?: (ctx: PhaseContext<S>) => Promise<Evidence>;
}

export interface Phase<S> {
  id: string;
  title: string;
  /** Phases that must be done before; those not selected in a run do not count. */
  needs: string[];
  /** Names of inputs whose change makes this phase undone again. */
  reads: string[];
  danger: Level;
  /** Read-only; asked of every phase before the first change, and again right before it runs if not yet knowable. */
  check?: (ctx: PhaseContext<S>) => Promise<Problem[] | 'not yet knowable'>;
  /** Asked on resume; 'cannot tell' never re-runs a severe phase unasked. */
  prove: (ctx: PhaseContext<S>) => Promise<Proof>;
  /** The change; speaks only through ctx. */
  run: (ctx: PhaseContext<S>) => Promise<Evidence>;
  rehearse: 'real' | Substitution<S>;
}

/** Who hears what a held tool says: line by line, or as many as came together, which a flood needs. */
export type Ears =
  | { onLine: (stream: 'stdout' | 'stderr', line: string) => void; onLines?: never }
  | { onLines: (stream: 'stdout' | 'stderr', lines: WholeLines) => void; onLine?: never };

export interface HeldProgram {
  name: string;
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

export type HeldTool = HeldProgram & Ears;

/** Everything a phase may touch of the engine. */
export interface PhaseContext<S> {
  phase: string;
  services: S;
  /** The environment's name: what a severe question wants typed. */
  environment: string;
  rehearsal: boolean;
  /** True when an earlier, cut-off process of this very run may have left a held tool or files behind. */
  resuming: boolean;
  /** Aborted at the first Ctrl-C. */
  signal: AbortSignal;
  /** This run's folder. */
  dir: string;
  /** A place for values that phases of one process hand on and that need no proof. */
  memo: Map<string, unknown>;
  emit(body: EventBody): void;
  log(line: string, stream?: 'stdout' | 'stderr' | 'note'): void;
  /** Many lines of a tool at once. */
  lines(stream: 'stdout' | 'stderr', lines: WholeLines): void;
  warn(code: string, what: string): void;
  /** Registers a secret so that no stream carries it, and returns it. */
  secret(secret: Secret): Secret;
  /** Evidence of a phase that is done, in this process or, on a resume, in the checkpoint. */
  evidence(phase: string): Evidence | undefined;
  /** Hears the keys that its progress offers, where somebody sits before it. Returns how to stop listening. */
  onKey(hear: (key: string) => void): () => void;
  /** Asks; resolves on yes, throws a declined error (exit 5) on no. */
  confirm(question: Omit<Question, 'phase' | 'flag'> & { planHash?: string }): Promise<void>;
  /**
   * Lets a program talk with the operator in a terminal of its own; its output goes to no log. Resolves with its exit
   * code, or undefined where there is nobody and no terminal.
   */
  pane(request: PaneRequest): Promise<number | undefined>;
  /**
   * Takes the environment's lock between machines, or proves that it is still this run's: right before every effect on
   * the outside world. Throws exit 6 when it is not.
   */
  fence(): Promise<void>;
  /** Fences, then runs a long tool under a holder, or re-attaches to it when it still runs under this run and name. */
  hold(tool: HeldTool): Promise<HeldExit>;
  /** Fences, then follows a held tool that is alive, or that ended while nobody watched, from its first line. */
  follow(name: string, ears: Ears): Promise<HeldExit>;
  /** Is a tool with this name held under this run, or how did it end? An end that nobody wrote is `lost`. */
  held(name: string): 'alive' | HeldExit | undefined;
}
