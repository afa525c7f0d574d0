/**
 * Runs a phase graph: each phase starts as soon as what it needs is done. When one fails nothing new starts, what runs
 * may finish, and the first failure is the run's. On a resume nothing is believed that does not prove itself.
 */
import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { HubError } from '../errors/hub-error.ts';
import type { EventBody } from '../events/types.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { PhaseMark } from '../run/checkpoint.ts';
import type { Phase, PhaseContext, Problem } from './phase.ts';
import { ancestors } from './select.ts';

export interface GraphOptions<S> {
  /** The whole graph, for what waits for what; and the phases of it that this run does. */
  graph: readonly Phase<S>[];
  selected: readonly Phase<S>[];
  context: (phase: Phase<S>) => PhaseContext<S>;
  emit: (body: EventBody) => void;
  clock: Clock;
  rehearsal: boolean;
  /** Marks of the run that is resumed; empty on a fresh run. */
  marks: Record<string, PhaseMark>;
  /** Fingerprint of the inputs a phase reads, as they are now. */
  inputsOf: (phase: Phase<S>) => string;
  /** Called after each phase that is done or proven, before anything that needs it starts. */
  mark: (phase: string, mark: PhaseMark) => void;
  signal: AbortSignal;
  /** Draws an error and returns its exit code. */
  report: (phase: string, error: unknown) => ExitCode;
}

export interface GraphResult {
  outcome: 'done' | 'failed' | 'declined' | 'interrupted';
  exit: ExitCode;
  done: string[];
  notDone: string[];
}

export async function runGraph<S>(options: GraphOptions<S>): Promise<GraphResult> {
  return new GraphRun(options).run();
}

class GraphRun<S> {
  readonly #o: GraphOptions<S>;
  readonly #waits: Map<string, Set<string>>;
  readonly #finished = new Set<string>();
  readonly #askAgain = new Set<string>();
  /** What this run did itself: a mark without a proof does not outlive a change of what it builds on. */
  readonly #ranAgain = new Set<string>();
  #failure: { exit: ExitCode; declined: boolean } | undefined;

