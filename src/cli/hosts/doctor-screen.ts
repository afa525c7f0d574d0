/** The screen of `doctor` for this terminal and these options. Brings Ink in. */
import type { Io, Options } from '../../commands/context.ts';
import type { DoctorScreen } from '../../engine/doctor-port.ts';
import { runDoctorScreen, wantsColour } from '../../ui/index.ts';

export const doctorScreen =
  (options: Options, io: Io): DoctorScreen =>
  (board, over) =>
    runDoctorScreen(board, over, {
      stdin: io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
      color: options['no-color'] !== true && wantsColour(io.env),
      ascii: options.ascii === true,
      signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
    });
