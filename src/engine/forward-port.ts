/**
 * The port between the forward manager and the screen that draws it: rows to read, actions to ask for.
 * Plain data and one interface; neither side knows the other.
 */

/** `ok` works, `warn` works but not as it should, `busy` is on its way, `fail` needs somebody, `off` was stopped. */
export type ForwardMark = 'ok' | 'warn' | 'busy' | 'fail' | 'off';

export interface ForwardRow {
  id: string;
  title: string;
  mark: ForwardMark;
  /** In words: `ready (401)`, `reconnecting in 4 s (2nd try)`, `failed`. */
  state: string;
  /** Why it is not simply ready, in one line. */
  why?: string;
  /** What would help, in one line. */
  help?: string;
  /** Where to point a browser or client; undefined while nothing listens. */
  url?: string;
  /** A browser can show it. */
  page: boolean;
  /** Local connections now. */
  connections: number;
  bytesUp: number;
  bytesDown: number;
  /** Bytes a second over the last sample. */
  rateUp: number;
  rateDown: number;
  /** The last probe through the tunnel, in words; undefined before the first. */
  health?: string;
}

export type ForwardAction =
  | { do: 'toggle' | 'restart' | 'open' | 'take-free-port'; id: string }
  | { do: 'restart-all' }
  | { do: 'sign-in' }
  /** An ad-hoc forward as typed: `port[:host]:port`. */
  | { do: 'add'; typed: string };

/** How long the credentials will last. */
export interface CredentialsLeft {
  /** `credentials 42 min`, `credentials ended`. */
  words: string;
  /** So little that they were not renewed when they should have been. */
  soon: boolean;
}

export interface ForwardBoard {
  /** `stag · i-0abc…`, for the header. */
  readonly heading: string;
  rows(): ForwardRow[];
  /** Undefined while it is not known, and for keys without an end. */
  credentials(): CredentialsLeft | undefined;
  /** What concerns all rows: credentials that are gone, sessions an earlier process left. */
  notices(): readonly string[];
  /** Newest last. */
  logOf(id: string): readonly string[];
  /** Called after every change of what `rows`, `credentials` and `notices` give. Returns how to stop listening. */
  subscribe(listener: () => void): () => void;
  /** Does it, and says in words what came of it when that is not to be seen in the rows. Never rejects. */
  act(action: ForwardAction): Promise<string | undefined>;
}

/** How the screen was left. */
export type ForwardScreenEnd = 'quit' | 'interrupted';

/** Draws a board until the operator leaves it, or until `over` is aborted. */
export type ForwardScreen = (board: ForwardBoard, over: AbortSignal) => Promise<ForwardScreenEnd>;
