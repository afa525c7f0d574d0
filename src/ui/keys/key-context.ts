/** What a key may look at and change: the run as it is shown, where the operator is, and the few things that concern the run. */
import type { RunView } from '../model/run-view.ts';
import type { ScreenState } from '../model/screen-state.ts';
import type { Frame } from '../screens/frame.ts';

export interface RunActions {
  /** Ctrl-C, or its confirmation. */
  interrupt(): void;
  answer(yes: boolean): void;
  /** A key that the phase offers. */
  press(phase: string, key: string): void;
  /** Hands text to the terminal's clipboard. */
  copy(text: string): void;
  /** Opens an address in a browser, if there is one. */
  open(url: string): void;
  /** Leaves the screen of a run that is over. */
  leave(): void;
}

export interface KeyContext {
  view: RunView;
  screen: ScreenState;
  frame: Frame;
  notProven: readonly string[];
  actions: RunActions;
}
