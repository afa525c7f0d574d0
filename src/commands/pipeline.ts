/** Starts one run of some phases for one environment: the part that `deploy`, the single steps and a rehearsal share. */
import { createHash } from 'node:crypto';
import { systemClock } from '../engine/clock.ts';
import type { Environment } from '../engine/environments.ts';
import type { GraphResult } from '../engine/graph/runner.ts';
import { readCheckpoint } from '../engine/run/checkpoint.ts';
import { executeRun } from '../engine/run/run.ts';
import type { RunNote, RunOptions, RunResult } from '../engine/run/run-options.ts';
import { newerCopy, type TwinCopy } from '../engine/run/twin.ts';
import type { HubPhase, HubServices } from '../phases/services.ts';
import { childEnvironment } from '../tools/child-environment.ts';
import type { CommandContext, HostAbout } from './context.ts';
import { acceptedOverrides } from './services.ts';

export interface PipelineOptions {
  ctx: CommandContext;
  /** What is written into the journal, e.g. `deploy` or `rehearse deploy`. */
  command: string;
  environment: Environment;
  services: HubServices;
  graph: readonly HubPhase[];
  /** The phases to do; told what the run that is resumed was asked to do, if one is. */
  selected: readonly HubPhase[] | ((before: string[] | undefined) => readonly HubPhase[]);
  rehearsal: boolean;
  account: string | undefined;
  next: (result: GraphResult) => string[];
  about?: HostAbout;
  /** Leaves the run that may be resumed as it is. */
  aside?: boolean;
  /** Lines that the command has written before the run. */
  firstSeq?: number;
  /** Asked when every phase is done: true ends the run with exit 7. */
  found?: RunOptions<HubServices>['found'];
  /** Asked once, at the end. */
  notes?: () => RunNote[];
}

export async function runPipeline(options: PipelineOptions): Promise<RunResult> {
  const { ctx, services } = options;
  const resume = ctx.options.resume === true;
  const elsewhere = resume && !options.rehearsal ? await fromElsewhere(services, options.command) : {};
  const before = resume ? (elsewhere.adopted?.checkpoint ?? readCheckpoint(services.stateDir))?.phases : undefined;
  return executeRun({
    command: options.command,
    version: ctx.version,
    env: options.environment.name,
    stateDir: services.stateDir,
    user: services.who,
    clock: systemClock,
    rehearsal: options.rehearsal,
    account: options.account,
    resume,
    ...elsewhere,
    answers: { yes: ctx.options.yes === true, confirm: ctx.options.confirm ?? [], planHash: ctx.options['plan-hash'] },
    graph: options.graph,
    selected: typeof options.selected === 'function' ? options.selected(before) : options.selected,
    services,
    secrets: services.settings().reading.values.secrets(),
    inputsOf: (keys) => fingerprint(services, keys),
    lock: services.lock(),
    twin: services.twin(),
    // What a holder holds gets its own environment; itself it reaches for the run lock, where we do.
    holder: { entry: [...ctx.self, '__hold'], env: childEnvironment(ctx.io.env, { add: acceptedOverrides(ctx) }) },
    host: (control) => ctx.host(control, options.about),
    terminated: ctx.terminated,
    next: options.next,
    ...(options.aside ? { aside: true } : {}),
    ...(options.firstSeq === undefined ? {} : { firstSeq: options.firstSeq }),
    ...(options.found ? { found: options.found } : {}),
    ...(options.notes ? { notes: options.notes } : {}),
  });
}

const PATIENCE_MS = 10_000;

/** What the state bucket knows of an unfinished run that this machine does not, and whose it is. */
async function fromElsewhere(
  services: HubServices,
  command: string,
): Promise<{ adopted?: TwinCopy; opening?: RunNote[] }> {
  const local = readCheckpoint(services.stateDir);
  try {
    const adopted = newerCopy(local, await services.twin().read(AbortSignal.timeout(PATIENCE_MS)), command);
    if (adopted === undefined) return {};
    const { run, user, marks } = adopted.checkpoint;
    const done = Object.keys(marks).join(', ') || 'nothing';
    const what = `continuing run ${run}, last worked on by ${user ?? 'somebody'}; done there: ${done}. Each is proven again here`;
    return { adopted, opening: [{ code: 'run-of-another', what }] };
  } catch (error) {
    // Offline, or signed out: what this machine knows is enough to begin with, when it knows something.
    if (local?.open !== true || local.command !== command) throw error;
    const what = `whether another machine went on with this run cannot be seen: ${(error as Error).message}`;
    return { opening: [{ code: 'twin-not-read', what }] };
  }
}

/** One digest over the inputs a phase reads, as they are now; `*` is every variable Terraform gets. Holds no value. */
function fingerprint(services: HubServices, keys: readonly string[]): string {
  if (keys.length === 0) return '-';
  const settings = services.settings();
  const values = keys.includes('*')
    ? Object.entries(settings.terraformVariables()).sort(([a], [b]) => (a < b ? -1 : 1))
    : keys.map((key) => [key, settings.text(key) ?? settings.secret(key)?.reveal() ?? '']);
  return createHash('sha256')
    .update(JSON.stringify([services.version, values]))
    .digest('hex')
    .slice(0, 24);
}
