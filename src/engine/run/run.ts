/**
 * One run: its folder, lock, journal, log, redactor, questions and interrupts, from opening to the last line.
 * Owns the order of things at the start and the end; knows no phase and no terminal.
 */
import { join } from 'node:path';
import type { ErrorCode } from '../errors/codes.ts';
import { errorBody } from '../errors/report.ts';
import { EventBus } from '../events/bus.ts';
import type { EventBody } from '../events/types.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Phase, PhaseContext } from '../graph/phase.ts';
import { type GraphResult, runGraph } from '../graph/runner.ts';
import { isHeld } from '../holder/start.ts';
import { acquireLocalLock } from '../lock/local-lock.ts';
import type { LockStore } from '../lock/lock-store.ts';
import { LOCK_TIMES } from '../lock/times.ts';
import type { InterruptStep, RunControl } from '../port.ts';
import { createRedactor, type Redactor } from '../redaction/index.ts';
import type { Secret } from '../secret.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';
import { createPhaseContext } from './context.ts';
import { EnvironmentLock } from './environment-lock.ts';
import { listRuns, makeRunDir, newRunId, pruneRuns, removeLeftoverPlans, runDirOf } from './folder.ts';
import { HeldTools } from './held-tools.ts';
import { readJournal } from './journal.ts';
import { Outlets } from './outlets.ts';
import { QuestionDesk } from './questions.ts';
import { resumable } from './resume.ts';
import type { RunOptions, RunResult } from './run-options.ts';
import { writeSummary } from './summary.ts';
import { adoptJournal, Twin } from './twin.ts';

/** Opens a run, does its phases, and closes it whatever happens. Throws only before the run exists (lock, disk, nothing to resume). */
export async function executeRun<S>(options: RunOptions<S>): Promise<RunResult> {
  const resumed = options.resume
    ? (options.adopted?.checkpoint ?? resumable(options.stateDir, options.command))
    : undefined;
  const run = resumed?.run ?? newRunId(options.clock.now());
  const heldUnder = (id: string) => HeldTools.aliveUnder(runDirOf(options.stateDir, id), isHeld);
  const release = acquireLocalLock({
    stateDir: options.stateDir,
    run,
    command: options.command,
    user: options.user,
    now: options.clock.now(),
    stillHeld: (owner) => heldUnder(owner.run),
    ...(resumed ? { resuming: resumed.run } : {}),
  });
  try {
    const live = new LiveRun(options, run, resumed);
    return await live.execute();
  } finally {
    // A tool that outlives its run still works on the environment: then the lock stays, and only --resume gets past it.
    if (heldUnder(run) === undefined) release();
  }
}

/** Long enough for a Terraform to write its state, should it still be able to. */
const ABANDONED_PATIENCE_MS = 20_000;

class LiveRun<S> implements RunControl {
  readonly #o: RunOptions<S>;
  readonly #dir: string;
  readonly #run: string;
  readonly #resumed: Checkpoint | undefined;
  readonly #redactor: Redactor = createRedactor();
  readonly #outlets: Outlets;
  readonly #bus: EventBus;
  readonly #stop = new AbortController();
  readonly #held: HeldTools;
  readonly #lock: EnvironmentLock | undefined;
  readonly #twin: Twin | undefined;
  readonly #desk: QuestionDesk;
  readonly #checkpoint: Checkpoint;
  readonly #memo = new Map<string, unknown>();
  readonly #started: number;
  #interrupts = 0;
  readonly #keys = new Map<string, (key: string) => void>();
  #saidLost = false;

