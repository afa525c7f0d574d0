/** Phases that do nothing but say so, and a run of the graph around them that records what the engine did with them. */

import type { HubErrorFields } from '../../../src/engine/errors/hub-error.ts';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { errorBody } from '../../../src/engine/errors/report.ts';
import { linesOf } from '../../../src/engine/events/log-lines.ts';
import type { EventBody } from '../../../src/engine/events/types.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import type { Phase, PhaseContext } from '../../../src/engine/graph/phase.ts';
import { type GraphResult, runGraph } from '../../../src/engine/graph/runner.ts';
import type { PhaseMark } from '../../../src/engine/run/checkpoint.ts';

export type FakePhase = Phase<undefined>;

export function fakePhase(id: string, needs: string[] = [], parts: Partial<FakePhase> = {}): FakePhase {
  return {
    id,
    title: `The ${id}`,
    needs,
    reads: [],
    danger: 'moderate',
    prove: async () => 'proven',
    run: async () => ({ ran: id }),
    rehearse: 'real',
    ...parts,
  };
}

/** A promise that somebody else settles. */
export function gate<T = void>(): { open: (value: T) => void; opened: Promise<T> } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { open: resolve, opened: promise };
}

export const refusal = (fields: Partial<HubErrorFields> = {}): HubError =>
  new HubError({ code: 'aws-failed', who: 'tool', what: 'it failed', next: ['look'], exit: EXIT.failed, ...fields });

export interface FakeRun {
  selected?: FakePhase[];
  marks?: Record<string, PhaseMark>;
  inputs?: (id: string) => string;
  rehearsal?: boolean;
  stop?: AbortController;
  /** Answers `confirm`; throws to decline. */
  confirm?: PhaseContext<undefined>['confirm'];
  mark?: (phase: string) => void;
}

export interface Recorded {
  result: GraphResult;
  events: EventBody[];
  marks: Record<string, PhaseMark>;
  asked: string[];
}

export const markOf = (inputs = '-', evidence: Record<string, unknown> = { ran: 'before' }): PhaseMark => ({
  outcome: 'done',
  at: '2026-01-01T00:00:00.000Z',
  evidence,
  inputs,
});

export async function runFakes(graph: FakePhase[], options: FakeRun = {}): Promise<Recorded> {
  const events: EventBody[] = [];
  const marks: Record<string, PhaseMark> = { ...options.marks };
  const asked: string[] = [];
  const stop = options.stop ?? new AbortController();
  const emit = (body: EventBody) => void events.push(body);
  const context = (phase: FakePhase): PhaseContext<undefined> => ({
    phase: phase.id,
    services: undefined,
    environment: 'stag',
    rehearsal: options.rehearsal ?? false,
    resuming: options.marks !== undefined,
    signal: stop.signal,
    dir: '/nowhere',
    memo: new Map(),
    emit,
    log: (line, stream = 'note') => emit({ type: 'log', phase: phase.id, stream, line }),
    lines: (stream, lines) => {
      for (const line of linesOf(lines)) emit({ type: 'log', phase: phase.id, stream, line });
    },
    warn: (code, what) => emit({ type: 'warning', phase: phase.id, code, what }),
    secret: (secret) => secret,
    evidence: (id) => marks[id]?.evidence,
    confirm: async (question) => {
      asked.push(question.id);
      await options.confirm?.(question);
    },
    fence: async () => {},
    hold: () => Promise.reject(new Error('a fake phase holds nothing')),
    follow: () => Promise.reject(new Error('a fake phase holds nothing')),
    pane: async () => undefined,
    held: () => undefined,
    onKey: () => () => undefined,
  });
  const result = await runGraph({
    graph,
    selected: options.selected ?? graph,
    context,
    emit,
    clock: { now: () => new Date('2026-02-01T00:00:00Z'), monotonic: () => 0 },
    rehearsal: options.rehearsal ?? false,
    marks: { ...options.marks },
    inputsOf: (phase) => options.inputs?.(phase.id) ?? '-',
    mark: (id, mark) => {
      options.mark?.(id);
      marks[id] = mark;
    },
    signal: stop.signal,
    report: (phase, error) => {
      const { body, exit } = errorBody(phase, error);
      emit(body);
      return exit;
    },
  });
  return { result, events, marks, asked };
}

/** `a started`, `a done`, `b failed` …, in the order in which they were said. */
export const story = (events: readonly EventBody[]): string[] =>
  events.flatMap((event) =>
    event.type === 'phase-started'
      ? [`${event.phase} started`]
      : event.type === 'phase-finished'
        ? [`${event.phase} ${event.outcome}`]
        : [],
  );
