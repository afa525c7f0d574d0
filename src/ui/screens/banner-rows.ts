/** Lines that interrupt: what a Ctrl-C is doing, a failure while other phases still finish, the answer to a key. */
import type { RunView } from '../model/run-view.ts';
import type { ScreenState } from '../model/screen-state.ts';
import { bold, type Row, span } from '../theme/row.ts';
import { clean, wrapCells } from '../theme/text-cells.ts';
import { type Frame, line } from './frame.ts';
import { signInRows } from './sign-in/sign-in-rows.ts';

const MOST_LINES = 6;

/** At most `height` rows, the most urgent first. */
export function bannerRows(frame: Frame, view: RunView, screen: ScreenState, height: number): Row[] {
  const rows = [
    ...interruptRows(frame, view, screen),
    ...signInRows(frame, view, screen),
    ...errorRows(frame, view, screen),
    ...noticeRows(frame, screen),
  ];
  return rows.slice(0, Math.max(0, Math.min(height, MOST_LINES + 2)));
}

function interruptRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  const step = view.interrupt;
  if (!step || view.finished) return [];
  const { warn } = frame.theme.glyphs;
  const words = (tone: 'warn' | 'fail'): Row[] =>
    step.words
      .flatMap((w) => wrapCells(clean(w), frame.columns - 5))
      .slice(0, MOST_LINES - 2)
      .map((text) => line(frame, [span(`  ${text}`, tone)]));
  switch (step.step) {
    case 'stopping':
      return [
        line(frame, [bold(`${warn} Stopping safely`, 'warn'), span('  Ctrl-C again shows what a kill would lose')]),
        ...words('warn'),
      ];
    case 'ask-kill':
      if (!screen.askingKill)
        return [line(frame, [bold(`${warn} Still stopping safely`, 'warn'), span('  nothing was killed')])];
      return [
        line(frame, [bold(`${warn} Kill it now? This is lost:`, 'fail')]),
        ...words('fail'),
        line(frame, [
          span('  '),
          bold('n'),
          span(' go on waiting   '),
          bold('Ctrl-C'),
          span(' or '),
          bold('y'),
          span(' kill'),
        ]),
      ];
    case 'killed':
      return [
        line(frame, [
          bold(step.words.length > 0 ? `${frame.theme.glyphs.failed} Killed` : `${warn} Stopping now`, 'fail'),
        ]),
        ...words('fail'),
      ];
  }
}

function errorRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  const error = view.errors.at(-1);
  if (!error || screen.screen !== 'board') return [];
  const more = view.errors.length > 1 ? ` (${view.errors.length} errors)` : '';
  return [
    line(
      frame,
      [bold(`${frame.theme.glyphs.failed} ${error.phase} failed`, 'fail'), span(`  ${clean(error.what)}`)],
      [bold('e'), span(` why, and what to do${more}`)],
    ),
  ];
}

const noticeRows = (frame: Frame, screen: ScreenState): Row[] =>
  screen.notice === undefined ? [] : [line(frame, [span(screen.notice, 'accent')])];
