/** From argv to an exit code: parse, help, the home screen, or one command. Draws the errors that no run can draw. */

import type { CommandContext, Io } from '../commands/context.ts';
import { errorBody } from '../engine/errors/report.ts';
import { errorLines } from '../engine/events/line.ts';
import type { EventOf } from '../engine/events/types.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { helpText } from './help.ts';
import { chooseHost, doctorScreenFor, formFor, forwardScreenFor, mayAsk, questionsHost } from './hosts/choose.ts';
import { wasTerminated } from './hosts/signals.ts';
import { packageDir, selfArgv } from './package.ts';
import { type Parsed, parseCommandLine } from './parse.ts';
import { VERSION } from './version.ts';

/** Node makes each standard stream when it is first asked for, which takes longer than all of `--help`. */
const processIo = (): Io => ({
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  env: process.env,
  cwd: process.cwd(),
});

export async function dispatch(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let json = argv.includes('--json') || ['1', 'true', 'yes'].includes(io.env.FLIP_HUB_JSON ?? '');
  try {
    const parsed = parseCommandLine(argv, io.env);
    json = parsed.options.json === true;
    return await act(parsed, io);
  } catch (error) {
    return drawError(error, json, io);
  }
}

async function act({ command, positionals, options }: Parsed, io: Io): Promise<number> {
  if (options.version === true) {
    io.stdout.write(`${VERSION}\n`);
    return EXIT.done;
  }
  if (options.help === true) {
    io.stdout.write(helpText(command));
    return EXIT.done;
  }
  const interactive = mayAsk(options, io);
  if (command !== undefined) {
    const context: CommandContext = {
      command: command.name,
      positionals,
      options,
      io,
      version: VERSION,
      self: selfArgv(),
      packageDir: packageDir(),
      interactive,
      host: (control, about) => chooseHost(options, io, control, about),
      get questions() {
        return questionsHost(options, io);
      },
      get forwardScreen() {
        return forwardScreenFor(options, io);
      },
      get doctorScreen() {
        return doctorScreenFor(options, io);
      },
      get askForm() {
        return formFor(options, io);
      },
      terminated: wasTerminated,
    };
    return (await command.load()).run(context);
  }
  if (interactive && io.stdout.isTTY && options.plain !== true && options['screen-reader'] !== true)
    return (await import('./home.ts')).home(options, io, (words) => dispatch(words, io));
  io.stderr.write(helpText(undefined));
  return EXIT.usage;
}

function drawError(error: unknown, json: boolean, io: Io): number {
  const { body, exit } = errorBody('cli', error);
  const event: EventOf<'error'> = { v: 1, seq: 0, time: new Date().toISOString(), run: '-', ...body };
  if (json) io.stdout.write(`${JSON.stringify(event)}\n`);
  else io.stderr.write(`${errorLines(event).join('\n')}\n`);
  return exit;
}
