/** One phase's log at full height, with the search line in place of the keys while something is typed. */

import type { RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { shownLog, shownPhase } from '../../model/selectors.ts';
import { bold, dim, type Row, span } from '../../theme/row.ts';
import { bannerRows } from '../banner-rows.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { keyBar } from '../key-bar.ts';
import { headerRow } from './header-rows.ts';
import { logRows, logTitle } from './log-rows.ts';

/** How many log lines the log screen shows; the keys that scroll need the same number. */
export const logScreenHeight = (height: number): number => Math.max(1, height - 3);

export function logScreenRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  const log = shownLog(view, screen);
  const banner = bannerRows(frame, view, screen, Math.max(0, frame.height - 4));
  const height = Math.max(1, logScreenHeight(frame.height) - banner.length);
  const place = screen.log;
  const title = `log of ${shownPhase(view, screen)?.id ?? 'the run'}`;
  return [
    headerRow(frame, view),
    rule(frame, title, logTitle(frame, log, place, height)),
    ...filled(logRows(frame, log, place, height), height),
    ...banner,
    place.typing === undefined
      ? keyBar(frame, 'log', view.plan ? undefined : new Set(['d']))
      : searchRow(frame, place.typing),
  ].slice(0, frame.height);
}

const searchRow = (frame: Frame, typed: string): Row =>
  line(
    frame,
    [bold('/', 'accent'), span(typed), { text: frame.theme.glyphs.caret, invert: true }],
    [dim(`${frame.theme.glyphs.enter} find  esc cancel`)],
  );
