/**
 * The port between `doctor` and the screen that draws it: rows to read, checks to repeat, fixes to start.
 * Plain data and one interface; neither side knows the other.
 */
import type { PaneRequest } from './pane-port.ts';

export type DoctorVerdict = 'ok' | 'warn' | 'fail' | 'unknown';

export interface DoctorRow {
  id: string;
  title: string;
  /** Undefined while it is looked at. */
  verdict: DoctorVerdict | undefined;
  found?: string;
  needed: string;
  why?: string;
  /** Phases and commands that cannot do without it. */
  neededBy: readonly string[];
  /** What helps, in the order in which it is tried: commands, and sentences where no command can do it. */
  fixes: readonly DoctorFix[];
}

export interface DoctorFix {
  words: string;
  /** It can be run from here, word for word. */
  runs: boolean;
  /** It asks for the administrator's password. */
  root: boolean;
}

export interface DoctorBoard {
  /** `stag`, `stag, production`, or what stands in their place. */
  readonly heading: string;
  rows(): DoctorRow[];
  /** Called after every change of what `rows` gives. Returns how to stop listening. */
  subscribe(listener: () => void): () => void;
  /** Looks again, at one or at everything. Never rejects. */
  check(id?: string): Promise<void>;
  /** The program that does it, for a terminal of its own; undefined for one that cannot be run. */
  fix(fix: DoctorFix): PaneRequest | undefined;
}

/** Draws a board until the operator leaves it, or until `over` is aborted. */
export type DoctorScreen = (board: DoctorBoard, over: AbortSignal) => Promise<'quit' | 'interrupted'>;
