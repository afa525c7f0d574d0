/**
 * A run on a disk that fills (a limit on the size of files, set by who starts this): the first phase says more than fits
 * into the journal, the second must not start. Prints what came of it.
 */
import { executeRun } from '../../../src/engine/run/run.ts';
import { fakePhase } from '../graph/fake-graph.ts';
import { FakeHost, runOptions } from './fake-run.ts';

const host = new FakeHost();
const started: string[] = [];
const graph = [
  fakePhase('apply', [], {
    run: async (ctx) => {
      for (let i = 0; i < 500; i += 1)
        ctx.emit({
          type: 'resource',
          phase: 'apply',
          address: `aws_thing.number[${i}]`,
          action: 'create',
          state: 'done',
        });
      started.push('apply, to its end');
      return {};
    },
  }),
  fakePhase('update-env', ['apply'], {
    run: async () => {
      started.push('update-env');
      return {};
    },
  }),
];
const result = await executeRun(runOptions(process.argv[2] ?? '', graph, host));
process.stdout.write(
  JSON.stringify({
    outcome: result.outcome,
    exit: result.exit,
    done: result.done,
    started,
    drawn: host.of('resource').length,
    errors: host.of('error').map((event) => event.code),
    finished: host.of('run-finished').length,
    closed: host.closed,
  }),
);
