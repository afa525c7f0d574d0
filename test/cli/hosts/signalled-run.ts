/**
 * A run that is drawn by the host of the command line and waits to be stopped. Says `ready` on stderr when it waits, and
 * at the end prints what came of it; with `deaf` its phase takes no notice until the second signal.
 */
import { chooseHost } from '../../../src/cli/hosts/choose.ts';
import { wasTerminated } from '../../../src/cli/hosts/signals.ts';
import type { Io } from '../../../src/commands/context.ts';
import { executeRun } from '../../../src/engine/run/run.ts';
import { fakePhase, refusal } from '../../engine/graph/fake-graph.ts';
import { FakeHost, runOptions } from '../../engine/run/fake-run.ts';

const [stateDir = '', ...words] = process.argv.slice(2);
const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {}, cwd: '/' } as unknown as Io;
const waiting = fakePhase('apply', [], {
  run: async (ctx) => {
    const alive = setInterval(() => {}, 1000);
    process.stderr.write('ready\n');
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
    clearInterval(alive);
    throw refusal({ what: 'stopped in order' });
  },
});
const result = await executeRun(
  runOptions(stateDir, [waiting], new FakeHost(), {
    host: (control) => chooseHost(words.includes('json') ? { json: true } : {}, io, control),
  }),
);
process.stdout.write(
  `\n${JSON.stringify({ outcome: result.outcome, exit: result.exit, terminated: wasTerminated() })}\n`,
);
