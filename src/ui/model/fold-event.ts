/**
 * Folds one event into the run's view. A table from event type to change: what is not in it does not concern the screen.
 * Never draws and never schedules; `now` is the host's monotonic clock.
 */
import { driftWords } from '../../engine/events/line.ts';
import type { EventOf, EventType, HubEvent, LogLines } from '../../engine/events/types.ts';
import type { LogRing } from './log-ring.ts';
import { newPhase, phaseOf, type RunView } from './run-view.ts';

type Fold<T extends EventType> = (view: RunView, event: EventOf<T>, now: number) => void;

const MOST_ERRORS = 100;
const MOST_WARNINGS = 500;

const FOLDS: { [T in EventType]?: Fold<T> } = {
  'run-started': (view, e, now) => {
    view.command = e.command;
    view.version = e.version;
    view.run = e.run;
    view.rehearsal = e.rehearsal ?? false;
    view.startedAt = now;
    if (e.env !== undefined) view.env = e.env;
    if (e.account !== undefined) view.account = e.account;
    if (e.dir !== undefined) view.dir = e.dir;
    if (e.phases) view.phases = e.phases.map((p) => newPhase(p, view.logLines));
  },
  'phase-started': (view, e, now) => {
    const phase = phaseOf(view, e.phase);
    phase.state = 'running';
    phase.startedAt = now;
    delete phase.ms;
    if (e.instead !== undefined) phase.instead = e.instead;
  },
  'phase-progress': (view, e) => {
    phaseOf(view, e.phase).progress = {
      done: e.done,
      ...(e.total === undefined ? {} : { total: e.total }),
      ...(e.what === undefined ? {} : { what: e.what }),
      ...(e.keys === undefined ? {} : { keys: e.keys }),
    };
  },
  tool: (view, e) => {
    phaseOf(view, e.phase).tool = e.argv.join(' ');
  },
  plan: (view, e) => {
    view.plan = e;
  },
  resource: (view, e, now) => phaseOf(view, e.phase).resources.fold(e, now),
  log: (view, e) => {
    logOf(view, e.phase).push({ time: e.time, stream: e.stream, text: e.line });
  },
  confirmation: (view, e) => {
    view.answers.push({ level: e.level, subject: e.subject, answer: e.answer, by: e.by });
  },
  warning: (view, e) => {
    if (view.warnings.length < MOST_WARNINGS) view.warnings.push({ phase: e.phase, code: e.code, what: e.what });
  },
  drift: (view, e) => {
    if (view.warnings.length < MOST_WARNINGS)
      view.warnings.push({ phase: e.phase, code: 'drift', what: driftWords(e) });
  },
  error: (view, e) => {
    if (view.errors.length < MOST_ERRORS) view.errors.push(e);
  },
  'sign-in': (view, e) => {
    view.signIn = e;
  },
  'phase-finished': (view, e) => {
    if (view.signIn?.phase === e.phase) delete view.signIn;
    const phase = phaseOf(view, e.phase);
    phase.state = e.outcome;
    phase.ms = e.ms;
    phase.evidence = e.evidence;
    if (e.why !== undefined) phase.why = e.why;
    delete phase.progress;
    phase.resources.settle();
  },
  'run-finished': (view, e) => {
    view.finished = { outcome: e.outcome, exit: e.exit, ms: e.ms, next: e.next ?? [] };
  },
};

const logOf = (view: RunView, phase: string): LogRing => view.phases.find((p) => p.id === phase)?.log ?? view.log;

export const foldLines = (view: RunView, lines: LogLines): void => logOf(view, lines.phase).pushLines(lines);

export function foldEvent(view: RunView, event: HubEvent, now: number): void {
  const fold = FOLDS[event.type] as Fold<EventType> | undefined;
  fold?.(view, event as EventOf<EventType>, now);
}
