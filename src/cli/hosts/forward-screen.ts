/** The screen of the forward manager for this terminal and these options. Brings Ink in. */
import type { Io, Options } from '../../commands/context.ts';
import type { ForwardScreen } from '../../engine/forward-port.ts';
import { runForwardScreen, wantsColour } from '../../ui/index.ts';

export const forwardScreen =
  (options: Options, io: Io): ForwardScreen =>
  (board, over) =>
    runForwardScreen(board, over, {
      stdin: io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
      color: options['no-color'] !== true && wantsColour(io.env),
      ascii: options.ascii === true,
      signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
    });
