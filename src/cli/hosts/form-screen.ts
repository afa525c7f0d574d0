/** The screen of a form for this terminal and these options. Brings Ink in. */
import type { Io, Options } from '../../commands/context.ts';
import type { AskForm } from '../../engine/form-port.ts';
import { runFormScreen, wantsColour } from '../../ui/index.ts';

export const formScreen =
  (options: Options, io: Io): AskForm =>
  (form, over) =>
    runFormScreen(form, over, {
      stdin: io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
      color: options['no-color'] !== true && wantsColour(io.env),
      ascii: options.ascii === true,
      signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
    });
