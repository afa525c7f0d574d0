/**
 * `setup`: asks what cannot be derived, shows what it would write, writes the environment file, and does or names what
 * comes next. Where nobody can be asked, flags and variables answer.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { EventBody } from '../../engine/events/types.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { answerFlag, type EnvKey, type Written } from '../../hub/index.ts';
import type { CommandContext } from '../context.ts';
import { chooseEnvironment, namedEnvironment } from '../environment.ts';
import { lastEnvironment, rememberEnvironment } from '../preferences.ts';
import { findWorkspace, refuseRehearsalWorkspace } from '../workspace.ts';
import { doSteps } from './do-steps.ts';
import { SetupFlow } from './flow.ts';
import { givenAnswers } from './given.ts';
import { realLooks } from './real-looks.ts';
import { namedSteps, nextCommands } from './steps.ts';
import { setUpUnasked } from './unasked.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const steps = namedSteps(ctx.options.step ?? []);
  const given = givenAnswers(ctx.options, ctx.io.env);
  const workspace = workspaceFor(ctx);
  refuseRehearsalWorkspace(workspace);
  const looks = realLooks(ctx, workspace);
  if (ctx.askForm === undefined) {
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
    return finish(ctx, workspace, environment, written, steps);
  }
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  const environment = named === undefined ? undefined : await chooseEnvironment(ctx);
  const flow = new SetupFlow({
    workspace,
    environment,
    last: await lastOffered(),
    given,
    looks,
    now: () => new Date(),
  });
  await ctx.askForm(flow, new AbortController().signal);
  const { result } = flow;
  if (result === undefined) {
    ctx.io.stderr.write(
      `Setup was left; no environment file was written. What was typed is kept, but no secret.\n  flip-hub setup${environment === undefined ? '' : ` --env ${environment.name}`}    goes on\n`,
    );
    return EXIT.interrupted;
  }
  return finish(ctx, workspace, result.environment, result.written, [...new Set([...steps, ...result.steps])]);
}

async function finish(
  ctx: CommandContext,
  workspace: string,
  environment: Environment,
  written: Written,
  steps: string[],
): Promise<number> {
  await rememberEnvironment(environment.name);
  const path = join(workspace, environment.envFile);
  const what = written.changed ? `${path} is written` : `${path} says all this already`;
  const next = nextCommands(environment.name, steps, existsSync(join(homedir(), '.ssh', 'host-aws')));
  if (ctx.options.json === true) emit(ctx, { type: 'log', phase: 'setup', stream: 'note', line: what });
  else
    ctx.io.stdout.write(
      `${[what, ...(written.backup === undefined ? [] : [`the former one is ${written.backup}`])].join('\n')}\n`,
    );
  const exit = steps.length === 0 ? EXIT.done : await doSteps(ctx, workspace, environment, steps);
  if (ctx.options.json === true) {
    if (steps.length === 0) emit(ctx, { type: 'run-finished', outcome: 'done', exit, ms: 0, next });
  } else if (exit === EXIT.done) ctx.io.stdout.write(`Next:\n${next.map((line) => `  ${line}\n`).join('')}`);
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

let seq = 0;
/** Setup is no run until its steps are: what it says of itself has no run's number. */
function emit(ctx: CommandContext, body: EventBody): void {
  if (ctx.options.json !== true) return;
  ctx.io.stdout.write(`${JSON.stringify({ v: 1, seq: seq++, time: new Date().toISOString(), run: '-', ...body })}\n`);
}