  constructor(options: GraphOptions<S>) {
    this.#o = options;
    const ids = new Set(options.selected.map((phase) => phase.id));
    this.#waits = new Map(
      options.selected.map((phase) => [
        phase.id,
        new Set([...ancestors(options.graph, phase.id)].filter((id) => ids.has(id))),
      ]),
    );
  }

  async run(): Promise<GraphResult> {
    if (!(await this.#checkAll())) return this.#result();
    const waiting = new Set(this.#o.selected.map((phase) => phase.id));
    const running = new Map<string, Promise<void>>();
    for (;;) {
      if (this.#failure === undefined && !this.#o.signal.aborted) {
        for (const phase of this.#o.selected) {
          if (
            !waiting.has(phase.id) ||
            ![...(this.#waits.get(phase.id) ?? [])].every((need) => this.#finished.has(need))
          )
            continue;
          waiting.delete(phase.id);
          running.set(
            phase.id,
            this.#one(phase).finally(() => running.delete(phase.id)),
          );
        }
      }
      if (running.size === 0) {
        if (waiting.size > 0 && this.#failure === undefined && !this.#o.signal.aborted)
          this.#fail('run', ring(waiting));
        return this.#result();
      }
      await Promise.race(running.values());
    }
  }

  /** Every check of every phase before the first change; false when something stands in the way. */
  async #checkAll(): Promise<boolean> {
    const found = await Promise.all(
      this.#o.selected.map(async (phase) => {
        if (this.#substituted(phase) || phase.check === undefined) return undefined;
        if (this.#o.marks[phase.id] !== undefined) {
          // Probably done, and then there is nothing to check; should it have to run again, it is asked right before.
          this.#askAgain.add(phase.id);
          return undefined;
        }
        try {
          const problems = await phase.check(this.#o.context(phase));
          if (problems === 'not yet knowable') this.#askAgain.add(phase.id);
          else if (problems.length > 0) return { phase, problems };
        } catch (error) {
          return { phase, error };
        }
        return undefined;
      }),
    );
    for (const one of found) {
      if (one === undefined) continue;
      if ('error' in one) this.#fail(one.phase.id, one.error);
      else for (const problem of one.problems) this.#fail(one.phase.id, problemError(problem));
    }
    return this.#failure === undefined;
  }

  async #one(phase: Phase<S>): Promise<void> {
    const { emit, clock } = this.#o;
    const started = clock.monotonic();
    const ctx = this.#o.context(phase);
    const instead = this.#substituted(phase) ? this.#substitution(phase)?.instead : undefined;
    const finish = (outcome: 'done' | 'proven', evidence: Record<string, unknown>, why?: string) => {
      this.#o.mark(phase.id, { outcome, at: clock.now().toISOString(), evidence, inputs: this.#o.inputsOf(phase) });
      this.#finished.add(phase.id);
      emit({
        type: 'phase-finished',
        phase: phase.id,
        outcome,
        ms: clock.monotonic() - started,
        evidence,
        ...(why === undefined ? {} : { why }),
      });
    };
    try {
      emit({ type: 'phase-started', phase: phase.id, ...(instead === undefined ? {} : { instead }) });
      const proven = await this.#proven(phase, ctx);
      if (proven) {
        finish('proven', proven, 'proven by looking, not repeated');
        return;
      }
      if (this.#askAgain.has(phase.id) && phase.check) {
        const problems = await phase.check(ctx);
        if (problems !== 'not yet knowable' && problems[0]) throw problemError(problems[0]);
      }
      const substitution = this.#substituted(phase) ? this.#substitution(phase) : undefined;
      const evidence = substitution ? await (substitution.run?.(ctx) ?? Promise.resolve({})) : await phase.run(ctx);
      this.#ranAgain.add(phase.id);
      if (this.#o.signal.aborted && phase.danger !== 'mild')
        emit({ type: 'log', phase: phase.id, stream: 'note', line: 'finished before the stop took effect' });
      finish('done', evidence);
    } catch (error) {
      this.#fail(phase.id, error);
      emit({
        type: 'phase-finished',
        phase: phase.id,
        outcome: 'failed',
        ms: clock.monotonic() - started,
        evidence: {},
      });
    }
  }

  /** The evidence of a phase that proved itself done, or undefined when it has to run. */
  async #proven(phase: Phase<S>, ctx: PhaseContext<S>): Promise<Record<string, unknown> | undefined> {
    const mark = this.#o.marks[phase.id];
    if (mark === undefined) return undefined;
    if (mark.inputs !== this.#o.inputsOf(phase)) {
      ctx.log('its inputs changed since it was done, so it runs again', 'note');
      return undefined;
    }
    if (this.#substituted(phase))
      return [...(this.#waits.get(phase.id) ?? [])].some((id) => this.#ranAgain.has(id)) ? undefined : mark.evidence;
    const proof = await phase.prove(ctx);
    if (proof === 'proven') return mark.evidence;
    if (proof === 'cannot tell' && phase.danger === 'severe') {
      await ctx.confirm({
        id: `again-${phase.id}`,
        level: 'severe',
        subject: `${phase.title} was marked done but cannot be proven. Run it again?`,
        typed: [ctx.environment],
        because: ['flip-hub never repeats such a step unasked'],
      });
    }
    ctx.log(`was marked done, but ${proof === 'not done' ? 'is not' : 'that cannot be proven'}: it runs again`, 'note');
    return undefined;
  }

  #substituted(phase: Phase<S>): boolean {
    return this.#o.rehearsal && phase.rehearse !== 'real';
  }

  #substitution(phase: Phase<S>) {
    return phase.rehearse === 'real' ? undefined : phase.rehearse;
  }

  #fail(phase: string, error: unknown): void {
    const exit = this.#o.report(phase, error);
    this.#failure ??= { exit, declined: exit === EXIT.declined };
  }

  #result(): GraphResult {
    const done = this.#o.selected.map((phase) => phase.id).filter((id) => this.#finished.has(id));
    const notDone = this.#o.selected.map((phase) => phase.id).filter((id) => !this.#finished.has(id));
    if (this.#o.signal.aborted && notDone.length > 0)
      return { outcome: 'interrupted', exit: EXIT.interrupted, done, notDone };
    if (this.#failure)
      return { outcome: this.#failure.declined ? 'declined' : 'failed', exit: this.#failure.exit, done, notDone };
    return { outcome: 'done', exit: EXIT.done, done, notDone };
  }
}

function ring(waiting: ReadonlySet<string>): Error {
  return new Error(`these phases wait for each other: ${[...waiting].join(', ')}`);
}

function problemError(problem: Problem): HubError {
  return new HubError({ exit: EXIT.precondition, ...problem, code: problem.code as ErrorCode });
}
