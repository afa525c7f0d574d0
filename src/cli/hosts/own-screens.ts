/** The screens that have the terminal to themselves, for this terminal and these options. Brings Ink in. */
import type { Io, Options } from '../../commands/context.ts';
import type { DoctorScreen } from '../../engine/doctor-port.ts';
import type { AskForm } from '../../engine/form-port.ts';
import type { ForwardScreen } from '../../engine/forward-port.ts';
import { openBrowser } from '../../tools/browser.ts';
import {
  type OwnScreenOptions,
  runDoctorScreen,
  runFormScreen,
  runForwardScreen,
  wantsColour,
} from '../../ui/index.ts';

const screenOptions = (options: Options, io: Io): OwnScreenOptions => ({
  stdin: io.stdin,
  stdout: io.stdout,
  stderr: io.stderr,
  color: options['no-color'] !== true && wantsColour(io.env),
  ascii: options.ascii === true,
  signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
});

export const doctorScreen =
  (options: Options, io: Io): DoctorScreen =>
  (board, over) =>
    runDoctorScreen(board, over, screenOptions(options, io));

export const formScreen =
  (options: Options, io: Io): AskForm =>
  (form, over) =>
    runFormScreen(form, over, {
      ...screenOptions(options, io),
      open: (url) => void openBrowser(url, io.env, io.cwd),
    });

export const forwardScreen =
  (options: Options, io: Io): ForwardScreen =>
  (board, over) =>
    runForwardScreen(board, over, screenOptions(options, io));
