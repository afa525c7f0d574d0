/**
 * A tool that prints a million lines of 100 bytes as fast as the host takes them, in the portions a pipe delivers.
 * Prints, when the screen has gone, what it cost: heap after a collection, and the longest time nothing else could run.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import { createInkHost } from '../../../src/ui/index.ts';

const LINES = 1_000_000;
const PORTION = 640;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const heap = (): number => {
  gc();
  return process.memoryUsage().heapUsed;
};

const host = createInkHost();
const event = (body: Record<string, unknown>): void =>
  host.notify({ v: 1, seq: 0, time: '2026-11-23T20:42:11.000Z', run: 'r', ...body } as HubEvent);

event({ type: 'run-started', command: 'flood', version: '0', phases: [{ id: 'apply', title: 'Apply', needs: [] }] });
event({ type: 'phase-started', phase: 'apply' });

let longest = 0;
let last = performance.now();
const turn = (): Promise<void> =>
  new Promise((resolve) =>
    setImmediate(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      resolve();
    }),
  );

async function send(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += PORTION) {
    for (let n = i; n < Math.min(i + PORTION, to); n += 1) {
      event({ type: 'log', phase: 'apply', stream: 'stdout', line: `line ${n} ${'x'.repeat(88)}` });
    }
    await turn();
  }
}

await send(0, 20_000);
const before = heap();
const began = performance.now();
last = began;
longest = 0;
await send(20_000, LINES);
const took = performance.now() - began;
const grown = heap() - before;
await new Promise((resolve) => process.stdin.once('data', resolve));
event({ type: 'phase-finished', phase: 'apply', outcome: 'done', ms: took, evidence: {} });
event({ type: 'run-finished', outcome: 'done', exit: 0, ms: took });
await host.close();
process.stdout.write(
  `flood ${JSON.stringify({ grownMB: Math.round(grown / 1e5) / 10, longestMs: Math.round(longest), tookMs: Math.round(took) })}\n`,
);
