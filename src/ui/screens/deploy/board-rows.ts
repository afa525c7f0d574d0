/**
 * The phase board: every phase with its state and duration, in columns read top to bottom, cut to a height.
 * A state is a sign and, where the sign alone could be misread, a word.
 */

import type { PhaseState, PhaseView, RunView } from '../../model/run-view.ts';
import { phaseElapsed, windowTop } from '../../model/selectors.ts';
import { runningDuration, shortDuration } from '../../theme/durations.ts';
import { bold, dim, type Row, type Span, span, type Tone } from '../../theme/row.ts';
import { cut, padEnd, padStart } from '../../theme/text-cells.ts';
import type { Theme } from '../../theme/theme.ts';
import type { Frame } from '../frame.ts';

const NARROWEST = 25;
const WIDEST = 44;
const TIME = 8;

/** How many rows the board wants when it may use all it likes. */
export function boardHeight(phases: number, columns: number): number {
  return Math.ceil(phases / boardColumns(phases, columns));
}

function boardColumns(phases: number, columns: number): number {
  return Math.max(1, Math.min(Math.floor((columns - 2) / NARROWEST), 4, phases));
}

export function boardRows(frame: Frame, view: RunView, height: number, shown: PhaseView | undefined): Row[] {
  const phases = view.phases;
  if (phases.length === 0 || height < 1) return [];
  const across = boardColumns(phases.length, frame.columns);
  const width = Math.min(WIDEST, Math.floor((frame.columns - 2) / across));
  const down = Math.min(height, Math.ceil(phases.length / across));
  const room = across * down;
  const cursor = shown ? phases.indexOf(shown) : 0;
  const top = phases.length > room ? windowTop(cursor, phases.length, room) : 0;
  return Array.from({ length: down }, (_, y): Row => {
    const row: Span[] = [span(' ')];
    for (let x = 0; x < across; x += 1) {
      const index = top + x * down + y;
      const phase = index < top + room ? phases[index] : undefined;
      if (!phase) continue;
      const hidden = phases.length - room;
      const last = hidden > 0 && x === across - 1 && y === down - 1;
      row.push(
        ...(last
          ? [dim(`  ${frame.theme.glyphs.ellipsis}${hidden + 1} more`)]
          : cell(frame, phase, width, phase === shown)),
      );
    }
    return row;
  });
}

function cell(frame: Frame, phase: PhaseView, width: number, shown: boolean): Row {
  const { glyphs } = frame.theme;
  const name = padEnd(cut(phase.id, width - TIME - 4, glyphs.ellipsis), width - TIME - 4);
  const title = phase.state === 'waiting' || phase.state === 'skipped' ? dim(name) : span(name);
  return [
    shown ? bold(glyphs.cursor, 'accent') : span(' '),
    stateSign(frame.theme, phase.state),
    span(' '),
    shown ? { ...title, bold: true } : title,
    timeOfPhase(phase, frame.now),
    span(' '),
  ];
}

function timeOfPhase(phase: PhaseView, now: number): Span {
  const at = (text: string, tone?: Tone): Span => span(padStart(text, TIME), tone);
  switch (phase.state) {
    case 'waiting':
      return at('');
    case 'running':
      return at(runningDuration(phaseElapsed(phase, now) ?? 0), 'accent');
    case 'skipped':
      return at('skipped', 'dim');
    case 'proven':
      return at('proven', 'dim');
    case 'failed':
      return at('failed', 'fail');
    case 'done':
      return at(shortDuration(phase.ms ?? 0), 'dim');
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
