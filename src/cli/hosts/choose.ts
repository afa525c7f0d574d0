/** Which host draws: NDJSON, plain lines, or the Ink screen. The screen's code is loaded only when it is chosen. */
import type { HostAbout, Io, Options } from '../../commands/context.ts';
import type { Host, RunControl } from '../../engine/port.ts';
import { isCi } from '../../tools/child-environment.ts';

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
  if (options.json === true) return (await import('./json-host.ts')).createJsonHost(io.stdout);
  if (wantsScreen(options, io)) return (await import('./screen.ts')).createScreen(options, io, control, about);
  const { createPlainHost } = await import('./plain-host.ts');
  return createPlainHost({
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    mayAsk: mayAsk(options, io),
    verbose: options.verbose === true,
    sentences: options['screen-reader'] === true,
  });
}
