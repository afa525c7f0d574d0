/**
 * `doctor`: is this machine ready, for which environment, and what to do about what is missing. Changes nothing by itself:
 * a fix runs in the operator's terminal, after its command was shown and agreed to.
 */
import { statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createAws } from '../aws/factory.ts';
import { hostedZones } from '../aws/hosted-zones.ts';
import { callerIdentity } from '../aws/identity.ts';
import { describedKeyPairs } from '../aws/key-pairs.ts';
import { simulatePermissions } from '../aws/permissions.ts';
import { Board } from '../doctor/board.ts';
import type { Cloud, DoctorContext, DoctorEnvironment } from '../doctor/check.ts';
import { CHECKS, DEEP_CHECKS } from '../doctor/checks/index.ts';
import { firstThatRuns, fixCall } from '../doctor/fix.ts';
import { thisOperatingSystem } from '../doctor/operating-system.ts';
import { checkEvent, doctorLines, headline } from '../doctor/report.ts';
import type { Checked } from '../doctor/run-checks.ts';
import { serverTime } from '../doctor/server-time.ts';
import type { DoctorFix } from '../engine/doctor-port.ts';
import { ENVIRONMENTS } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { PaneRequest } from '../engine/pane-port.ts';
import { readEnvFile, readEnvironment } from '../hub/index.ts';
import { publicDns } from '../hub/public-zone/index.ts';
import { childEnvironment, isCi, refuseEndpointOverrides } from '../tools/child-environment.ts';
import { ghVariables } from '../tools/gh/login.ts';
import { startInPane } from '../tools/in-pane.ts';
import { findProgram, runInTerminal, runProgram } from '../tools/process.ts';
import type { CommandContext } from './context.ts';
import { namedEnvironment } from './environment.ts';
import { acceptedOverrides } from './services.ts';
import { isPassing } from './ssh-settings.ts';
import { findWorkspace } from './workspace.ts';

/** Shorter than any check's own bound, so that a program that hangs is told from a check that does. */
const PROGRAM_MS = 8_000;

export async function run(ctx: CommandContext): Promise<number> {
  const fixing = ctx.options.fix === true;
  if (fixing && ctx.options.json === true) throw fixNeedsWords();
  const checks = ctx.options.deep === true ? [...CHECKS, ...DEEP_CHECKS] : CHECKS;
  const board = new Board({
    checks,
    context: () => doctorContext(ctx),
    start: (fix) => fixRequest(ctx, fix.words),
  });
  const screen = fixing ? undefined : ctx.doctorScreen;
  if (ctx.options.json === true) return asJson(ctx, board);
  if (screen) {
    const over = new AbortController();
    void board.check();
    const end = await screen(board, over.signal);
    if (end === 'interrupted') return ctx.terminated() ? EXIT.terminated : EXIT.interrupted;
  } else await asLines(ctx, board, fixing);
  const all = board.checked();
  if (screen) for (const checked of all) printRow(ctx, checked);
  print(ctx, headline(all, board.context));
  return all.some((c) => c.verdict === 'fail') ? EXIT.precondition : EXIT.done;
}

const print = (ctx: CommandContext, text: string) => ctx.io.stdout.write(`${text}\n`);
const printRow = (ctx: CommandContext, checked: Checked) => print(ctx, doctorLines(checked).join('\n'));

async function asJson(ctx: CommandContext, board: Board): Promise<number> {
  const started = performance.now();
  let seq = 0;
  const say = (body: object) =>
    print(ctx, JSON.stringify({ v: 1, seq: seq++, time: new Date().toISOString(), run: '-', ...body }));
  await board.check(undefined, (checked) => say(checkEvent(checked)));
  const failed = board.checked().some((c) => c.verdict === 'fail');
  const exit = failed ? EXIT.precondition : EXIT.done;
  const ms = Math.round(performance.now() - started);
  say({ type: 'run-finished', outcome: failed ? 'problems' : 'done', exit, ms });
  return exit;
}

/** Lines in the order of the table; with `fixing`, then a question for each fix that can be run. */
async function asLines(ctx: CommandContext, board: Board, fixing: boolean): Promise<void> {
  const inOrder = new InOrder(board.ids(), (checked) => printRow(ctx, checked));
  await board.check(undefined, (checked) => inOrder.add(checked));
  if (!fixing) return;
  for (const row of board.rows()) {
    const fix = row.verdict === 'ok' ? undefined : firstThatRuns(row.fixes);
    if (fix === undefined || !(await agreed(ctx, fix, row.title))) continue;
    const request = board.fix(fix);
    const exit = request && (await lent(ctx, request, fix));
    print(ctx, exit === 0 ? `${row.title}: done` : `${row.title}: it ended with exit ${exit}`);
    await board.check(row.id, (checked) => printRow(ctx, checked));
  }
}

async function agreed(ctx: CommandContext, fix: DoctorFix, title: string): Promise<boolean> {
  // `--yes` agrees to what this user may do; what needs root is agreed to by a person who sees it.
  if (ctx.options.yes === true && !fix.root) return true;
  if (ctx.options.yes === true && !ctx.interactive) {
    print(ctx, `${title}: ${fix.words} needs root and is not run without a terminal`);
    return false;
  }
  const question = {
    id: 'fix',
    phase: 'doctor',
    level: 'moderate' as const,
    subject: `${title}: run this here?`,
    typed: [],
    because: [fix.words, ...(fix.root ? ['as administrator: sudo asks for your password'] : [])],
    flag: '--yes',
  };
  return (await ctx.questions.request(question, new AbortController().signal)).yes;
}

