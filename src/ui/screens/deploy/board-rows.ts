/**
 * The phase board: every phase with its state and duration, in columns read top to bottom, cut to a height.
 * A state is a sign and, where the sign alone could be misread, a word.
 */

import type { PhaseState, PhaseView, RunView } from '../../model/run-view.ts';
import { phaseElapsed, windowTop } from '../../model/selectors.ts';
import { runningDuration, shortDuration } from '../../theme/durations.ts';
import { bold, dim, type Row, type Span, span } from '../../theme/row.ts';
import { cut, padEnd } from '../../theme/text-cells.ts';
import type { Theme } from '../../theme/theme.ts';
import type { Frame } from '../frame.ts';

const NARROWEST = 25;
const WIDEST = 40;
/** A duration; `skipped` is longer and may cost a long name its end. */
const TIME = 5;
/** The board grows another column rather than beyond so many rows, as long as names stay readable. */
const COMFORTABLE = 6;

/** How many rows the board wants when it may use all it likes. */
export function boardHeight(phases: number, columns: number): number {
  return Math.ceil(phases / boardColumns(phases, columns));
}

function boardColumns(phases: number, columns: number): number {
  const most = Math.max(1, Math.floor((columns - 1) / NARROWEST));
  return Math.max(1, Math.min(Math.ceil(phases / COMFORTABLE), most));
}

export function boardRows(frame: Frame, view: RunView, height: number, shown: PhaseView | undefined): Row[] {
  const phases = view.phases;
  if (phases.length === 0 || height < 1) return [];
  const across = boardColumns(phases.length, frame.columns);
  const down = Math.min(height, Math.ceil(phases.length / across));
  // When not all fit, the last place says how many are missing, unless it is the only place.
  const places = across * down;
  const room = phases.length > places && places > 1 ? places - 1 : places;
  const top = windowTop(shown ? phases.indexOf(shown) : 0, phases.length, room);
  // Where names come and go, columns that followed them would jump.
  const widths = columnWidths(
    Array.from({ length: across }, (_, x) => (room < phases.length ? WIDEST : wanted(phases, x * down, down))),
    frame.columns - 1,
  );
  return Array.from({ length: down }, (_, y): Row => {
    const row: Span[] = [];
    for (let x = 0; x < across; x += 1) {
      const place = x * down + y;
      const phase = place < room ? phases[top + place] : undefined;
      if (phase) row.push(...cell(frame, phase, widths[x] ?? NARROWEST, phase === shown));
      else if (place === room) row.push(dim(`   ${frame.theme.glyphs.ellipsis}${phases.length - room} more`));
    }
    return row;
  });
}

/** What a column needs so that no name in it is cut. */
const wanted = (phases: readonly PhaseView[], from: number, count: number): number =>
  Math.max(0, ...phases.slice(from, from + count).map((phase) => 4 + phase.id.length + 1 + TIME));

/** Widths of columns side by side: each gets what it wants where there is room, and all the same share of what is left. */
function columnWidths(wanted: readonly number[], room: number): number[] {
  const widths = wanted.map(() => 0);
  let rest = room;
  const order = wanted.map((_, x) => x).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  order.forEach((x, done) => {
    widths[x] = Math.min(wanted[x] ?? 0, Math.floor(rest / (order.length - done)));
    rest -= widths[x];
  });
  const more = Math.floor(rest / Math.max(1, widths.length));
  return widths.map((width) => Math.max(width, Math.min(WIDEST, width + more)));
}

function cell(frame: Frame, phase: PhaseView, width: number, shown: boolean): Row {
  const { glyphs } = frame.theme;
  const time = timeOfPhase(phase, frame.now);
  const room = width - 4 - (time.text === '' ? 0 : time.text.length + 1);
  const name = padEnd(cut(phase.id, room, glyphs.ellipsis), width - 4 - time.text.length);
  const title = phase.state === 'waiting' || phase.state === 'skipped' ? dim(name) : span(name);
  return [
    shown ? bold(glyphs.cursor, 'accent') : span(' '),
    stateSign(frame.theme, phase.state),
    span(' '),
    shown ? { ...title, bold: true } : title,
    time,
    span(' '),
  ];
}

function timeOfPhase(phase: PhaseView, now: number): Span {
  switch (phase.state) {
    case 'waiting':
      return span('');
    case 'running':
      return span(runningDuration(phaseElapsed(phase, now) ?? 0), 'accent');
    case 'skipped':
      return dim('skipped');
    case 'proven':
      return dim('proven');
    case 'failed':
      return span('failed', 'fail');
    case 'done':
      return dim(shortDuration(phase.ms ?? 0));
  }
}

export function stateSign(theme: Theme, state: PhaseState): Span {
  const { glyphs } = theme;
  switch (state) {
    case 'waiting':
      return dim(glyphs.waiting);
    case 'running':
      return { text: glyphs.running, tone: 'accent', spin: true };
    case 'done':
    case 'proven':
      return span(glyphs.done, 'ok');
    case 'skipped':
      return dim(glyphs.skipped);
    case 'failed':
      return bold(glyphs.failed, 'fail');
  }
}
