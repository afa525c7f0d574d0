/**
 * The store between events and React: events change plain data at once, React hears of it at most every 25 ms, so
 * that frames come well within 100 ms of each other, and the processor stays with what is being deployed.
 * Owns the flush timer and the version number that is React's snapshot; a million log lines are a million array
 * writes and a few dozen renders.
 */
import type { Clock } from '../../engine/clock.ts';
import type { HubEvent, LogLines } from '../../engine/events/types.ts';
import { foldEvent, foldLines } from './fold-event.ts';
import { LOG_LINES } from './log-ring.ts';
import { emptyRun, type RunView } from './run-view.ts';
import { newScreenState, type ScreenState } from './screen-state.ts';

const FLUSH_MS = 25;
/** A terminal that has not taken the last frame mostly needs a moment more, not the time of another one. */
const BUSY_MS = 15;

export interface RunStoreOptions {
  clock: Clock;
  /** Lines kept for each phase. */
  logLines?: number;
  /** Runs `flush` a little later and returns how to cancel that; tests put their own here. */
  schedule?: (flush: () => void, ms: number) => () => void;
  /** True while the terminal has not taken the last frame: the next one is then drawn later, and those between never. */
  busy?: () => boolean;
}

const bySetTimeout = (flush: () => void, ms: number): (() => void) => {
  const timer = setTimeout(flush, ms);
  return () => clearTimeout(timer);
};

export class RunStore {
  readonly view: RunView;
  readonly screen: ScreenState = newScreenState();
  readonly #clock: Clock;
  readonly #schedule: NonNullable<RunStoreOptions['schedule']>;
  readonly #busy: () => boolean;
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #cancel: (() => void) | undefined;

  constructor(options: RunStoreOptions) {
    this.#clock = options.clock;
    this.#schedule = options.schedule ?? bySetTimeout;
    this.#busy = options.busy ?? (() => false);
    this.view = emptyRun(options.logLines ?? LOG_LINES);
  }

  now(): number {
    return this.#clock.monotonic();
  }

  notify(event: HubEvent): void {
    foldEvent(this.view, event, this.now());
    this.#soon();
  }

  lines(lines: LogLines): void {
    foldLines(this.view, lines);
    this.#soon();
  }

  /** Something that is no event has changed on the screen. */
  changed(): void {
    this.#soon();
  }

  #soon(ms = FLUSH_MS): void {
    this.#cancel ??= this.#schedule(() => this.flush(), ms);
  }

  /** Draws now, or as soon as the terminal takes it: after a key, a question, or a second of the clock. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#busy()) {
      this.#soon(BUSY_MS);
      return;
    }
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): number => this.#version;

  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#listeners.clear();
  }
}
