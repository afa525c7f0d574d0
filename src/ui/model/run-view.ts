/**
 * The state a run's screen is drawn from. Plain data, changed only by fold-event.ts and the host; never by a screen.
 */
import type { EventOf, Level } from '../../engine/events/types.ts';
import type { InterruptStep, Question } from '../../engine/port.ts';
import type { PaneView } from '../pane/run-pane.ts';
import { LogRing } from './log-ring.ts';
import { ResourceBoard } from './resource-board.ts';

export type PhaseState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'proven';

export interface PhaseView {
  id: string;
  title: string;
  needs: string[];
  /** What a rehearsal does instead of the real thing. */
  instead?: string;
  state: PhaseState;
  /** Monotonic milliseconds. */
  startedAt?: number;
  ms?: number;
  progress?: { done: number; total?: number; what?: string; keys?: readonly { key: string; words: string }[] };
  /** The last command line, for "what is it doing". */
  tool?: string;
  evidence: Record<string, unknown>;
  why?: string;
  log: LogRing;
  resources: ResourceBoard;
}

export type PlanEvent = EventOf<'plan'>;
export type ErrorEvent = EventOf<'error'>;

export interface RunView {
  command: string;
  env?: string;
  version: string;
  run: string;
  rehearsal: boolean;
  account?: string;
  dir?: string;
  /** Monotonic milliseconds; undefined before `run-started`. */
  startedAt?: number;
  phases: PhaseView[];
  plan?: PlanEvent;
  errors: ErrorEvent[];
  warnings: { phase: string; code: string; what: string }[];
  answers: { level: Level; subject: string; answer: 'yes' | 'no'; by: string }[];
  question?: Question;
  /** A sign-in that waits for a person. */
  signIn?: EventOf<'sign-in'>;
  /** A program that has a terminal of its own on the screen. */
  pane?: PaneView;
  interrupt?: InterruptStep;
  finished?: { outcome: EventOf<'run-finished'>['outcome']; exit: number; ms: number; next: string[] };
  /** Lines that belong to no phase. */
  log: LogRing;
  logLines: number;
}

export function emptyRun(logLines: number): RunView {
  return {
    command: '',
    version: '',
    run: '',
    rehearsal: false,
    phases: [],
    errors: [],
    warnings: [],
    answers: [],
    log: new LogRing(logLines),
    logLines,
  };
}

/** A phase's view; one that nobody announced is added at the end. */
export function phaseOf(view: RunView, id: string): PhaseView {
  const known = view.phases.find((p) => p.id === id);
  if (known) return known;
  const added = newPhase({ id, title: id, needs: [] }, view.logLines);
  view.phases.push(added);
  return added;
}

export function newPhase(
  phase: { id: string; title: string; needs: string[]; instead?: string | undefined },
  logLines: number,
): PhaseView {
  return {
    id: phase.id,
    title: phase.title,
    needs: phase.needs,
    ...(phase.instead === undefined ? {} : { instead: phase.instead }),
    state: 'waiting',
    evidence: {},
    log: new LogRing(logLines),
    resources: new ResourceBoard(),
  };
}
