/** The first line of every run screen: which command, on what, how long, and whose account it is. */

import type { RunView } from '../../model/run-view.ts';
import { runElapsed } from '../../model/selectors.ts';
import { clockDuration } from '../../theme/durations.ts';
import { bold, dim, type Row, rowCells, span } from '../../theme/row.ts';
import { dotted, type Frame, line } from '../frame.ts';

export function headerRow(frame: Frame, view: RunView): Row {
  const target = view.rehearsal
    ? bold(`REHEARSAL ${view.env ?? ''}`.trim(), 'accent')
    : view.env === undefined
      ? undefined
      : bold(view.env, view.env === 'production' ? 'warn' : undefined);
  const left = dotted(frame, [
    bold(view.command === '' ? 'starting' : commandOf(view)),
    target,
    view.run === '' ? undefined : dim(`run ${shortRun(view.run)}`),
    span(clockDuration(runElapsed(view, frame.now))),
  ]);
  const right = accountOf(view);
  // Where there is no room for both, what runs matters more.
  return line(frame, left, rowCells(left) + rowCells(right) + 3 > frame.columns ? [] : right);
}

/** The word REHEARSAL beside it says the rest. */
export const commandOf = (view: RunView): string =>
  view.rehearsal ? view.command.replace(/^rehearse /, '') : view.command;

function accountOf(view: RunView): Row {
  if (view.account === undefined) return [];
  return [dim(`account ${view.account}${view.rehearsal ? ' (fake)' : ''}`)];
}

/** A run id is long and its beginning is a date; its end tells runs apart. */
const shortRun = (id: string): string => (id.length <= 12 ? id : (id.split('-').at(-1) ?? id).slice(-12));
