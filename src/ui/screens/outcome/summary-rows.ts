/**
 * How a run ended: every phase with its time and evidence, the errors, what a rehearsal does not prove, the next step.
 * The same rows fill the last screen and stay in the scrollback afterwards, so they are not cut to any height; the
 * verdict comes last, where the eye is when a long text has scrolled by.
 */

import type { PhaseView, RunView } from '../../model/run-view.ts';
import { countStates, phaseElapsed, runElapsed } from '../../model/selectors.ts';
import { clockDuration, shortDuration } from '../../theme/durations.ts';
import { bold, dim, type Row, type Span, span } from '../../theme/row.ts';
import { clean, padEnd, padStart, wrapCells } from '../../theme/text-cells.ts';
import { stateSign } from '../deploy/board-rows.ts';
import { commandOf } from '../deploy/header-rows.ts';
import { tailRows } from '../deploy/log-rows.ts';
import { dotted, type Frame, line, rule } from '../frame.ts';
import { errorRows, nextRows } from './error-rows.ts';
import { evidenceText } from './evidence-text.ts';

const TAIL = 8;

export function summaryRows(frame: Frame, view: RunView, notProven: readonly string[]): Row[] {
  const named = view.phases.filter((p) => p.state !== 'waiting');
  const waiting = view.phases.length - named.length;
  const widest = Math.max(8, ...named.map((p) => p.id.length));
  return [
    rule(frame, view.rehearsal ? 'what was rehearsed' : 'what was done'),
    ...named.flatMap((p) => phaseRows(frame, view, p, widest)),
    ...(waiting > 0 ? [line(frame, [dim(`${frame.theme.glyphs.waiting} ${waiting} phases were not reached`)])] : []),
    ...answerRows(frame, view),
    ...warningRows(frame, view),
    ...failureRows(frame, view),
    ...notProvenRows(frame, view, notProven),
    ...closingRows(frame, view),
  ];
}

const OUTCOME: Record<
  NonNullable<RunView['finished']>['outcome'],
  readonly [words: string, tone: 'ok' | 'warn' | 'fail']
> = {
  done: ['done', 'ok'],
  problems: ['problems found', 'warn'],
  declined: ['declined; nothing was changed', 'warn'],
  interrupted: ['stopped', 'warn'],
  failed: ['failed', 'fail'],
};

function verdictRow(frame: Frame, view: RunView): Row {
  const { glyphs } = frame.theme;
  const [words, tone] = view.finished ? OUTCOME[view.finished.outcome] : (['not finished', 'warn'] as const);
  const sign = tone === 'ok' ? glyphs.done : tone === 'warn' ? glyphs.warn : glyphs.failed;
  const subject = `${view.rehearsal ? 'rehearsal of ' : ''}${commandOf(view) || 'run'}`;
  const counts = countStates(view);
  const amount = counts.done + counts.proven;
  return line(
    frame,
    dotted(frame, [
      bold(`${sign} ${subject} ${words}`, tone),
      view.env === undefined ? undefined : span(view.env),
      span(`${amount} of ${view.phases.length} phases`),
      span(clockDuration(runElapsed(view, frame.now))),
    ]),
    view.finished && view.finished.exit !== 0 ? [dim(`exit ${view.finished.exit}`)] : [],
  );
}

function phaseRows(frame: Frame, view: RunView, phase: PhaseView, widest: number): Row[] {
  // A phase that still runs when the run is over was cut off; nothing about it is known.
  const cutOff = phase.state === 'running' && view.finished !== undefined;
  const sign = cutOff ? bold(frame.theme.glyphs.warn, 'warn') : stateSign(frame.theme, phase.state);
  const time =
    phase.state === 'skipped' || phase.state === 'proven'
      ? phase.state
      : shortDuration(phaseElapsed(phase, frame.now) ?? 0);
  const past = cutOff ? 'not finished' : toldOf(phase);
  const indent = 1 + 2 + widest + 9 + 2;
  const wide = Math.max(20, frame.columns - indent - 1);
  const told: Span[] = past === '' ? [] : wrapCells(clean(past), wide).map((t) => span(t));
  const instead =
    view.rehearsal && phase.instead !== undefined && phase.state !== 'skipped'
      ? wrapCells(clean(`rehearsed: ${phase.instead}`), frame.columns - 6).map((t) => line(frame, [dim(`    ${t}`)]))
      : [];
  const head: Row = [
    { ...sign, spin: false },
    span(` ${padEnd(phase.id, widest)}`),
    dim(padStart(time, 9)),
    span('  '),
  ];
  return [
    line(frame, [...head, ...told.slice(0, 1)]),
    ...told.slice(1).map((text) => line(frame, [span(' '.repeat(indent - 1)), text])),
    ...instead,
  ];
}

function toldOf(phase: PhaseView): string {
  if (phase.state === 'failed') return phase.why ?? 'failed';
  return phase.state === 'skipped' ? (phase.why ?? '') : evidenceText(phase.evidence);
}

/** Who agreed to what, or did not. */
function answerRows(frame: Frame, view: RunView): Row[] {
  if (view.answers.length === 0) return [];
  const told = view.answers.flatMap(({ subject, answer, by }) =>
    wrapCells(clean(`${subject}: ${answer}, by ${by}`), frame.columns - 6).map((text, i) =>
      line(frame, [dim(i === 0 ? `${frame.theme.glyphs.dot} ` : '  '), span(text)]),
    ),
  );
  return [rule(frame, 'what was asked'), ...told];
}

function warningRows(frame: Frame, view: RunView): Row[] {
  if (view.warnings.length === 0) return [];
  const told = view.warnings
    .slice(0, 10)
    .flatMap((w) =>
      wrapCells(clean(w.what), frame.columns - 6).map((text, i) =>
        line(frame, [i === 0 ? span(`${frame.theme.glyphs.warn} `, 'warn') : span('  '), span(text)]),
      ),
    );
  const more = view.warnings.length - 10;
  return [rule(frame, 'warnings'), ...told, ...(more > 0 ? [line(frame, [dim(`and ${more} more in the log`)])] : [])];
}

function failureRows(frame: Frame, view: RunView): Row[] {
  return view.errors.flatMap((error, i) => {
    const log = view.phases.find((p) => p.id === error.phase)?.log;
    const tail =
      i === 0 && log && log.size > 0
        ? [rule(frame, `last lines of ${error.phase}`), ...tailRows(frame, log, TAIL)]
        : [];
    return [rule(frame, `${error.phase} failed`), ...errorRows(frame, error), ...tail];
  });
}

function notProvenRows(frame: Frame, view: RunView, notProven: readonly string[]): Row[] {
  if (!view.rehearsal || notProven.length === 0) return [];
  return [
    rule(frame, 'what this rehearsal does not prove'),
    ...notProven.flatMap((text) =>
      wrapCells(clean(text), frame.columns - 6).map((part, i) =>
        line(frame, [dim(i === 0 ? `${frame.theme.glyphs.dot} ` : '  '), span(part)]),
      ),
    ),
  ];
}

function closingRows(frame: Frame, view: RunView): Row[] {
  const next = nextRows(frame, view.finished?.next ?? []);
  const log = view.dir === undefined ? [] : [line(frame, [dim('log'.padEnd(8)), span(`${clean(view.dir)}/log.txt`)])];
  return [rule(frame), verdictRow(frame, view), ...next, ...log];
}
