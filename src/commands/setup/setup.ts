/**
 * `setup`: asks what cannot be derived, shows what it would write, writes the environment file, and does or names what
 * comes next. Where nobody can be asked, flags and variables answer. With `--join` the record of a deployed environment does.
 */
import { join, resolve } from 'node:path';
import type { SavedConfig } from '../../aws/sso/write-profile.ts';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { EventBody } from '../../engine/events/types.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { answerFlag, type EnvKey, readEnvironment, type Written } from '../../hub/index.ts';
import type { DeploymentRecord } from '../../phases/ownership/record.ts';
import { isCi } from '../../tools/child-environment.ts';
import type { CommandContext } from '../context.ts';
import { chooseEnvironment, namedEnvironment } from '../environment.ts';
import { lastEnvironment, rememberEnvironment } from '../preferences.ts';
import { ensureOperatorKey } from '../ready/key-pair.ts';
import { findWorkspace, refuseRehearsalWorkspace } from '../workspace.ts';
import { bucketLines } from './bucket-looks.ts';
import { doSteps } from './do-steps.ts';
import { SetupFlow } from './flow.ts';
import { type Given, givenAnswers } from './given.ts';
import { type JoinRequest, joinAnswers, readRecord, recordedAnswers, requireDeployedKeys } from './join.ts';
import { JoinFlow } from './join-flow.ts';
import type { SetupLooks } from './looks.ts';
import { givenProfile } from './profile/answers.ts';
import { realProfileMeans } from './profile/means.ts';
import { realLooks } from './real-looks.ts';
import { readFrom } from './save.ts';
import { JOIN_STEPS, KEY_PAIR, namedSteps, nextCommands } from './steps.ts';
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
type Outcome =
  | {
      environment: Environment;
      written: Written;
      saved: SavedConfig | undefined;
      steps: string[];
      /** To tell besides. */
      notes?: string[];
    }
  | undefined;

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

async function unasked({ ctx, workspace, given, looks, steps, record }: Work): Promise<Outcome> {
  const environment = await chooseEnvironment({ ...ctx, interactive: false });
  const { written, saved, buckets, region, lacking } = setUpUnasked({
    workspace,
    environment,
    given,
    givenProfile: givenProfile(ctx.options, environment),
    looks,
    profiles: realProfileMeans(ctx),
    now: new Date(),
    yes: ctx.options.yes === true,
    onQuestion: (row) => emit(ctx, questionEvent(row)),
  });
  const made = wantsKeyPair(ctx) && !looks.keyPair() ? [KEY_PAIR] : [];
  // Of a hub that is deployed, every bucket is there.
  const taken = record === undefined ? await bucketLines(looks, buckets, region) : [];
  const notes = [...taken, ...(lacking === undefined ? [] : [lacking])];
  return { environment, written, saved, notes, steps: [...new Set([...made, ...steps])] };
}

async function asked({ ctx, workspace, given, looks, steps, record }: Work): Promise<Outcome> {
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  const environment = named === undefined ? undefined : await chooseEnvironment(ctx);
  const last = await lastOffered();
  const answered = record !== undefined;
  const flow = new SetupFlow({
    workspace,
    environment,
    last,
    given,
    givenProfile: (chosen) => givenProfile(ctx.options, chosen),
    looks,
    profiles: realProfileMeans(ctx),
    keyPair: wantsKeyPair(ctx),
    now: () => new Date(),
    answered,
  });
  try {
    await ctx.askForm?.(flow, new AbortController().signal);
  } finally {
    flow.leave();
  }
  const { result } = flow;
  return result && { ...result, steps: [...new Set([...steps, ...result.steps])] };
}

/**
 * A first operator's. A second one, and every machine of CI, would lock the first out with a new pair at the next apply: there it
 * is made only when it is asked for by name.
 */
const wantsKeyPair = ({ options, io }: CommandContext): boolean =>
  options['no-key-pair'] !== true && options.join !== true && !isCi(io.env);

function leftMessage(ctx: CommandContext): number {
  const env = ctx.options.env === undefined ? '' : ` --env ${ctx.options.env}`;
  ctx.io.stderr.write(
    `Setup was left; no environment file was written. What was typed is kept, but no secret.\n  flip-hub setup${env}    goes on\n`,
  );
  return ctx.terminated() ? EXIT.terminated : EXIT.interrupted;
}

async function finish(work: Work, outcome: NonNullable<Outcome>): Promise<number> {
  const { ctx, workspace } = work;
  const { environment, steps } = outcome;
  await rememberEnvironment(environment.name);
  const path = join(workspace, environment.envFile);
  for (const line of writtenLines(path, outcome)) say(ctx, line);
  if (steps.includes(KEY_PAIR)) await makeKeyPair(ctx, work.steps.includes(KEY_PAIR));
  const phases = steps.filter((step) => step !== KEY_PAIR);
  const exit =
    phases.length === 0
      ? EXIT.done
      : await doSteps(ctx, workspace, environment, phases, { joining: work.record !== undefined, firstSeq: seq });
  if (exit !== EXIT.done) return exit;
  if (work.record !== undefined) {
    const { values } = readEnvironment(readFrom(workspace, environment) ?? '', environment.name);
    requireDeployedKeys(work.record, values, path);
  }
  const profile = work.looks.profile(profileOf(readFrom(workspace, environment), environment));
  const next = nextCommands(environment.name, steps, {
    profile: isCi(ctx.io.env) || (profile !== undefined && profile.problem === undefined),
    keyPair: work.looks.keyPair(),
  });
  if (ctx.options.json !== true) ctx.io.stdout.write(`Next:\n${next.map((line) => `  ${line}\n`).join('')}`);
  else if (phases.length === 0) emit(ctx, { type: 'run-finished', outcome: 'done', exit, ms: 0, next });
  return exit;
}

function writtenLines(path: string, { written, saved, notes = [] }: NonNullable<Outcome>): string[] {
  return [
    ...(saved === undefined ? [] : [`${saved.file} is written`]),
    ...(saved?.backup === undefined ? [] : [`the former one is ${saved.backup}`]),
    written.changed ? `${path} is written` : `${path} says all this already`,
    ...(written.backup === undefined ? [] : [`the former one is ${written.backup}`]),
    ...notes,
  ];
}

const profileOf = (text: string | undefined, environment: Environment): string =>
  readEnvironment(text ?? '', environment.name).values.text('AWS_PROFILE') ?? environment.profile;

/** A machine without ssh-keygen is set up all the same, unless the pair was asked for by name. */
async function makeKeyPair(ctx: CommandContext, asked: boolean): Promise<void> {
  try {
    const { file, made } = await ensureOperatorKey(ctx);
    say(ctx, `${file}${made ? ' and its .pub are made' : ' was there, left as it is'}`);
  } catch (error) {
    if (asked || !(error instanceof HubError)) throw error;
    const { what, cause, next } = error.fields;
    say(ctx, `no SSH key pair was made: ${[what, cause, next[0]].filter((text) => text !== undefined).join('; ')}`);
  }
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
/** Setup is no run until its steps are: what it says of itself has no run's number. The steps go on counting. */
function emit(ctx: CommandContext, body: EventBody): void {
  if (ctx.options.json !== true) return;
  ctx.io.stdout.write(`${JSON.stringify({ v: 1, seq: seq++, time: new Date().toISOString(), run: '-', ...body })}\n`);
}
