/** Opening the screens that several keys lead to, with what each needs to be ready. */
import { openScreen } from '../model/screen-state.ts';
import { shownPhase } from '../model/selectors.ts';
import type { KeyContext } from './key-context.ts';

export function openLog({ screen, view }: KeyContext): void {
  // Held while it is read: the log must not change phases under the reader's eyes.
  if (screen.phase === undefined) {
    const shown = shownPhase(view, screen);
    if (shown) {
      screen.phase = shown.id;
      screen.held = true;
    }
  }
  screen.log = { left: 0, search: screen.log.search };
  openScreen(screen, 'log');
}

export function openPlan({ screen, view }: KeyContext): void {
  if (view.plan) openScreen(screen, 'plan');
  else screen.notice = 'there is no plan yet';
}
