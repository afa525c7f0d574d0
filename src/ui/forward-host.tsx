/** Shows the forward manager until it is left. Owns the terminal for that long and gives it back untouched. */
import { type Instance, render } from 'ink';
import type { ForwardBoard, ForwardScreenEnd } from '../engine/forward-port.ts';
import { copySequence } from './clipboard.ts';
import { ForwardScreen } from './components/forward-screen.tsx';
import { readKeysNow } from './raw-mode.ts';
import type { Size } from './screens/frame.ts';
import { holdStrayOutput } from './stray-output.ts';
import { watchTerminal } from './terminal-watch.ts';
import { createTheme } from './theme/theme.ts';
import { wantsColour } from './theme/wants-colour.ts';

export interface ForwardHostOptions {
  color?: boolean;
  ascii?: boolean;
  stdout?: NodeJS.WriteStream;
  stdin?: NodeJS.ReadStream;
  stderr?: NodeJS.WriteStream;
  /** Signals that mean what Ctrl-C means. */
  signals?: readonly NodeJS.Signals[];
  /** Takes the place of the terminal's own size. */
  size?: Size;
}

/** Resolves when the operator leaves, a signal comes, the terminal goes away, or `over` is aborted (`quit`). */
export async function runForwardScreen(
  board: ForwardBoard,
  over: AbortSignal,
  options: ForwardHostOptions = {},
): Promise<ForwardScreenEnd> {
  const stdout = options.stdout ?? process.stdout;
  const stdin = options.stdin ?? process.stdin;
  const stderr = options.stderr ?? process.stderr;
  const stray = holdStrayOutput(stderr);
  let end: ForwardScreenEnd = 'quit';
  let lost = false;
  let instance: Instance | undefined;
  const leave = (how: ForwardScreenEnd): void => {
    end = how;
    instance?.unmount();
  };
  const watch = watchTerminal([stdin, stdout, stderr], options.signals ?? [], {
    dying: () => instance?.unmount(),
    lost: () => {
      lost = true;
      leave('interrupted');
    },
    signal: () => leave('interrupted'),
  });
  readKeysNow(stdin);
  instance = render(
    <ForwardScreen
      board={board}
      theme={createTheme({ color: options.color ?? wantsColour(process.env), ascii: options.ascii ?? false })}
      copy={(text) => void stdout.write(copySequence(text))}
      onLeave={leave}
      {...(options.size === undefined ? {} : { size: options.size })}
    />,
    {
      stdout,
      stdin,
      exitOnCtrlC: false,
      patchConsole: false,
      interactive: true,
      incrementalRendering: true,
      alternateScreen: true,
      maxFps: 12,
    },
  );
  const quit = (): void => leave('quit');
  over.addEventListener('abort', quit, { once: true });
  if (over.aborted) quit();
  try {
    await instance.waitUntilExit();
  } finally {
    over.removeEventListener('abort', quit);
    watch.end(lost);
    stray.release();
  }
  return end;
}
