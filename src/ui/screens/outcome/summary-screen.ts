/** The summary while the screen is still up: a window of its rows that scrolls. */

import type { RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import type { Row } from '../../theme/row.ts';
import { headerRow } from '../deploy/header-rows.ts';
import { type Frame, filled } from '../frame.ts';
import { keyBar } from '../key-bar.ts';
import { summaryRows } from './summary-rows.ts';

export const summaryHeight = (height: number): number => Math.max(1, height - 2);

export function summaryScreenRows(
  frame: Frame,
  view: RunView,
  screen: ScreenState,
  notProven: readonly string[],
): Row[] {
  const rows = summaryRows(frame, view, notProven);
  const height = summaryHeight(frame.height);
  const top = Math.max(0, Math.min(screen.summaryTop ?? rows.length, rows.length - height));
  const fits = rows.length <= height;
  return [
    headerRow(frame, view),
    ...filled(rows.slice(top, top + height), height),
    keyBar(frame, 'summary', new Set(fits ? [frame.theme.glyphs.upDown] : [])),
  ].slice(0, frame.height);
}
