/** One error for a person: what happened, the probable cause, what to do now, where the whole text is, and its last lines. */
import type { EventOf } from '../../../engine/events/types.ts';
import type { ErrorEvent, RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { bold, dim, type Row, span } from '../../theme/row.ts';
import { clean, wrapCells } from '../../theme/text-cells.ts';
import { bannerRows } from '../banner-rows.ts';
import { headerRow } from '../deploy/header-rows.ts';
import { tailRows } from '../deploy/log-rows.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { keyBar } from '../key-bar.ts';

const WHO: Record<NonNullable<EventOf<'error'>['who']>, string> = {
  operator: 'yours to fix',
  environment: 'something around us is to fix',
  tool: 'a tool failed',
  bug: 'a bug in flip-hub',
};

export function errorScreenRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  const error = view.errors[Math.min(screen.error, view.errors.length - 1)];
  if (!error) return [headerRow(frame, view), line(frame, [dim('nothing failed')])];
  const banner = bannerRows(frame, view, screen, Math.max(0, frame.height - 6));
  const room = Math.max(1, frame.height - 2 - banner.length);
  const told = errorRows(frame, error).slice(0, room - 1);
  const log = view.phases.find((p) => p.id === error.phase)?.log;
  const left = room - told.length - 2;
  const tail =
    log && log.size > 0 && left >= 2
      ? [rule(frame, `last lines of ${error.phase}`), ...tailRows(frame, log, left)]
      : [];
  const many =
    view.errors.length > 1
      ? `error ${Math.min(screen.error, view.errors.length - 1) + 1} of ${view.errors.length}`
      : '';
  return [
    headerRow(frame, view),
    ...filled(
      [rule(frame, `${error.phase} failed`, many === '' ? [] : [span(many)]), ...told, ...tail].slice(0, room),
      room,
    ),
    ...banner,
    keyBar(
      frame,
      'error',
      new Set(view.errors.length > 1 ? [] : [frame.theme.glyphs.upDown]),
      screen.back.length === 0,
    ),
  ];
}

/** The error alone, as long as it needs to be; also used in what stays after the screen has gone. */
export function errorRows(frame: Frame, error: ErrorEvent): Row[] {
  const { glyphs } = frame.theme;
  const wide = frame.columns - 4;
  const block = (label: string, text: string, whole = false): Row[] =>
    (whole ? [clean(text)] : wrapCells(clean(text), wide - 8)).map((part, i) =>
      line(frame, [dim(i === 0 ? label.padEnd(8) : ' '.repeat(8)), span(part)]),
    );
  const what = wrapCells(clean(error.what), wide - 2).map((text, i) =>
    line(frame, [i === 0 ? bold(`${glyphs.failed} `, 'fail') : span('  '), bold(text)]),
  );
  const who = error.who ? ` (${WHO[error.who]})` : '';
  return [
    ...what,
    ...(error.address ? block('where', error.address) : []),
    ...(error.cause ? block('cause', error.cause) : []),
    ...nextRows(frame, error.next),
    ...block(
      'code',
      `${error.code}${who}${error.tool ? `, ${error.tool}${error.toolExit === undefined ? '' : ` exit ${error.toolExit}`}` : ''}`,
    ),
    ...(error.log ? block('log', error.log, frame.whole) : []),
  ];
}

/** Next steps, each on lines of its own so that a command can be copied. */
export function nextRows(frame: Frame, next: readonly string[]): Row[] {
  return next.flatMap((step, n) => {
    const parts = frame.whole ? [clean(step)] : wrapCells(clean(step), frame.columns - 14);
    return parts.map((part, i) => {
      const label = dim((n === 0 && i === 0 ? 'next' : '').padEnd(8));
      return line(frame, [label, span(i === 0 ? `${frame.theme.glyphs.arrow} ` : '  ', 'accent'), span(part)]);
    });
  });
}
