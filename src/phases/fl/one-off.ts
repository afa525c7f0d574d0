/**
 * A one-off task from its start to its end: started once for its purpose, found again after a cut, watched in bounded
 * time, and told about with its exit code, ECS's reason and its last words when it failed.
 */
import { setTimeout } from 'node:timers/promises';
import { OneOffTasks, type TaskRequest, type TaskShape, type TaskState } from '../../aws/one-off-tasks.ts';
import { recognise } from '../../engine/errors/catalogue/index.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { HubContext } from '../services.ts';

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface OneOff extends TaskRequest {
  shape: TaskShape;
  /** What it does, for progress and errors: `copies the kits`. */
  does: string;
}

/** A rehearsed task ends at once. */
const LOOK_MS = { real: 3_000, rehearsed: 300 };
/** Pulling its image and copying a few megabytes take a minute or two; after this many looks something is wrong. */
const LOOKS = 400;
const LAST_WORDS = 20;

export const sleepFor: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal });

/** The task that did the work, whoever started it and when. Throws when it failed (exit 1) or did not end (exit 9). */
export async function runOneOff(ctx: HubContext, work: OneOff, sleep: Sleep = sleepFor): Promise<TaskState> {
  const tasks = new OneOffTasks(ctx.services.aws(), ctx.services.login);
  const before = await tasks.find(work.cluster, work.shape.family, work.purpose);
  if (before?.stopped === true && before.exitCode === 0) {
    ctx.log(`task ${idOf(before.arn)} did it already`);
    return before;
  }
  let arn = before?.stopped === false ? before.arn : undefined;
  if (arn === undefined) {
    await ctx.fence();
    arn = await tasks.start(work);
    ctx.log(`started task ${idOf(arn)} of ${work.shape.family}:${work.shape.revision}, which ${work.does}`);
  } else ctx.log(`task ${idOf(arn)} is at it already: it is watched, not repeated`);
  const ended = await watch(ctx, tasks, work, arn, sleep);
  const words = await tasks.lastWords(arn, work.shape, LAST_WORDS);
  for (const line of words) ctx.log(line, 'stdout');
  if (ended.exitCode === 0) {
    ctx.log(`task ${idOf(arn)} ended well`);
    return ended;
  }
  throw failed(ctx, work, ended, words);
}

async function watch(ctx: HubContext, tasks: OneOffTasks, work: OneOff, arn: string, sleep: Sleep): Promise<TaskState> {
  let state = await tasks.state(work.cluster, arn);
  for (let looks = 0; !state.stopped; looks += 1) {
    if (looks === LOOKS) throw slow(ctx, work, arn, state);
    ctx.emit({
      type: 'phase-progress',
      phase: ctx.phase,
      done: looks,
      what: `task ${idOf(arn)} ${work.does}: ${state.status.toLowerCase()}`,
    });
    try {
      await sleep(ctx.rehearsal ? LOOK_MS.rehearsed : LOOK_MS.real, ctx.signal);
    } catch (error) {
      if (!ctx.signal.aborted) throw error;
      throw new HubError({
        code: 'interrupted',
        who: 'operator',
        what: `task ${idOf(arn)} goes on without being watched`,
        next: ['run the same command with --resume: it finds the task again'],
        exit: EXIT.interrupted,
      });
    }
    state = await tasks.state(work.cluster, arn);
  }
  return state;
}

function failed(
  ctx: HubContext,
  { shape, does, cluster }: OneOff,
  ended: TaskState,
  words: readonly string[],
): HubError {
  const told = [ended.reason ?? '', ...words].filter((line) => line !== '').join('\n');
  const known = recognise(told, { tool: 'hub', env: ctx.environment, rehearsal: ctx.rehearsal });
  const how = ended.exitCode === undefined ? 'never started' : `ended with exit code ${ended.exitCode}`;
  return new HubError({
    code: 'one-off-task-failed',
    who: known?.who ?? 'tool',
    what: `the task that ${does} ${how}: ${ended.reason ?? words.at(-1) ?? 'it gave no reason'}`,
    cause: known?.cause ?? (words.length === 0 ? 'it wrote no log' : 'its last lines are in the log of this run'),
    next: [
      ...(known?.next ?? []),
      `aws ecs describe-tasks --cluster ${cluster} --tasks ${idOf(ended.arn)}    while ECS remembers it, about an hour`,
      ...(shape.log === undefined
        ? []
        : [
            `aws logs get-log-events --log-group-name ${shape.log.group} --log-stream-name ${shape.log.prefix}/${shape.container}/${idOf(ended.arn)}`,
          ]),
      'run the same command with --resume: it starts the task again',
    ],
    tool: 'ecs',
    ...(ended.exitCode === undefined ? {} : { toolExit: ended.exitCode }),
  });
}

function slow(ctx: HubContext, { does, cluster }: OneOff, arn: string, state: TaskState): HubError {
  return new HubError({
    code: 'one-off-task-slow',
    who: 'environment',
    what: `the task that ${does} is still ${state.status.toLowerCase()} after ${(LOOKS * LOOK_MS.real) / 60_000} minutes`,
    cause: 'its image cannot be pulled, or nothing in its subnet reaches AWS',
    next: [
      `aws ecs describe-tasks --cluster ${cluster} --tasks ${idOf(arn)}`,
      `flip-hub provision-kits --env ${ctx.environment}    goes on watching it`,
    ],
    exit: EXIT.timedOut,
  });
}

const idOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);
