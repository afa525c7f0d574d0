/** The Ink screen for this terminal and these options. The only module of the command line that brings Ink in. */
import type { HostAbout, Io, Options } from '../../commands/context.ts';
import type { Host, RunControl } from '../../engine/port.ts';
import { openBrowser } from '../../tools/browser.ts';
import { createInkHost, wantsColour } from '../../ui/index.ts';
import { createPlainHost } from './plain-host.ts';

export function createScreen(options: Options, io: Io, control: RunControl, about: HostAbout): Host {
  const colour = options['no-color'] !== true && wantsColour(io.env);
  return createInkHost({
    control,
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    color: colour,
    ascii: options.ascii === true,
    // The exit code is the dispatcher's; what a signal does to the run is what Ctrl-C does.
    signals: ['SIGINT', 'SIGTERM', 'SIGHUP'],
    linger: 'failure',
    open: (url) => void openBrowser(url, io.env, io.cwd),
    notProven: () => about.notProven ?? [],
    fallback: createPlainHost({
      stdin: io.stdin,
      stdout: io.stderr,
      stderr: io.stderr,
      mayAsk: false,
      verbose: false,
      sentences: false,
    }),
  });
}
