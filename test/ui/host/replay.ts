/**
 * Plays a recorded deploy through the Ink host, for looking at it and for tests in a pseudo-terminal.
 * REPLAY_STORY good|failed|severe|sign-in, REPLAY_SPEED (default 20), REPLAY_HOLD=1 stops at the end until Ctrl-C or q,
 * REPLAY_ASCII=1, REPLAY_LINGER=never|failure|always, REPLAY_FINISH=1 ends a failed run properly, REPLAY_CRASH=1 throws,
 * REPLAY_STRAY=<text> writes to stderr, REPLAY_CHILD=<shell command> gets the terminal after the plan, REPLAY_CHILDREN times.
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InterruptStep } from '../../../src/engine/port.ts';
import { createInkHost } from '../../../src/ui/index.ts';
import { failedStory, goodStory, HASH, plannedStory, severePlan, signInStory } from '../stories/runs.ts';
import type { Moment } from '../stories/story.ts';

const { env } = process;
const speed = Number(env.REPLAY_SPEED ?? 20);
const began = performance.now();
const stop = new AbortController();
const end = Promise.withResolvers<void>();
let presses = 0;

/** For whoever cannot see the screen any more: what happened, in the file REPLAY_WITNESS. */
function witness(line: string): void {
  if (env.REPLAY_WITNESS) appendFileSync(env.REPLAY_WITNESS, `${line}\n`);
}

const host = createInkHost({
  clock: { now: () => new Date(), monotonic: () => (performance.now() - began) * speed },
  ascii: env.REPLAY_ASCII === '1',
  linger: (env.REPLAY_LINGER as 'always' | undefined) ?? 'never',
  signals: ['SIGTERM', 'SIGHUP', 'SIGINT'],
  timeOf: (iso) => iso.slice(11, 19),
  notProven: () => [
    'that AWS has room: quotas, capacity, service limits and policies of your organisation are not there',
    'names, certificates and mail: nothing is resolved, nothing is sent, no container runs',
    'how long it takes: AWS needs 25 to 40 minutes for what took seconds here',
  ],
  control: {
    interrupt(): InterruptStep {
      presses += 1;
      witness(`interrupt ${presses}`);
      if (presses === 1)
        return { step: 'stopping', words: ['stopping terraform safely: it writes its state and releases its lock'] };
      if (presses === 2)
        return {
          step: 'ask-kill',
          words: [
            'killing terraform now loses whatever it has not written: resources may exist that no state knows, and its lock stays',
          ],
        };
      stop.abort();
      end.resolve();
      return { step: 'killed', words: ['terraform was killed'] };
    },
  },
});

async function play(moments: readonly Moment[]): Promise<void> {
  const first = moments[0]?.at ?? 0;
  const start = performance.now();
  for (const { at, event } of moments) {
    const wait = (at - first) / speed - (performance.now() - start);
    if (wait > 4) await sleep(wait);
    if (stop.signal.aborted) return;
    host.notify(event);
  }
}

async function ask(severe: boolean): Promise<boolean> {
  const answer = await host.request(
    {
      id: 'apply',
      phase: 'apply',
      level: severe ? 'severe' : 'moderate',
      subject: severe ? 'This deletes state: apply the plan to stag' : 'Apply this plan to stag',
      typed: severe ? ['stag', 'flip'] : [],
      because: severe ? ['it replaces the trust host: its data volumes are lost'] : [],
      flag: severe ? `--confirm stag --confirm flip --plan-hash ${HASH}` : '--yes',
    },
    stop.signal,
  );
  return answer.yes;
}

async function child(command: string): Promise<void> {
  await host.handOver(
    () =>
      new Promise<void>((resolve) =>
        spawn('/bin/sh', ['-c', command], { stdio: 'inherit' }).on('exit', () => resolve()),
      ),
  );
}

const kind = env.REPLAY_STORY ?? 'good';
if (kind === 'good') {
  const { story, question } = goodStory();
  await play(story.moments.slice(0, question));
  if (env.REPLAY_STRAY) process.stderr.write(`${env.REPLAY_STRAY}\n`);
  if (env.REPLAY_CRASH)
    setImmediate(() => {
      throw new Error('a crash on purpose');
    });
  for (let i = 0; env.REPLAY_CHILD && i < Number(env.REPLAY_CHILDREN ?? 1); i += 1) await child(env.REPLAY_CHILD);
  if (await ask(false)) await play(story.moments.slice(question));
} else if (kind === 'failed') {
  const story = failedStory();
  if (env.REPLAY_FINISH) story.add({ type: 'run-finished', outcome: 'failed', exit: 1, ms: story.at, next: [] });
  await play(story.moments);
} else if (kind === 'sign-in') await play(signInStory().moments);
else {
  const story = plannedStory();
  story.add(severePlan());
  await play(story.moments);
  await ask(true);
}
if (env.REPLAY_HOLD === '1') await end.promise;
await host.close();
witness('closed');
