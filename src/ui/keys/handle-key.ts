/**
 * What each key does on each screen of a run. Changes only where the operator is (ScreenState); what concerns the run
 * itself (stop, answer, leave) goes out through RunActions. Keys come from key-table.ts and mean the same everywhere.
 */

import { goBack, openScreen, type ScreenName } from '../model/screen-state.ts';
import { shownPhase } from '../model/selectors.ts';
import { helpHeight, helpRows } from '../screens/help/help-rows.ts';
import { summaryRows } from '../screens/outcome/summary-rows.ts';
import { summaryHeight } from '../screens/outcome/summary-screen.ts';
import { confirmKey } from './confirm-keys.ts';
import type { KeyContext } from './key-context.ts';
import { type KeyPress, STEPS } from './key-press.ts';
import { logKey, typeSearch } from './log-keys.ts';
import { openLog, openPlan } from './open-screens.ts';
import { planKey } from './plan-keys.ts';

export function handleKey(press: KeyPress, context: KeyContext): void {
  const { screen, actions } = context;
  // Every key is the program's.
  if (screen.screen === 'pane') return;
  delete screen.notice;
  if (press.name === 'interrupt') actions.interrupt();
  else if (screen.askingKill && answersKill(press, context)) return;
  else if (screen.log.typing !== undefined) typeSearch(press, context);
  else if (screen.screen === 'confirm') confirmKey(press, context);
  else if (!SCREEN_KEYS[screen.screen](press, context)) everywhere(press, context);
}

/** True when the key meant something here; otherwise it means what it means everywhere. */
const SCREEN_KEYS: Record<
  Exclude<ScreenName, 'confirm' | 'pane'>,
  (press: KeyPress, context: KeyContext) => boolean
> = {
  board: boardKey,
  log: logKey,
  plan: planKey,
  error: errorKey,
  summary: scrollSummary,
  help: scrollHelp,
  qr: () => false,
};

function answersKill(press: KeyPress, { screen, actions }: KeyContext): boolean {
  if (press.char === 'y') actions.interrupt();
  else if (press.char === 'n' || press.name === 'escape') screen.askingKill = false;
  else return false;
  return true;
}

function everywhere(press: KeyPress, context: KeyContext): void {
  const { screen, view } = context;
  if (press.name === 'escape' || press.char === 'q') back(context);
  else if (press.char === '?' && screen.screen === 'help') goBack(screen);
  else if (press.char === '?') openScreen(screen, 'help');
  else if (press.char === 'l') openLog(context);
  else if (press.char === 'd') openPlan(context);
  else if (press.char === 'e' && view.errors.length > 0) openScreen(screen, 'error');
  else if (press.char === 'e') screen.notice = 'nothing failed';
}

function back({ screen, view, actions }: KeyContext): void {
  const from = screen.screen;
  if (goBack(screen)) {
    if (from === 'log') {
      screen.log = { left: 0, search: '' };
      if (screen.held) delete screen.phase;
      screen.held = false;
    }
    return;
  }
  if (view.finished) actions.leave();
  else if (from === 'board' && screen.phase !== undefined) delete screen.phase;
  else screen.notice = 'the run goes on; Ctrl-C stops it safely';
}

function boardKey(press: KeyPress, context: KeyContext): boolean {
  const { screen, view } = context;
  const shown = shownPhase(view, screen);
  const at = scrolled(press, shown ? view.phases.indexOf(shown) : 0, view.phases.length - 1, 5);
  if (at !== undefined) {
    const phase = view.phases[at];
    if (phase) screen.phase = phase.id;
    return true;
  }
  if (view.signIn && signInKey(press, context, view.signIn.completeUrl)) return true;
  const offered = shown?.state === 'running' && shown.progress?.keys?.some(({ key }) => key === press.char);
  if (shown && offered) context.actions.press(shown.id, press.char);
  else if (press.name === 'enter') openLog(context);
  else if (press.char === 'f') delete screen.phase;
  else if (press.char === '/') {
    openLog(context);
    screen.log.typing = '';
  } else return false;
  return true;
}

function signInKey(press: KeyPress, { screen, actions }: KeyContext, url: string): boolean {
  if (press.char === 'Q') openScreen(screen, 'qr');
  else if (press.char === 'c') {
    actions.copy(url);
    screen.notice = 'the address was given to the terminal to copy';
  } else if (press.char === 'o') {
    actions.open(url);
    screen.notice = 'a browser was asked to open it; without one, copy the address';
  } else return false;
  return true;
}

function errorKey(press: KeyPress, context: KeyContext): boolean {
  const { screen, view } = context;
  if (press.name === 'up' || press.name === 'down') {
    screen.error = Math.max(0, Math.min(screen.error + (press.name === 'up' ? -1 : 1), view.errors.length - 1));
    return true;
  }
  if (press.char !== 'l') return false;
  const phase = view.errors[screen.error]?.phase;
  if (phase !== undefined && view.phases.some((p) => p.id === phase)) screen.phase = phase;
  openLog(context);
  return true;
}

function scrollSummary(press: KeyPress, { screen, view, frame, notProven }: KeyContext): boolean {
  const height = summaryHeight(frame.height);
  const last = summaryRows(frame, view, notProven).length - height;
  const top = scrolled(press, screen.summaryTop ?? last, last, height);
  if (top !== undefined) screen.summaryTop = top;
  return top !== undefined;
}

function scrollHelp(press: KeyPress, { screen, frame }: KeyContext): boolean {
  const height = helpHeight(frame.height);
  const top = scrolled(press, screen.helpTop, helpRows(frame).length - height, height);
  if (top !== undefined) screen.helpTop = top;
  return top !== undefined;
}

/** Where a window of `page` lines that may start at 0 to `last` is after a key; undefined when the key does not scroll. */
function scrolled(press: KeyPress, top: number, last: number, page: number): number | undefined {
  const step = STEPS[press.name];
  return step === undefined ? undefined : Math.max(0, Math.min(top + step(page), last));
}