  constructor(options: RunOptions<S>, run: string, resumed: Checkpoint | undefined) {
    this.#o = options;
    this.#run = run;
    this.#resumed = resumed;
    this.#started = options.clock.monotonic();
    for (const secret of options.secrets) this.#redactor.add(secret);
    this.#dir = makeRunDir(options.stateDir, run);
    if (options.aside !== true) removeLeftoverPlans(options.stateDir, resumed?.run);
    if (options.adopted) adoptJournal(join(this.#dir, 'events.jsonl'), options.adopted.journal);
    const before = resumed ? readJournal(join(this.#dir, 'events.jsonl')) : [];
    this.#outlets = new Outlets(
      this.#dir,
      (error) => this.#warn('bug', `the screen failed to draw: ${error.message}`),
      {
        // Both are heard in the middle of writing an event: what is said of it comes after that event.
        onPart: (part) =>
          queueMicrotask(() => this.#warn('log-parts', `log.txt grew large: its earlier lines are in ${part}`)),
        onBroken: (error) => queueMicrotask(() => this.#warn('log-incomplete', `log.txt ends here: ${error.message}`)),
      },
    );
    this.#bus = new EventBus({
      run,
      clock: options.clock,
      redact: (event) => this.#redactor.redactEvent(event),
      redactLines: (lines) => this.#redactor.redactLines(lines),
      sinks: [this.#outlets],
      firstSeq: Math.max((before.at(-1)?.seq ?? -1) + 1, options.firstSeq ?? 0),
    });
    this.#desk = new QuestionDesk(
      (question, signal) => this.#outlets.host.request(question, signal),
      options.answers,
      this.#redactor,
      (body) => this.#bus.emit(body),
      this.#stop.signal,
    );
    this.#held = new HeldTools(join(this.#dir, 'held'), options.holder, this.#redactor, this.#stop.signal, () =>
      this.#outlets.host.room?.(),
    );
    this.#lock = options.lock && this.#environmentLock(options.lock);
    if (options.twin && options.aside !== true)
      this.#twin = new Twin(
        options.twin,
        join(this.#dir, 'events.jsonl'),
        () => this.#lock?.held === true,
        (code, what) => this.#warn(code, what),
      );
    this.#checkpoint = {
      v: 1,
      run,
      command: options.command,
      version: options.version,
      phases: options.selected.map((phase) => phase.id),
      marks: resumed?.marks ?? {},
      open: true,
      user: options.user,
      rev: resumed?.rev ?? 0,
    };
  }

  #environmentLock(store: LockStore): EnvironmentLock {
    const o = this.#o;
    return new EnvironmentLock({
      store,
      times: o.lockTimes ?? LOCK_TIMES,
      clock: o.clock,
      environment: o.env,
      run: this.#run,
      command: o.command,
      user: o.user,
      dir: this.#dir,
      resuming: this.#resumed !== undefined,
      stillHeld: (runDir) => HeldTools.aliveUnder(runDir, isHeld),
      ask: (question) => this.#desk.ask(question),
      note: (line) => this.#emit({ type: 'log', phase: 'run', stream: 'note', line }),
      warn: (code, what) => this.#warn(code, what),
      onLost: (error) => {
        // One SIGINT to what is held, nothing new, and the end with exit 6; a kill could lose the state.
        this.#report('run', error);
        this.#stop.abort();
      },
    });
  }

  async execute(): Promise<RunResult> {
    try {
      this.#outlets.host = await this.#o.host(this);
      return await this.#tell();
    } finally {
      await this.#outlets.close();
    }
  }

