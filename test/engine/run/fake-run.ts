/** A run of fake phases in a folder of its own, with a host that records what it is told and answers as it is bid. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../src/engine/clock.ts';
import type { EventOf, EventType, HubEvent } from '../../../src/engine/events/types.ts';
import type { HolderEntry } from '../../../src/engine/holder/start.ts';
import type { Answer, Host, Question, RunControl } from '../../../src/engine/port.ts';
import { executeRun } from '../../../src/engine/run/run.ts';
import type { RunOptions, RunResult } from '../../../src/engine/run/run-options.ts';
import type { FakePhase } from '../graph/fake-graph.ts';

export const HOLDER: HolderEntry = [process.execPath, fileURLToPath(new URL('../holder/entry.ts', import.meta.url))];
export const HOLDER_ENV = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

export class FakeHost implements Host {
  readonly events: HubEvent[] = [];
  readonly questions: Question[] = [];
  closed = 0;
  control: RunControl | undefined;
  answer: (question: Question, signal: AbortSignal) => Promise<Answer> = async () => ({ yes: false, by: 'operator' });
  onEvent: (event: HubEvent) => void = () => {};

  notify(event: HubEvent): void {
    this.events.push(event);
    this.onEvent(event);
  }

  request(question: Question, signal: AbortSignal): Promise<Answer> {
    this.questions.push(question);
    return this.answer(question, signal);
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  of<T extends EventType>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }
}

type Options = RunOptions<undefined>;

export function runOptions(stateDir: string, graph: FakePhase[], host: FakeHost, more: Partial<Options> = {}): Options {
  return {
    command: 'deploy',
    version: '1.2.3',
    env: 'stag',
    stateDir,
    user: 'op@host',
    clock: systemClock,
    rehearsal: false,
    resume: false,
    answers: { yes: false, confirm: [] },
    graph,
    selected: graph,
    services: undefined,
    secrets: [],
    inputsOf: () => '-',
    holder: { entry: HOLDER, env: HOLDER_ENV },
    host: async (control) => {
      host.control = control;
      return host;
    },
    next: ({ outcome }) => (outcome === 'done' ? [] : ['flip-hub deploy --resume']),
    ...more,
  };
}

export interface FakeRunResult {
  result: RunResult;
  host: FakeHost;
}

export async function fakeRun(
  stateDir: string,
  graph: FakePhase[],
  more: Partial<Options> = {},
  host = new FakeHost(),
): Promise<FakeRunResult> {
  return { result: await executeRun(runOptions(stateDir, graph, host, more)), host };
}

/** The journal of a run, line by line, as it lies on disk. */
export const journalLines = (dir: string): Record<string, unknown>[] =>
  readFileSync(join(dir, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
