/** Chooses the screen. Guarantees what every screen owes the terminal: at most `height` rows of at most `columns` cells. */
import type { RunView } from '../model/run-view.ts';
import type { ScreenState } from '../model/screen-state.ts';
import { fitRow, type Row } from '../theme/row.ts';
import { deployRows } from './deploy/deploy-rows.ts';
import { logScreenRows } from './deploy/log-screen.ts';
import type { Frame } from './frame.ts';
import { helpScreenRows } from './help/help-rows.ts';
import { errorScreenRows } from './outcome/error-rows.ts';
import { summaryScreenRows } from './outcome/summary-screen.ts';
import { paneScreenRows } from './pane/pane-rows.ts';
import { confirmScreenRows } from './plan/confirm-screen.ts';
import { planScreenRows } from './plan/plan-screen.ts';
import { qrScreenRows } from './sign-in/sign-in-rows.ts';

export function runRows(frame: Frame, view: RunView, screen: ScreenState, notProven: readonly string[]): Row[] {
  return chosen(frame, view, screen, notProven)
    .slice(0, frame.height)
    .map((row) => fitRow(row, frame.columns, frame.theme.glyphs.ellipsis));
}

function chosen(frame: Frame, view: RunView, screen: ScreenState, notProven: readonly string[]): Row[] {
  switch (screen.screen) {
    case 'board':
      return deployRows(frame, view, screen);
    case 'log':
      return logScreenRows(frame, view, screen);
    case 'plan':
      return planScreenRows(frame, view, screen);
    case 'confirm':
      return view.question ? confirmScreenRows(frame, view, screen, view.question) : deployRows(frame, view, screen);
    case 'error':
      return errorScreenRows(frame, view, screen);
    case 'summary':
      return summaryScreenRows(frame, view, screen, notProven);
    case 'qr':
      return qrScreenRows(frame, view);
    case 'pane':
      return view.pane ? paneScreenRows(frame, view.pane) : deployRows(frame, view, screen);
    case 'help':
      return helpScreenRows(frame, screen);
  }
}