  async #tell(): Promise<RunResult> {
    const o = this.#o;
    this.#saveCheckpoint();
    this.#emit({
      type: 'run-started',
      command: o.command,
      env: o.env,
      version: o.version,
      rehearsal: o.rehearsal,
      dir: this.#dir,
      ...(o.account === undefined ? {} : { account: o.account }),
      phases: o.selected.map((phase) => ({
        id: phase.id,
        title: phase.title,
        needs: phase.needs,
        ...(o.rehearsal && phase.rehearse !== 'real' ? { instead: phase.rehearse.instead } : {}),
      })),
    });
    for (const { code, what } of o.opening ?? []) this.#warn(code, what);
    let result: GraphResult;
    try {
      await this.#endAbandoned();
      result = await this.#graph();
    } catch (error) {
      result = {
        outcome: 'failed',
        exit: this.#report('run', error),
        done: [],
        notDone: o.selected.map((phase) => phase.id),
      };
    }
    if (result.exit === EXIT.done && o.found?.((id) => this.#checkpoint.marks[id]?.evidence) === true)
      result = { ...result, exit: EXIT.problems };
    return this.#finish(result);
  }

  /** Tools of this environment whose holder was killed: they must be gone before anything new begins. */
  async #endAbandoned(): Promise<void> {
    for (const run of listRuns(this.#o.stateDir)) {
      for (const name of await HeldTools.endAbandoned(runDirOf(this.#o.stateDir, run), ABANDONED_PATIENCE_MS))
        this.#warn(
          'tool-abandoned',
          `${name} of run ${run} was still at work, but its holder was killed: it was stopped; what it did last may be on no record`,
        );
    }
  }

  press(phase: string, key: string): void {
    this.#keys.get(phase)?.(key);
  }

  /** Ctrl-C, SIGTERM and SIGHUP all come here: first stop safely, then say what would be lost, then kill. */
  interrupt(): InterruptStep {
    this.#interrupts += 1;
    const tools = this.#held.running();
    if (this.#interrupts === 1) {
      this.#stop.abort();
      const words =
        tools.length === 0
          ? ['nothing that changes anything is running; stopping']
          : tools.map((name) => `stopping ${name} safely: it writes its state and releases its lock`);
      for (const line of words) this.#emit({ type: 'log', phase: 'run', stream: 'note', line });
      return { step: 'stopping', words };
    }
    if (this.#interrupts === 2 && tools.length > 0)
      return {
        step: 'ask-kill',
        words: tools.map(
          (name) =>
            `killing ${name} now loses whatever it has not written: resources may exist that no state knows, and its lock stays`,
        ),
      };
    this.#held.kill();
    return { step: 'killed', words: tools.map((name) => `${name} was killed`) };
  }

  #graph(): Promise<GraphResult> {
    const o = this.#o;
    const context = (phase: Phase<S>): PhaseContext<S> =>
      createPhaseContext({
        phase: phase.id,
        environment: o.env,
        services: o.services,
        rehearsal: o.rehearsal,
        resuming: this.#resumed !== undefined,
        signal: this.#stop.signal,
        dir: this.#dir,
        memo: this.#memo,
        emit: (body) => this.#emit(body),
        lines: (stream, lines) => this.#bus.lines({ phase: phase.id, stream, lines }),
        register: (secret: Secret) => this.#redactor.add(secret),
        evidence: (id) => this.#checkpoint.marks[id]?.evidence,
        keys: this.#keys,
        desk: this.#desk,
        lend: () => {
          const { host } = this.#outlets;
          return host.pane?.bind(host);
        },
        held: this.#held,
        fence: async () => this.#lock?.prove(phase.id),
      });
    return runGraph({
      graph: o.graph,
      selected: o.selected,
      context,
      emit: (body) => this.#emit(body),
      clock: o.clock,
      rehearsal: o.rehearsal,
      marks: { ...this.#checkpoint.marks },
      inputsOf: (phase) => o.inputsOf(phase.reads),
      mark: (phase, mark) => {
        if (this.#outlets.journalError) throw this.#outlets.journalError;
        this.#checkpoint.marks[phase] = mark;
        this.#saveCheckpoint();
        this.#twin?.save(this.#redactor.redactEvent(this.#checkpoint));
      },
      signal: this.#stop.signal,
      report: (phase, error) => this.#report(phase, error),
    });
  }

  async #finish(graphEnded: GraphResult): Promise<RunResult> {
    const o = this.#o;
    const { log, journal } = this.#outlets;
    // While the lock is still ours: the last word for other machines.
    await this.#twin?.end(this.#redactor.redactEvent({ ...this.#checkpoint, open: graphEnded.outcome !== 'done' }));
    await this.#lock?.end(HeldTools.aliveUnder(this.#dir, isHeld) !== undefined);
    const ended: GraphResult = this.#lock?.lost ? { ...graphEnded, outcome: 'failed', exit: EXIT.locked } : graphEnded;
    log.flush();
    for (const { code, what } of o.notes?.() ?? []) this.#warn(code, what);
    const terminated = ended.exit === EXIT.interrupted && o.terminated?.() === true;
    const incomplete = log.broken !== undefined && ended.outcome === 'done';
    const result = this.#putAway({
      ...ended,
      ...(terminated ? { exit: EXIT.terminated } : {}),
      ...(incomplete ? { outcome: 'failed' as const, exit: this.#report('run', log.broken) } : {}),
    });
    this.#emit({
      type: 'run-finished',
      outcome: result.exit === EXIT.problems ? 'problems' : result.outcome,
      exit: result.exit,
      ms: o.clock.monotonic() - this.#started,
      next: o.next(result),
    });
    try {
      writeSummary(this.#dir, readJournal(journal.path));
      pruneRuns(o.stateDir, o.clock.now(), (run) => runFailed(runDirOf(o.stateDir, run)), new Set([this.#run]));
    } catch (error) {
      // What is done is done and on record; only the tidying is not.
      this.#warn('file-unwritable', `after the run: ${(error as Error).message}`);
    }
    return { ...result, run: this.#run, dir: this.#dir };
  }

  /** Closes the checkpoint and removes plans. A disk that refuses turns a success into a failure: the next run must look. */
  #putAway(result: GraphResult): GraphResult {
    try {
      const keepPlan = result.outcome !== 'done' && result.outcome !== 'declined';
      if (this.#o.aside !== true) removeLeftoverPlans(this.#o.stateDir, keepPlan ? this.#run : undefined);
      this.#checkpoint.open = result.outcome !== 'done';
      this.#saveCheckpoint();
      return result;
    } catch (error) {
      const exit = this.#report('run', error);
      return result.outcome === 'done' ? { ...result, outcome: 'failed', exit } : result;
    }
  }

  /** What lies on disk holds no secret, whatever a phase took for evidence. */
  #saveCheckpoint(): void {
    if (this.#o.aside === true) return;
    this.#checkpoint.rev = (this.#checkpoint.rev ?? 0) + 1;
    writeCheckpoint(this.#o.stateDir, this.#redactor.redactEvent(this.#checkpoint));
  }

  #warn(code: ErrorCode, what: string): void {
    this.#emit({ type: 'warning', phase: 'run', code, what });
  }

  /** Speaks. A phase whose beginning is not on record must not begin: a resume would not know of it. */
  #emit(body: EventBody): void {
    this.#bus.emit(body);
    if (body.type === 'phase-started' && this.#outlets.broken) throw this.#outlets.broken;
  }

  #report(phase: string, error: unknown): ExitCode {
    const { body, exit } = errorBody(phase, error, this.#outlets.log.path);
    if (this.#stop.signal.aborted && body.code === 'interrupted') return EXIT.interrupted;
    if (body.code === 'lock-lost') {
      // The heartbeat and each phase that was about to act find it out; it is said once.
      if (this.#saidLost) return exit;
      this.#saidLost = true;
    }
    this.#emit(body);
    // A disk that fills under a run is no precondition that somebody forgot: something was done already.
    return error === this.#outlets.broken ? EXIT.failed : exit;
  }
}

function runFailed(dir: string): boolean {
  const last = readJournal(join(dir, 'events.jsonl')).at(-1);
  return last?.type !== 'run-finished' || last.outcome === 'failed';
}
