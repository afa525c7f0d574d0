/**
 * Where the operator is on the screen: which view, which phase, how far scrolled, what is typed.
 * Separate from the run's view, so that no key can change what is true and no event can move the operator.
 */

export type ScreenName = 'board' | 'log' | 'plan' | 'confirm' | 'error' | 'summary' | 'help' | 'qr' | 'pane';

export interface LogPlace {
  /** Number of the top line; undefined follows the end. */
  top?: number;
  /** Cells scrolled to the right. */
  left: number;
  search: string;
  /** What is being typed after `/`; undefined when nothing is. */
  typing?: string;
  /** The line the last search stopped at. */
  match?: number;
}

export interface ScreenState {
  screen: ScreenName;
  /** Where `q` goes back to, innermost last. */
  back: ScreenName[];
  /** The phase the operator chose; undefined follows what is going on. */
  phase?: string;
  /** Whether the phase is only held while its log is read, and let go again on the way back. */
  held: boolean;
  log: LogPlace;
  plan: { cursor: number; opened: Set<string> };
  error: number;
  /** Undefined is the end, where the verdict is. */
  summaryTop?: number;
  helpTop: number;
  answer: { fields: string[]; field: number; wrong: boolean };
  /** One line that answers the last key; gone with the next one. */
  notice?: string;
  /** Whether the question of a second Ctrl-C is on the screen. */
  askingKill: boolean;
}

export function newScreenState(): ScreenState {
  return {
    screen: 'board',
    back: [],
    held: false,
    log: { left: 0, search: '' },
    plan: { cursor: 0, opened: new Set() },
    error: 0,
    helpTop: 0,
    answer: { fields: [], field: 0, wrong: false },
    askingKill: false,
  };
}

export function openScreen(state: ScreenState, screen: ScreenName): void {
  if (state.screen === screen) return;
  state.back.push(state.screen);
  state.screen = screen;
}

/** One step back; false when there is nowhere to go. */
export function goBack(state: ScreenState): boolean {
  const previous = state.back.pop();
  if (previous === undefined) return false;
  state.screen = previous;
  return true;
}
