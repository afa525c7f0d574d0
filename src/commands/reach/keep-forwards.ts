/**
 * Opens forwards and keeps them until somebody leaves: questions first, then what an earlier process left at AWS, then the
 * forwards themselves on a screen or as lines, and at the end the proof that nothing is left.
 */
import { credentialsEnd } from '../../aws/credentials-end.ts';
import { systemClock } from '../../engine/clock.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { errorBody } from '../../engine/errors/report.ts';
import { EventBus } from '../../engine/events/bus.ts';
import type { EventBody } from '../../engine/events/types.ts';
import { EXIT, type ExitCode } from '../../engine/exit-codes.ts';
import type { Host, RunControl } from '../../engine/port.ts';
import { createRedactor } from '../../engine/redaction/index.ts';
import { newRunId } from '../../engine/run/folder.ts';
import { QuestionDesk } from '../../engine/run/questions.ts';
import type { ForwardSpec } from '../../forwards/entry.ts';
import { probe } from '../../forwards/health.ts';
import { freePortFor, ownerOfPort } from '../../forwards/port-owner.ts';
import { endLeftSessions, leftSessions } from '../../forwards/session-record.ts';
import { type EndedAll, ForwardSupervisor } from '../../forwards/supervisor.ts';
import type { CommandContext } from '../context.ts';
import { rememberForwards } from '../preferences.ts';
import { openUrl, runLsof } from './desktop.ts';
import type { Reached } from './open.ts';
import { type ForwardRequest, isLoopback, reachesDatabase } from './request.ts';
import { SignInGate } from './sign-in.ts';
import { openTunnels } from './tunnels.ts';

export interface KeepOptions {
  ctx: CommandContext;
  command: string;
  reached: Reached;
  request: ForwardRequest;
  specs: readonly ForwardSpec[];
  rehearsal: boolean;
}

const PHASE = 'forward-trust';

/** The exit code: 0 for a quit, 130 and 143 for what stopped it, that of the first failure when nothing could be opened. */
export async function keepForwards(options: KeepOptions): Promise<number> {
  const { ctx, reached, rehearsal } = options;
  const { environment, services } = reached;
  const over = new AbortController();
  const control: RunControl = {
    interrupt: () => {
      over.abort();
      return { step: 'stopping', words: ['ending every session and closing every port'] };
    },
  };
  const screen = ctx.forwardScreen;
  const host: Host = screen === undefined ? await ctx.host(control) : ctx.questions;
  const redactor = createRedactor(services.settings().reading.values.secrets());
  const bus = new EventBus({
    run: newRunId(systemClock.now()),
    clock: systemClock,
    redact: (event) => redactor.redactEvent(event),
    redactLines: (lines) => redactor.redactLines(lines),
    // A screen draws the board itself; what is said before and after it are lines.
    sinks: [
      {
        write: (event) => (screen === undefined || event.type !== 'forward' ? host.notify(event) : undefined),
        // No tool runs here whose lines would come in bulk.
        lines: () => undefined,
      },
    ],
  });
  const emit = (body: EventBody) => void bus.emit(body);
  const started = systemClock.monotonic();
  emit({ type: 'run-started', command: options.command, env: environment.name, version: ctx.version, rehearsal });
  const finish = async (exit: ExitCode): Promise<ExitCode> => {
    const outcome =
      exit === EXIT.done
        ? 'done'
        : exit === EXIT.declined
          ? 'declined'
          : over.signal.aborted
            ? 'interrupted'
            : 'failed';
    emit({ type: 'run-finished', outcome, exit, ms: Math.round(systemClock.monotonic() - started) });
    await host.close();
    return exit;
  };
  try {
    await agree(options, new QuestionDesk((q, s) => host.request(q, s), answersOf(ctx), redactor, emit, over.signal));
    return await finish(await keep(options, over, emit));
  } catch (error) {
    const { body, exit } = errorBody(PHASE, error);
    emit(body);
    return finish(exit);
  }
}

