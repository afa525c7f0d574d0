/** What the home screen shows and what it gives back. Plain data: the caller gathers it, the screen only draws it. */

export type HomeMark = 'ok' | 'warn' | 'fail' | 'none' | 'running';

export interface HomeEnvironment {
  name: string;
  mark: HomeMark;
  /** What is so, in a few words: `deployed 3 h ago · sha-1a2b3c4 · 2 trusts`. */
  words: string;
  /** What follows from it, shorter still: `all green`, `resume?`. May be empty. */
  detail: string;
}

export interface HomeAction {
  /** What the caller gets back. */
  id: string;
  label: string;
  /** One line about it. */
  about: string;
  /** Set when the action is about one environment only; otherwise the chosen one is meant. */
  env?: string;
}

export interface HomeView {
  version: string;
  /** Undefined where there is none. */
  workspace: string | undefined;
  who: string;
  environments: HomeEnvironment[];
  suggested?: HomeAction;
  actions: HomeAction[];
}

export type HomeChoice = { action: string; env?: string } | { action: 'quit' };
