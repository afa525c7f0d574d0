/** Which host draws: NDJSON, plain lines, or the Ink screen. The screen's code is loaded only when it is chosen. */
import type { HostAbout, Io, Options } from '../../commands/context.ts';
import type { DoctorScreen } from '../../engine/doctor-port.ts';
import type { AskForm } from '../../engine/form-port.ts';
import type { ForwardScreen } from '../../engine/forward-port.ts';
import type { Host, InterruptStep, RunControl } from '../../engine/port.ts';
import { isCi } from '../../tools/child-environment.ts';
import { noteTermination, wireSignals } from './signals.ts';

/** A person can be asked: a terminal on both ends, and nothing that says otherwise. */
export const mayAsk = (options: Options, io: Io): boolean =>
  io.stdin.isTTY === true &&
  io.stderr.isTTY === true &&
  options['no-input'] !== true &&
  options.json !== true &&
  !isCi(io.env);

export const wantsScreen = (options: Options, io: Io): boolean =>
  io.stdout.isTTY === true &&
  io.stdin.isTTY === true &&
  !isCi(io.env) &&
  io.env.TERM !== 'dumb' &&
  options.json !== true &&
  options.plain !== true &&
  options['no-input'] !== true &&
  options['screen-reader'] !== true;

export async function chooseHost(options: Options, io: Io, control: RunControl, about: HostAbout = {}): Promise<Host> {
  noteTermination();
  if (wantsScreen(options, io)) return (await import('./screen.ts')).createScreen(options, io, control, about);
  const host = await linesHost(options, io);
  const tell = (step: InterruptStep) => io.stderr.write(`${step.words.join('\n')}\n`);
  const unwire = wireSignals(control, tell);
  return {
    ...host,
    close: async () => {
      unwire();
      await host.close();
    },
  };
}

/** Around a screen that is not a run's: what is said and asked, on standard error. */
export const questionsHost = (options: Options, io: Io): Host => {
  const lines = linesHost({ ...options, json: false }, { ...io, stdout: io.stderr });
  return {
    notify: (event) => void lines.then((host) => host.notify(event)),
    request: async (question, signal) => (await lines).request(question, signal),
    pane: async (request, signal) => (await lines).pane?.(request, signal),
    close: async () => (await lines).close(),
  };
};

/** Undefined where events are lines. Its code is loaded only when it is drawn. */
export function forwardScreenFor(options: Options, io: Io): ForwardScreen | undefined {
  if (!wantsScreen(options, io)) return undefined;
  noteTermination();
  return async (board, over) => (await import('./own-screens.ts')).forwardScreen(options, io)(board, over);
}

/** Undefined where checks are lines. Its code is loaded only when it is drawn. */
export function doctorScreenFor(options: Options, io: Io): DoctorScreen | undefined {
  if (!wantsScreen(options, io)) return undefined;
  noteTermination();
  return async (board, over) => (await import('./own-screens.ts')).doctorScreen(options, io)(board, over);
}

/** Undefined where nobody can be asked. */
export function formFor(options: Options, io: Io): AskForm | undefined {
  if (!mayAsk(options, io)) return undefined;
  noteTermination();
  if (wantsScreen(options, io))
    return async (form, over) => (await import('./own-screens.ts')).formScreen(options, io)(form, over);
  return async (form, over) => (await import('./form-lines.ts')).formLines(io)(form, over);
}

async function linesHost(options: Options, io: Io): Promise<Host> {
  if (options.json === true) return (await import('./json-host.ts')).createJsonHost(io.stdout);
  const { createPlainHost } = await import('./plain-host.ts');
  return createPlainHost({
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    mayAsk: mayAsk(options, io),
    verbose: options.verbose === true,
    sentences: options['screen-reader'] === true,
    ...(mayAsk(options, io) && io.stdout.isTTY === true
      ? { lend: async (request, signal) => (await import('./lent-terminal.ts')).lendTerminal(request, io, signal) }
      : {}),
  });
}
