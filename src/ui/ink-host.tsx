/**
 * The host for a terminal: draws a run's events with Ink, asks its questions, stops it on Ctrl-C.
 * Owns the terminal from creation until `close` or `restore`; never decides anything about the run.
 */
import { type Instance, render } from 'ink';
import { type Clock, systemClock } from '../engine/clock.ts';
import type { HubEvent, LogLines } from '../engine/events/types.ts';
import type { PaneRequest } from '../engine/pane-port.ts';
import type { Answer, Host, InterruptStep, Question, RunControl } from '../engine/port.ts';
import { copySequence } from './clipboard.ts';
import { RunScreen, type Suspend } from './components/run-screen.tsx';
import { handOverTerminal } from './hand-over.ts';
import type { RunActions } from './keys/key-context.ts';
import { RunStore, type RunStoreOptions } from './model/run-store.ts';
import { openScreen } from './model/screen-state.ts';
import { readKeysNow } from './raw-mode.ts';
import { liveHeight, localTime, type Size } from './screens/frame.ts';
import { summaryRows } from './screens/outcome/summary-rows.ts';
import { paneSize } from './screens/pane/pane-rows.ts';
import { holdStrayOutput, type StrayOutput } from './stray-output.ts';
import { isBehind, writeWithoutWaiting } from './terminal-stream.ts';
import { type TerminalWatch, watchTerminal } from './terminal-watch.ts';
import { rowsToAnsi } from './theme/rows-to-ansi.ts';
import { createTheme, type Theme } from './theme/theme.ts';
import { wantsColour } from './theme/wants-colour.ts';

export interface InkHostOptions {
  /** The run that Ctrl-C stops; may also come later, through `attach`. */
  control?: RunControl;
  clock?: Clock;
  color?: boolean;
  ascii?: boolean;
  stdout?: NodeJS.WriteStream;
  stdin?: NodeJS.ReadStream;
  stderr?: NodeJS.WriteStream;
  /**
   * The screen lives in the alternate buffer (default) and only the summary stays in the scrollback: a deploy runs for
   * half an hour, its frames are worth nothing afterwards, a resize in the normal buffer smears them over what stood
   * above, and the operator gets back the terminal as it was. The full text is in log.txt.
   */
  alternateScreen?: boolean;
  /** Signals that act as a first Ctrl-C. The exit code stays with the caller. */
  signals?: readonly NodeJS.Signals[];
  /** Whether `close` waits for `q` on the last screen. */
  linger?: 'never' | 'failure' | 'always';
  /** What a rehearsal does not prove, for its summary. */
  notProven?: () => readonly string[];
  /** Draws the rest should the screen itself fail; without it the rest is silent but for the summary. */
  fallback?: Host;
  logLines?: number;
  schedule?: RunStoreOptions['schedule'];
  timeOf?: (iso: string) => string;
  /** Opens an address in the operator's browser. */
  open?: (url: string) => void;
  /** Takes the place of the terminal's own size. */
  size?: Size;
}

export interface InkHost extends Host {
  attach(control: RunControl): void;
  /** What Ctrl-C does; for signals that arrive elsewhere. */
  interrupt(): void;
  /** Lends the terminal to a child for as long as `run` takes. */
  handOver<T>(run: () => Promise<T>): Promise<T>;
  /** Gives the terminal back at once, without waiting and without a summary: for a process that is dying. */
  restore(): void;
}

const TICK_MS = 1000;

export function createInkHost(options: InkHostOptions = {}): InkHost {
  return new TerminalHost(options);
}

class TerminalHost implements InkHost {
  readonly #options: InkHostOptions;
  readonly #store: RunStore;
  readonly #theme: Theme;
  readonly #stdout: NodeJS.WriteStream;
  readonly #stdin: NodeJS.ReadStream;
  readonly #ink: Instance;
  readonly #stray: StrayOutput;
  readonly #ticker: NodeJS.Timeout;
  readonly #watch: TerminalWatch;
  readonly #left = Promise.withResolvers<void>();
  /** Aborted when the screen goes. */
  readonly #over = new AbortController();
  readonly #suspend = Promise.withResolvers<Suspend>();
  #control: RunControl | undefined;
  #pending: ((answer: Answer) => void) | undefined;
  #down = false;
  #gone = false;

