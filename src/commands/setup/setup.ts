/**
 * `setup`: asks what cannot be derived, shows what it would write, writes the environment file, and does or names what
 * comes next. Where nobody can be asked, flags and variables answer. With `--join` the record of a deployed environment does.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { EventBody } from '../../engine/events/types.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { answerFlag, type EnvKey, readEnvironment, type Written } from '../../hub/index.ts';
import type { DeploymentRecord } from '../../phases/ownership/record.ts';
import type { CommandContext } from '../context.ts';
import { chooseEnvironment, namedEnvironment } from '../environment.ts';
import { lastEnvironment, rememberEnvironment } from '../preferences.ts';
import { findWorkspace, refuseRehearsalWorkspace } from '../workspace.ts';
import { doSteps } from './do-steps.ts';
import { SetupFlow } from './flow.ts';
import { type Given, givenAnswers } from './given.ts';
import { type JoinRequest, joinAnswers, readRecord, recordedAnswers, requireDeployedKeys } from './join.ts';
import { JoinFlow } from './join-flow.ts';
import type { SetupLooks } from './looks.ts';
import { realLooks } from './real-looks.ts';
import { readFrom } from './save.ts';
import { JOIN_STEPS, namedSteps, nextCommands } from './steps.ts';
import { setUpUnasked } from './unasked.ts';

interface Work {
  ctx: CommandContext;
  workspace: string;
  given: ReadonlyMap<string, Given>;
  looks: SetupLooks;
  steps: string[];
  record?: DeploymentRecord;
}

/** What was written, or undefined when the operator left before. */
type Outcome = { environment: Environment; written: Written; steps: string[] } | undefined;

export async function run(ctx: CommandContext): Promise<number> {
  const steps = namedSteps(ctx.options.step ?? []);
  const given = givenAnswers(ctx.options, ctx.io.env);
  const workspace = workspaceFor(ctx);
  refuseRehearsalWorkspace(workspace);
  const work: Work = { ctx, workspace, given, looks: realLooks(ctx, workspace), steps };
  const joined = ctx.options.join === true ? await joinRecord(work) : work;
  if (joined === undefined) return leftMessage(ctx);
  const outcome = ctx.askForm === undefined ? await unasked(joined) : await asked(joined);
  return outcome === undefined ? leftMessage(ctx) : finish(joined, outcome);
}

/** The same work with the record's answers; undefined when the operator left. */
async function joinRecord(work: Work): Promise<Work | undefined> {
  const { ctx } = work;
  const environment = await chooseEnvironment(ctx);
  const request: JoinRequest = { ...work, environment };
  const answers = joinAnswers(request);
  let record: DeploymentRecord | undefined;
  if (ctx.askForm === undefined) record = await readRecord(request, answers);
  else {
    const flow = new JoinFlow(answers, () => readRecord(request, answers));
    await ctx.askForm(flow, new AbortController().signal);
    record = flow.found;
  }
  if (record === undefined) return undefined;
  return {
    ...work,
    ctx: { ...ctx, options: { ...ctx.options, env: environment.name } },
    given: recordedAnswers(request, record, answers),
    steps: [...new Set([...JOIN_STEPS, ...work.steps])],
    record,
  };
}

async function unasked({ ctx, workspace, given, looks, steps }: Work): Promise<Outcome> {
  const environment = await chooseEnvironment({ ...ctx, interactive: false });
  const { written } = setUpUnasked({
    workspace,
    environment,
    given,
    looks,
    now: new Date(),
    yes: ctx.options.yes === true,
    onQuestion: (row) => emit(ctx, questionEvent(row)),
  });
  return { environment, written, steps };
}

async function asked({ ctx, workspace, given, looks, steps, record }: Work): Promise<Outcome> {
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  const environment = named === undefined ? undefined : await chooseEnvironment(ctx);
  const last = await lastOffered();
  const answered = record !== undefined;
  const flow = new SetupFlow({ workspace, environment, last, given, looks, now: () => new Date(), answered });
  await ctx.askForm?.(flow, new AbortController().signal);
  const { result } = flow;
  return result && { ...result, steps: [...new Set([...steps, ...result.steps])] };
}

function leftMessage(ctx: CommandContext): number {
  const env = ctx.options.env === undefined ? '' : ` --env ${ctx.options.env}`;
  ctx.io.stderr.write(
    `Setup was left; no environment file was written. What was typed is kept, but no secret.\n  flip-hub setup${env}    goes on\n`,
  );
  return ctx.terminated() ? EXIT.terminated : EXIT.interrupted;
}

async function finish(work: Work, { environment, written, steps }: NonNullable<Outcome>): Promise<number> {
  const { ctx, workspace } = work;
  await rememberEnvironment(environment.name);
  const path = join(workspace, environment.envFile);
  const what = written.changed ? `${path} is written` : `${path} says all this already`;
  const former = written.backup === undefined ? [] : [`the former one is ${written.backup}`];
  for (const line of [what, ...former]) say(ctx, line);
  const exit = steps.length === 0 ? EXIT.done : await doSteps(ctx, workspace, environment, steps);
  if (exit !== EXIT.done) return exit;
  if (work.record !== undefined) {
    const { values } = readEnvironment(readFrom(workspace, environment) ?? '', environment.name);
    requireDeployedKeys(work.record, values, path);
  }
  const next = nextCommands(environment.name, steps, existsSync(join(homedir(), '.ssh', 'host-aws')));
  if (ctx.options.json !== true) ctx.io.stdout.write(`Next:\n${next.map((line) => `  ${line}\n`).join('')}`);
  else if (steps.length === 0) emit(ctx, { type: 'run-finished', outcome: 'done', exit, ms: 0, next });
  return exit;
}

/** Unlike other commands, setup may begin where nothing is yet: in the folder that is named, or the current one. */
function workspaceFor(ctx: CommandContext): string {
  const { workspace } = ctx.options;
  if (workspace !== undefined) return resolve(ctx.io.cwd, workspace);
  try {
    return findWorkspace(undefined, ctx.io.cwd);
  } catch (error) {
    if (error instanceof HubError && error.fields.code === 'workspace-missing') return ctx.io.cwd;
    throw error;
  }
}

async function lastOffered(): Promise<string | undefined> {
  const last = await lastEnvironment();
  return last !== undefined && ENVIRONMENTS[last].terraform !== undefined ? last : undefined;
}

const questionEvent = (row: EnvKey): EventBody => ({
  type: 'prompt',
  phase: 'setup',
  id: row.key,
  level: 'moderate',
  subject: `${row.words}${row.how === undefined ? '' : ` (${row.how})`}`,
  flag: answerFlag(row),
});

function say(ctx: CommandContext, line: string): void {
  if (ctx.options.json === true) emit(ctx, { type: 'log', phase: 'setup', stream: 'note', line });
  else ctx.io.stdout.write(`${line}\n`);
}

let seq = 0;
/** Setup is no run until its steps are: what it says of itself has no run's number. */
function emit(ctx: CommandContext, body: EventBody): void {
  if (ctx.options.json !== true) return;
  ctx.io.stdout.write(`${JSON.stringify({ v: 1, seq: seq++, time: new Date().toISOString(), run: '-', ...body })}\n`);
}
