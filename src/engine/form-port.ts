/**
 * The port between a flow of questions and whoever asks them: a screen, or lines. Pages of fields to read, answers to
 * give. Plain data and one interface; neither side knows the other.
 */

/** `busy` is being looked at, `unknown` could not be seen; `add`, `change` and `keep` say what a write would do. */
export type FormMark = 'ok' | 'warn' | 'fail' | 'busy' | 'unknown' | 'add' | 'change' | 'keep' | 'plain';

export interface FormNote {
  mark: FormMark;
  text: string;
  /** Below it, one line each: why, and what to type. */
  more?: readonly string[];
}

export interface FormField {
  id: string;
  /** A few words that stand before the value. */
  title: string;
  /** As it stands now. Of a secret too: whoever draws it masks it. */
  value: string;
  kind: 'text' | 'secret' | 'choice';
  /** Of a choice; `words` say what it means. */
  choices: readonly { value: string; words: string }[];
  /** Where the value comes from, when nobody typed it: `suggested`, `in .env.stag`, `by --account`. */
  origin: string;
  /** Given by a flag, or kept on purpose: shown, not edited. */
  fixed: boolean;
  help: readonly string[];
  /** What answers it without a question. */
  flag: string;
  /** Why it cannot be taken as it is; only once it was left or the page was to be left. */
  problem?: string;
  note?: FormNote;
}

/** A sign-in that waits for a person in a browser: what to open there, and what to compare. */
export interface FormSignIn {
  profile: string;
  url: string;
  /** The address with the code in it. */
  completeUrl: string;
  userCode: string;
  /** ISO time at which the code ends. */
  until: string;
}

export interface FormPage {
  id: string;
  title: string;
  intro: readonly string[];
  fields: readonly FormField[];
  notes: readonly FormNote[];
  /** What going on does: `go on`, `write .env.stag`. */
  onward: string;
  /** There is nothing to answer: it goes on by itself, and says so by another page. */
  waits?: boolean;
  /** Shown above the notes, with ways to open and to copy it. */
  signIn?: FormSignIn;
}

export interface Form {
  /** `setup · stag`. */
  heading(): string;
  page(): FormPage;
  place(): { at: number; of: number };
  type(id: string, value: string): void;
  /** The field was left: what can be looked up about it is looked up. */
  left(id: string): void;
  /** To the next page when this one is answered; resolves when that is decided. Never rejects. */
  onward(): Promise<void>;
  /** To the page before; false on the first. */
  back(): boolean;
  /** True once nothing is left to ask. */
  over(): boolean;
  /** Called after every change. Returns how to stop listening. */
  subscribe(listener: () => void): () => void;
}

/** `done`: answered to its end. `left`: the operator went away; the answers so far are the flow's business. */
export type FormEnd = 'done' | 'left';

/** Asks until the form is over, the operator leaves, or `over` is aborted (`left`). */
export type AskForm = (form: Form, over: AbortSignal) => Promise<FormEnd>;
