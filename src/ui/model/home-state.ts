/**
 * Where the cursor is on the home screen, and what a key does to it. One synchronous step a key: keys that arrive
 * together (a slow connection bundles them) must mean the same as keys that arrive one by one.
 */
import type { KeyPress } from '../keys/key-press.ts';
import { STEPS } from '../keys/key-press.ts';
import type { HomeAction, HomeChoice, HomeView } from './home-view.ts';

/** An action as it stands in the list: the suggested one first, and only once. */
export interface ListedAction extends HomeAction {
  suggested: boolean;
}

export interface HomeState {
  focus: 'environments' | 'actions';
  environment: number;
  action: number;
  help: boolean;
}

export function homeActions(view: HomeView): ListedAction[] {
  const others = view.actions.filter((a) => a.label !== view.suggested?.label);
  return [
    ...(view.suggested ? [{ ...view.suggested, suggested: true }] : []),
    ...others.map((a) => ({ ...a, suggested: false })),
  ];
}

export function newHomeState(view: HomeView): HomeState {
  const environment = view.environments.findIndex((e) => e.name === view.suggested?.env);
  return { focus: 'actions', environment: Math.max(0, environment), action: 0, help: false };
}

/** Changes the state, or gives back what was chosen. */
export function homeKey(press: KeyPress, view: HomeView, state: HomeState): HomeChoice | undefined {
  if (press.name === 'interrupt') return { action: 'quit' };
  if (state.help) {
    state.help = false;
    return undefined;
  }
  if (press.name === 'escape' || press.char === 'q') return { action: 'quit' };
  if (press.char === '?') state.help = true;
  else if (press.name === 'tab' || press.name === 'left' || press.name === 'right') switchFocus(view, state);
  else if (press.name === 'enter') return opened(view, state);
  else move(press, view, state);
  return undefined;
}

function switchFocus(view: HomeView, state: HomeState): void {
  state.focus = state.focus === 'actions' && view.environments.length > 1 ? 'environments' : 'actions';
}

function move(press: KeyPress, view: HomeView, state: HomeState): void {
  const step = STEPS[press.name]?.(5);
  if (step === undefined) return;
  const within = (at: number, length: number): number => Math.max(0, Math.min(at + step, length - 1));
  if (state.focus === 'environments') state.environment = within(state.environment, view.environments.length);
  else state.action = within(state.action, homeActions(view).length);
}

function opened(view: HomeView, state: HomeState): HomeChoice | undefined {
  if (state.focus === 'environments') {
    state.focus = 'actions';
    return undefined;
  }
  const action = homeActions(view)[state.action];
  if (!action) return undefined;
  const env = action.env ?? view.environments[state.environment]?.name;
  return env === undefined ? { action: action.id } : { action: action.id, env };
}