async function keep(options: KeepOptions, over: AbortController, emit: (body: EventBody) => void): Promise<ExitCode> {
  const { ctx, reached, request, specs, rehearsal } = options;
  const { environment, services } = reached;
  let supervisor: ForwardSupervisor | undefined;
  // Whoever leaves waits for no sign-in any more.
  const leaving = new AbortController();
  const gate = new SignInGate(services, (lines) => tell(lines), AbortSignal.any([over.signal, leaving.signal]));
  const { tunnels, api, record } = openTunnels(services, {
    needLogin: () => gate.wait(),
    onLog: (id, line) => supervisor?.note(id, line),
  });
  supervisor = new ForwardSupervisor(specs, {
    heading: `${environment.name} · ${[...new Set(specs.map((spec) => spec.target.instance))].join(', ')}`,
    tunnels,
    bind: request.bind,
    transport: request.transport,
    pool: request.pool,
    adHocInstance: specs[0]?.target.instance ?? '',
    clock: systemClock,
    emit,
    probe,
    ownerOf: (port) => ownerOfPort(port, runLsof(services)),
    freePortFor: (port, taken) => freePortFor(port, request.bind, taken),
    openUrl: (url) => openUrl(url, services),
    credentialsEnd: () => credentialsEnd(services.aws(), services.sessionEnds?.()),
    signIn: () => gate.signIn(),
    onGroup: (ids) => (rehearsal ? undefined : rememberForwards(environment.name, ids)),
    refuse: (spec) =>
      guarded(reached, [spec]) && !guarded(reached, specs)
        ? `that is a database of production: leave, and name it with --only ${spec.id}, which asks first`
        : undefined,
  });
  const board = supervisor;
  const tell = (lines: readonly string[]) => {
    board.setNotices(lines);
    for (const what of lines) emit({ type: 'warning', phase: PHASE, code: 'credentials', what });
  };
  const left = await endLeft(services.stateDir, (id) => api.terminateSession(id), emit);
  if (left.length > 0) board.setNotices(left);
  const starting = board.start();
  const how =
    ctx.forwardScreen === undefined
      ? await lines(board, starting, over.signal)
      : await ctx.forwardScreen(board, over.signal);
  if (how === 'interrupted') over.abort();
  leaving.abort();
  if (ctx.forwardScreen !== undefined) ctx.io.stderr.write('ending every session and closing every port\n');
  const ended = await board.stop();
  record.close();
  say(ctx, ended, emit);
  if (how === 'interrupted') return ctx.terminated() ? EXIT.terminated : EXIT.interrupted;
  if (ended.left.length > 0) return EXIT.failed;
  return how === 'quit' ? EXIT.done : how;
}

/** Without a screen: until a signal comes, or until every forward has failed for good. */
async function lines(
  board: ForwardSupervisor,
  starting: Promise<void>,
  over: AbortSignal,
): Promise<'interrupted' | ExitCode> {
  await Promise.race([starting, aborted(over)]);
  return new Promise((resolve) => {
    const end = (how: 'interrupted' | ExitCode): void => {
      stop();
      over.removeEventListener('abort', look);
      resolve(how);
    };
    const look = (): void => {
      const causes = board.entries.map(({ state }) => (state.name === 'failed' ? state.cause : undefined));
      const [first] = causes;
      if (over.aborted) end('interrupted');
      else if (first !== undefined && !causes.includes(undefined)) end(first.fields.exit);
    };
    // One listener for days: the board tells of a change every second.
    const stop = board.subscribe(look);
    over.addEventListener('abort', look);
    look();
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const answersOf = ({ options }: CommandContext) => ({ yes: options.yes === true, confirm: options.confirm ?? [] });

/** The two questions there are: an address others can reach, and a production database. */
async function agree({ reached, request, specs }: KeepOptions, desk: QuestionDesk): Promise<void> {
  const { name } = reached.environment;
  if (!isLoopback(request.bind))
    await desk.ask({
      id: 'bind',
      phase: PHASE,
      level: 'severe',
      subject: `Everybody who reaches ${request.bind} will reach these services of ${name}.`,
      typed: [name],
      because: specs.map((spec) => `${spec.title} on port ${spec.localPort}`),
    });
  if (guarded(reached, specs))
    await desk.ask({
      id: 'production-database',
      phase: PHASE,
      level: 'moderate',
      subject: 'Open a way to the database of production on this machine?',
      typed: [],
      because: specs.filter((spec) => reachesDatabase(spec, reached.services)).map((spec) => spec.title),
    });
}

/** Whether one of them is a production database: that is asked before, and never opened by the way. */
const guarded = ({ environment, services }: Reached, specs: readonly ForwardSpec[]): boolean =>
  environment.name === 'production' && specs.some((spec) => reachesDatabase(spec, services));

/** Sessions of processes that were killed. That they cannot be ended now stops nothing: they stay written down. */
async function endLeft(
  stateDir: string,
  terminate: (id: string) => Promise<void>,
  emit: (body: EventBody) => void,
): Promise<string[]> {
  const left = leftSessions(stateDir);
  if (left.every(({ ids }) => ids.length === 0)) return [];
  const { ended, failed } = await endLeftSessions(left, terminate);
  const by = left.map(({ pid }) => `pid ${pid}`).join(', ');
  const said = [
    ...(ended.length === 0
      ? []
      : [`ended ${count(ended.length, 'session')} that ${by} left open: ${ended.join(', ')}`]),
    ...failed.map(({ id, why }) => `session ${id}, left by ${by}, could not be ended: ${why}`),
  ];
  for (const what of said) emit({ type: 'warning', phase: PHASE, code: 'sessions-left', what });
  return said;
}

function say(ctx: CommandContext, ended: EndedAll, emit: (body: EventBody) => void): void {
  for (const what of ended.left) emit({ type: 'warning', phase: PHASE, code: 'sessions-left', what });
  if (ctx.options.json === true || ended.left.length > 0) return;
  ctx.io.stdout.write(`${count(ended.sessions.length, 'session')} ended, every port closed\n`);
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Nothing to open is a mistake in the request, not a manager without rows. */
export function requireSome(specs: readonly ForwardSpec[]): void {
  if (specs.length > 0) return;
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: 'there is nothing to forward',
    next: ['flip-hub forward-trust --only all'],
    exit: EXIT.usage,
  });
}
