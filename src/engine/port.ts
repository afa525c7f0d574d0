/**
 * The port between the engine and whatever draws it: the Ink screen, plain lines, or NDJSON.
 * Two calls: what happens, and what is asked; and, where there is a terminal, one that lends it to a program. The engine never knows which host listens; a host never reaches into the engine.
 */
import type { HubEvent, Level, LogLines } from './events/types.ts';
import type { PaneRequest } from './pane-port.ts';

/** A question from inside a run. The engine decides what the answer means. */
export interface Question {
  /** Stable name, e.g. `apply` or `restore-secret`; with `level` it tells a script which flag answers it. */
  id: string;
  phase: string;
  level: Exclude<Level, 'mild' | 'refused'>;
  /** What happens on yes, in one line. */
  subject: string;
  /** What a severe question wants typed, word for word, one entry a field (the environment's name; the database's too). */
  typed: string[];
  /** Lines shown above the question, already redacted. */
  because: string[];
  /** The flag that answers this question without a terminal, e.g. `--yes` or `--confirm stag --plan-hash 3f…`. */
  flag: string;
}

export interface Answer {
  yes: boolean;
  /** Who or what answered: `operator`, `--yes`, `--confirm`, `no terminal`. */
  by: string;
}

export interface Host {
  notify(event: HubEvent): void;
  /** Many log lines at once; a host without it is notified of each. */
  lines?(lines: LogLines): void;
  /**
   * Undefined while the host keeps up; else resolves when what it was told has left it. Who reads a tool's output from
   * its files waits for it, so that nothing queues up in memory; the tool itself never waits.
   */
  room?(): Promise<void> | undefined;
  /** Asks one question at a time; the engine serialises calls. Rejects never: a host that cannot ask answers no. */
  request(question: Question, signal: AbortSignal): Promise<Answer>;
  /**
   * Gives a program the operator's terminal, or a part of it, until it ends; resolves with its exit code, or undefined when the
   * terminal has gone. A host without it has none to give. Serialised with `request`. Rejects when the program cannot be started.
   */
  pane?(request: PaneRequest, signal: AbortSignal): Promise<number | undefined>;
  /** Resolves when everything notified so far is drawn or written; called before the process ends. */
  close(): Promise<void>;
}

/** What a host may ask of the run it draws (keys such as Ctrl-C reach the engine through this). */
export interface RunControl {
  /** First call stops safely, later calls escalate; returns what was done, in words, for the screen. */
  interrupt(): InterruptStep;
  /** One of the keys that the phase's progress offers. */
  press?(phase: string, key: string): void;
}

/** `stopping`: tools got SIGINT once. `ask-kill`: what is lost must be shown and asked. `killed`: tools were killed. */
export interface InterruptStep {
  step: 'stopping' | 'ask-kill' | 'killed';
  /** What is being stopped, or what would be lost, in words. */
  words: string[];
}