/** In this terminal; without one, with its output where ours goes. */
async function lent(ctx: CommandContext, request: PaneRequest, fix: DoctorFix): Promise<number> {
  const exit = await ctx.questions.pane?.(request, new AbortController().signal);
  return exit ?? runInTerminal(fixProgram(ctx, fix.words));
}

const fixNeedsWords = (): HubError =>
  new HubError({
    code: 'usage',
    who: 'operator',
    what: '--fix asks and shows what it runs: that cannot be JSON',
    next: ['flip-hub doctor --json', 'flip-hub doctor --fix'],
    exit: EXIT.usage,
  });

const fixProgram = (ctx: CommandContext, command: string) => ({
  ...fixCall(command, ctx.self),
  cwd: workspaceOrNone(ctx) ?? ctx.io.cwd,
  env: childEnvironment(ctx.io.env, { add: ghVariables(ctx.io.env) }),
});

const fixRequest = (ctx: CommandContext, command: string): PaneRequest => ({
  title: command,
  start: (size) => startInPane(fixProgram(ctx, command), size),
});

/** Also for setup, which shows the same checks. */
export function doctorContext(ctx: CommandContext): DoctorContext {
  const { env, cwd } = ctx.io;
  const workspace = workspaceOrNone(ctx);
  const own = childEnvironment(env);
  return {
    os: thisOperatingSystem(),
    home: env.HOME ?? homedir(),
    workspace,
    environments: environmentsOf(ctx, workspace),
    binary: ctx.options.opentofu === true ? 'tofu' : 'terraform',
    passing: isPassing(ctx.packageDir),
    shell: env,
    find: (name) => findProgram(name, own.PATH, workspace ?? cwd),
    run: (file, args) =>
      runProgram({
        file,
        args,
        cwd: workspace ?? cwd,
        env: { ...own, ...ghVariables(env), CHECKPOINT_DISABLE: '1' },
        timeoutMs: PROGRAM_MS,
        graceMs: 500,
      }),
    serverTime,
    dns: elsewhere(ctx) ? undefined : publicDns(),
    cloud: ctx.options.deep === true ? (of) => cloudOf(ctx, of) : undefined,
    freeBytes: (folder) => {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    },
  };
}

/** With an AWS of one's own behind an override, no name is public and no clock is AWS's. */
const elsewhere = (ctx: CommandContext): boolean =>
  Object.keys(acceptedOverrides(ctx)).some((name) => name.startsWith('AWS_ENDPOINT_URL'));

/** As this environment's operator. Nothing is asked before a check does. */
function cloudOf(ctx: CommandContext, { environment, profile, reading }: DoctorEnvironment): Cloud {
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  const aws = createAws({
    region: reading?.values.text('AWS_REGION') ?? 'eu-west-2',
    pathStyle: elsewhere(ctx),
    ...(isCi(ctx.io.env) ? {} : { profile }),
  });
  const login = `flip-hub aws-login --env ${environment.name}`;
  const caller = () => callerIdentity(aws, login);
  return {
    caller,
    simulate: async (actions) => simulatePermissions(aws, (await caller()).arn, actions, login),
    keyPairs: (names) => describedKeyPairs(aws, names, login),
    zones: (name) => hostedZones(aws, name, login),
  };
}

/** A named workspace must be there; without one the machine alone is looked at. */
function workspaceOrNone(ctx: CommandContext): string | undefined {
  try {
    return findWorkspace(ctx.options.workspace, ctx.io.cwd);
  } catch (error) {
    if (ctx.options.workspace === undefined && error instanceof HubError && error.fields.code === 'workspace-missing')
      return undefined;
    throw error;
  }
}

/** The one that is named, or each that has a file. */
function environmentsOf(ctx: CommandContext, workspace: string | undefined): DoctorEnvironment[] {
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  if (workspace === undefined) return [];
  const all = (named ? [named] : Object.values(ENVIRONMENTS)).filter((e) => e.terraform !== undefined);
  return all.flatMap((environment) => {
    const envFile = join(workspace, environment.envFile);
    const text = readEnvFile(envFile);
    if (text === undefined && named === undefined) return [];
    const reading = text === undefined ? undefined : readEnvironment(text, environment.name);
    const value = (key: string) => reading?.values.text(key);
    return [
      {
        environment,
        envFile,
        reading,
        profile: value(environment.profileKey) ?? value('AWS_PROFILE') ?? environment.profile,
      },
    ];
  });
}

/** Hands on what is done in the order of the table, each as soon as everything before it is. */
class InOrder {
  readonly #waiting: string[];
  readonly #there = new Map<string, Checked>();
  readonly #next: (checked: Checked) => void;

  constructor(ids: readonly string[], next: (checked: Checked) => void) {
    this.#waiting = [...ids];
    this.#next = next;
  }

  add(checked: Checked): void {
    this.#there.set(checked.check.id, checked);
    for (let first = this.#there.get(this.#waiting[0] ?? ''); first; first = this.#there.get(this.#waiting[0] ?? '')) {
      this.#waiting.shift();
      this.#next(first);
    }
  }
}
