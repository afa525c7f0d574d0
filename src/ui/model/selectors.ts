/**
 * Questions about a run's view that several screens ask. Pure: view in, answer out; nothing here formats or draws.
 */
import type { LogRing } from './log-ring.ts';
import type { PhaseState, PhaseView, RunView } from './run-view.ts';
import type { ScreenState } from './screen-state.ts';

/** The phase whose pane is shown: the chosen one, else where the action is, else what happened last. */
export function shownPhase(view: RunView, screen: ScreenState): PhaseView | undefined {
  const chosen = screen.phase === undefined ? undefined : view.phases.find((p) => p.id === screen.phase);
  if (chosen) return chosen;
  const running = view.phases.filter((p) => p.state === 'running');
  const latest = (phases: readonly PhaseView[]): PhaseView | undefined =>
    phases.reduce<PhaseView | undefined>(
      (best, p) => ((p.startedAt ?? -1) >= (best?.startedAt ?? -1) ? p : best),
      undefined,
    );
  return (
    running.find((p) => p.resources.active) ??
    latest(running) ??
    latest(view.phases.filter((p) => p.state === 'failed')) ??
    latest(view.phases.filter((p) => p.startedAt !== undefined)) ??
    view.phases[0]
  );
}

/** The log on the screen: the shown phase's, or the run's own when there is no phase yet. */
export const shownLog = (view: RunView, screen: ScreenState): LogRing => shownPhase(view, screen)?.log ?? view.log;

export function phaseElapsed(phase: PhaseView, now: number): number | undefined {
  if (phase.ms !== undefined) return phase.ms;
  return phase.startedAt === undefined ? undefined : now - phase.startedAt;
}

export function runElapsed(view: RunView, now: number): number {
  if (view.finished) return view.finished.ms;
  return view.startedAt === undefined ? 0 : now - view.startedAt;
}

export interface ResourceTotals {
  done: number;
  failed: number;
  running: number;
  /** Undefined when nobody said how many there will be. */
  total: number | undefined;
  imported: number;
  forgotten: number;
  toImport: number;
  toForget: number;
}

/** Totals of one phase. The plan's numbers are the total (a replace is one add and one destroy, as Terraform counts). */
export function resourceTotals(view: RunView, phase: PhaseView): ResourceTotals {
  const { planned, ...counts } = phase.resources.counts;
  const plan = view.plan && view.plan.phase !== phase.id ? view.plan : undefined;
  const total = plan ? plan.add + plan.change + plan.destroy : planned > 0 ? planned : undefined;
  return { ...counts, total, toImport: plan?.import ?? 0, toForget: plan?.forget ?? 0 };
}

export function countStates(view: RunView): Record<PhaseState, number> {
  const counts: Record<PhaseState, number> = { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0, proven: 0 };
  for (const phase of view.phases) counts[phase.state] += 1;
  return counts;
}

/** The first line number of a window of `height` lines: where the operator scrolled to, kept inside what exists. */
export function logTop(log: LogRing, top: number | undefined, height: number): number {
  const last = Math.max(log.first, log.next - height);
  return top === undefined ? last : Math.min(Math.max(top, log.first), last);
}

/** The first index of a window of `height` around `cursor` in a list of `length`. */
export function windowTop(cursor: number, length: number, height: number): number {
  const top = cursor - Math.floor(height / 2);
  return Math.max(0, Math.min(top, length - height));
}
