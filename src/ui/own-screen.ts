/**
 * A screen that has the terminal to itself until it is left: what is drawn is the caller's. Owns the terminal for that
 * long, hears every way in which it can be taken away, and gives it back untouched.
 */
import { type Instance, render } from 'ink';
import type { ReactElement } from 'react';
import { readKeysNow } from './raw-mode.ts';
import type { Size } from './screens/frame.ts';
import { holdStrayOutput } from './stray-output.ts';
import { watchTerminal } from './terminal-watch.ts';
import { createTheme, type Theme } from './theme/theme.ts';
import { wantsColour } from './theme/wants-colour.ts';

export interface OwnScreenOptions {
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

export type ScreenEnd = 'quit' | 'interrupted';

export interface ScreenParts {
  theme: Theme;
  stdout: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  /** For a component that takes it; empty where the terminal's own size counts. */
  sized: { size?: Size };
  leave: (how: ScreenEnd) => void;
}

export interface Drawn {
  element: ReactElement;
  /** Called when the screen is being left, whoever wants it. */
  onLeave?: () => void;
  /** Frames a second at most; Ink's own number when absent. */
  maxFps?: number;
}

/** Resolves when the operator leaves, a signal comes, the terminal goes away, or `over` is aborted (`quit`). */
export async function showOwnScreen(
  draw: (parts: ScreenParts) => Drawn,
  over: AbortSignal,
  options: OwnScreenOptions,
): Promise<ScreenEnd> {
  const { stdout = process.stdout, stdin = process.stdin, stderr = process.stderr } = options;
  const stray = holdStrayOutput(stderr);
  let end: ScreenEnd = 'quit';
  let lost = false;
  let instance: Instance | undefined;
  const leave = (how: ScreenEnd): void => {
    end = how;
    drawn.onLeave?.();
    instance?.unmount();
  };
  const drawn = draw({
    theme: createTheme({ color: options.color ?? wantsColour(process.env), ascii: options.ascii ?? false }),
    stdout,
    stdin,
    sized: options.size === undefined ? {} : { size: options.size },
    leave,
  });
  const watch = watchTerminal([stdin, stdout, stderr], options.signals ?? [], {
    dying: () => instance?.unmount(),
    lost: () => {
      lost = true;
      leave('interrupted');
    },
    signal: () => leave('interrupted'),
  });
  readKeysNow(stdin);
  instance = render(drawn.element, {
    stdout,
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    incrementalRendering: true,
    alternateScreen: true,
    ...(drawn.maxFps === undefined ? {} : { maxFps: drawn.maxFps }),
  });
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