  constructor(options: InkHostOptions) {
    this.#options = options;
    this.#control = options.control;
    this.#stdout = options.stdout ?? process.stdout;
    this.#stdin = options.stdin ?? process.stdin;
    this.#theme = createTheme({ color: options.color ?? wantsColour(process.env), ascii: options.ascii ?? false });
    this.#store = new RunStore({
      clock: options.clock ?? systemClock,
      ...(options.logLines === undefined ? {} : { logLines: options.logLines }),
      ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
      busy: () => isBehind(this.#stdout),
    });
    writeWithoutWaiting(this.#stdout);
    this.#stray = holdStrayOutput(options.stderr ?? process.stderr);
    readKeysNow(this.#stdin);
    this.#ink = this.#draw();
    this.#ticker = setInterval(() => this.#store.flush(), TICK_MS);
    // All three may be the terminal that goes away.
    const streams = [this.#stdin, this.#stdout, options.stderr ?? process.stderr];
    this.#watch = watchTerminal(streams, options.signals ?? [], {
      dying: () => this.restore(),
      lost: () => this.#lose(),
      signal: (signal) => this.#signalled(signal),
    });
    this.#ink.waitUntilExit().catch((error: unknown) => this.#broke(error));
  }

  #draw(): Instance {
    const actions: RunActions = {
      interrupt: () => this.interrupt(),
      press: (phase, key) => this.#control?.press?.(phase, key),
      answer: (yes) => this.#answer({ yes, by: 'operator' }),
      copy: (text) => this.#stdout.write(copySequence(text)),
      open: (url) => this.#options.open?.(url),
      leave: () => this.#left.resolve(),
    };
    return render(
      <RunScreen
        store={this.#store}
        theme={this.#theme}
        actions={actions}
        notProven={this.#options.notProven ?? (() => [])}
        timeOf={this.#options.timeOf ?? localTime}
        onReady={this.#suspend.resolve}
        {...(this.#options.size === undefined ? {} : { size: this.#options.size })}
      />,
      {
        stdout: this.#stdout,
        stdin: this.#stdin,
        exitOnCtrlC: false,
        patchConsole: false,
        interactive: true,
        incrementalRendering: true,
        alternateScreen: this.#options.alternateScreen ?? true,
        // The store and the spinner keep the pace; a throttle as slow as theirs would put off what they draw by a frame.
        maxFps: 60,
      },
    );
  }

  attach(control: RunControl): void {
    this.#control = control;
  }

  notify(event: HubEvent): void {
    this.#store.notify(event);
    if (this.#gone) this.#options.fallback?.notify(event);
  }

  lines(lines: LogLines): void {
    this.#store.lines(lines);
    if (this.#gone) this.#options.fallback?.lines?.(lines);
  }

  request(question: Question, signal: AbortSignal): Promise<Answer> {
    if (this.#gone && this.#options.fallback) return this.#options.fallback.request(question, signal);
    if (this.#gone || this.#down || !this.#stdin.isTTY) return Promise.resolve({ yes: false, by: 'no terminal' });
    if (signal.aborted) return Promise.resolve({ yes: false, by: 'stopped' });
    const { view, screen } = this.#store;
    // A severe question always wants something typed.
    const typed = question.level === 'severe' && question.typed.length === 0 ? ['yes'] : question.typed;
    view.question = { ...question, typed };
    screen.answer = { fields: [], field: 0, wrong: false };
    screen.plan = { cursor: 0, opened: new Set() };
    delete screen.log.typing;
    openScreen(screen, 'confirm');
    const stopped = (): void => this.#answer({ yes: false, by: 'stopped' });
    signal.addEventListener('abort', stopped, { once: true });
    return new Promise((resolve) => {
      this.#pending = (answer) => {
        signal.removeEventListener('abort', stopped);
        resolve(answer);
      };
      this.#store.flush();
    });
  }

  #answer(answer: Answer): void {
    const { view, screen } = this.#store;
    delete view.question;
    screen.back = [];
    screen.screen = 'board';
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.(answer);
    this.#store.flush();
  }

  async pane(request: PaneRequest, signal: AbortSignal): Promise<number | undefined> {
    if (this.#down || this.#gone || !this.#stdin.isTTY) return undefined;
    const { view, screen } = this.#store;
    const { runPane } = await import('./pane/run-pane.ts');
    return runPane(request, {
      stdin: this.#stdin,
      size: () => paneSize({ columns: this.#size().columns, height: liveHeight(this.#size().rows) }),
      onResize: (listener) => {
        this.#stdout.on('resize', listener);
        return () => this.#stdout.off('resize', listener);
      },
      show: (pane) => {
        if (pane) view.pane = pane;
        else delete view.pane;
        screen.back = [];
        screen.screen = pane ? 'pane' : 'board';
        this.#store.flush();
      },
      changed: () => this.#store.changed(),
      signal: AbortSignal.any([signal, this.#over.signal]),
    });
  }

  #size(): Size {
    return this.#options.size ?? { columns: this.#stdout.columns ?? 80, rows: this.#stdout.rows ?? 24 };
  }

  interrupt(): void {
    const { view, screen } = this.#store;
    if (view.finished) {
      this.#left.resolve();
      return;
    }
    if (screen.screen === 'help') {
      screen.screen = 'board';
      screen.back = [];
    }
    if (view.interrupt?.step === 'ask-kill' && !screen.askingKill) {
      // The operator said no to a kill before: ask again instead of killing.
      screen.askingKill = true;
    } else if (this.#control) {
      const step: InterruptStep = this.#control.interrupt();
      view.interrupt = step;
      screen.askingKill = step.step === 'ask-kill';
    } else screen.notice = 'nothing has begun that could be stopped';
    if (view.question) this.#answer({ yes: false, by: 'stopped' });
    this.#store.flush();
  }

  /**
   * A dropped connection sends SIGHUP from the kernel and once more from the shell, and nobody is there to be asked:
   * only SIGINT, which a person sends, escalates like a second Ctrl-C.
   */
  #signalled(signal: NodeJS.Signals): void {
    if (signal === 'SIGINT' || this.#store.view.interrupt === undefined) this.interrupt();
  }

  async handOver<T>(run: () => Promise<T>): Promise<T> {
    if (this.#down || this.#gone || !this.#stdin.isTTY) return run();
    return handOverTerminal(await this.#suspend.promise, this.#stdin, run);
  }

  async close(): Promise<void> {
    if (!this.#down) await this.#finish();
    this.#watch.end(this.#gone);
    if (this.#gone) await this.#options.fallback?.close();
  }

  async #finish(): Promise<void> {
    if (this.#lingers()) {
      const { screen, view } = this.#store;
      // Why it failed and what to do, before everything else; the summary follows in the scrollback.
      screen.screen = view.finished?.outcome === 'failed' && view.errors.length > 0 ? 'error' : 'summary';
      screen.back = [];
      this.#store.flush();
      await this.#left.promise;
    }
    if (this.#down) return;
    this.#store.flush();
    const exited = this.#ink.waitUntilExit().catch(() => undefined);
    this.#letGo();
    await exited;
    await this.#write(this.#summary());
  }

  #lingers(): boolean {
    const { linger = 'never' } = this.#options;
    const { finished } = this.#store.view;
    if (!finished || this.#gone || !this.#stdin.isTTY) return false;
    return linger === 'always' || (linger === 'failure' && finished.outcome === 'failed');
  }

  #summary(): string {
    const frame = {
      columns: Math.max(40, Math.min(this.#stdout.columns ?? 80, 120)),
      height: Number.POSITIVE_INFINITY,
      whole: true,
      theme: this.#theme,
      now: this.#store.now(),
      timeOf: this.#options.timeOf ?? localTime,
    };
    return rowsToAnsi(summaryRows(frame, this.#store.view, this.#options.notProven?.() ?? []), this.#theme);
  }

  #write(text: string): Promise<void> {
    return new Promise((resolve) => this.#stdout.write(text, () => resolve()));
  }

  restore(): void {
    this.#letGo();
    this.#watch.end(this.#gone);
  }

  /** Takes the screen down and answers whoever waits for it. */
  #letGo(): void {
    if (this.#down) return;
    this.#down = true;
    this.#over.abort();
    clearInterval(this.#ticker);
    this.#store.dispose();
    this.#ink.unmount();
    this.#watch.screenIsDown();
    this.#pending?.({ yes: false, by: 'no terminal' });
    this.#pending = undefined;
    this.#left.resolve();
    this.#stray.release();
  }

  /** The terminal is gone (a dropped connection): the run is stopped safely, and nothing more is drawn. */
  #lose(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#signalled('SIGHUP');
    this.#letGo();
  }

  /** A bug in the screen must not end the run it shows. */
  #broke(error: unknown): void {
    if (this.#down) return;
    this.#gone = true;
    this.#letGo();
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    (this.#options.stderr ?? process.stderr).write(`The screen failed, the run goes on without it.\n${words}\n`);
  }
}
