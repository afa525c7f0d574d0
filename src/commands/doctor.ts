/** `doctor`: is this machine ready, for which environment, and what to do about what is missing. Changes nothing. */
import { statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DoctorContext, DoctorEnvironment } from '../doctor/check.ts';
import { CHECKS } from '../doctor/checks/index.ts';
import { thisOperatingSystem } from '../doctor/operating-system.ts';
import { checkEvent, doctorLines, headline } from '../doctor/report.ts';
import { type Checked, runChecks } from '../doctor/run-checks.ts';
import { serverTime } from '../doctor/server-time.ts';
import { ENVIRONMENTS } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { readEnvFile, readEnvironment } from '../hub/index.ts';
import { childEnvironment } from '../tools/child-environment.ts';
import { findProgram, runProgram } from '../tools/process.ts';
import type { CommandContext } from './context.ts';
import { namedEnvironment } from './environment.ts';
import { isPassing } from './ssh-settings.ts';
import { findWorkspace } from './workspace.ts';

/** Shorter than any check's own bound, so that a program that hangs is told from a check that does. */
const PROGRAM_MS = 8_000;

export async function run(ctx: CommandContext): Promise<number> {
  const doctor = doctorContext(ctx);
  const write = (text: string) => ctx.io.stdout.write(`${text}\n`);
  const json = ctx.options.json === true;
  const started = performance.now();
  let seq = 0;
  const say = (body: object) =>
    write(JSON.stringify({ v: 1, seq: seq++, time: new Date().toISOString(), run: '-', ...body }));
  const inOrder = json ? undefined : new InOrder(CHECKS, doctor, (checked) => doctorLines(checked).forEach(write));
  const all = await runChecks(CHECKS, doctor, (checked) => {
    if (json) say(checkEvent(checked));
    else inOrder?.add(checked);
  });
  const failed = all.some((c) => c.verdict === 'fail');
  const exit = failed ? EXIT.precondition : EXIT.done;
  if (json)
    say({
      type: 'run-finished',
      outcome: failed ? 'problems' : 'done',
      exit,
      ms: Math.round(performance.now() - started),
    });
  else write(headline(all, doctor));
  return exit;
}

function doctorContext(ctx: CommandContext): DoctorContext {
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
        env: { ...own, CHECKPOINT_DISABLE: '1' },
        timeoutMs: PROGRAM_MS,
        graceMs: 500,
      }),
    serverTime,
    freeBytes: (folder) => {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    },
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

  constructor(checks: typeof CHECKS, doctor: DoctorContext, next: (checked: Checked) => void) {
    this.#waiting = checks.filter((c) => c.concerns?.(doctor) !== false).map((c) => c.id);
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
