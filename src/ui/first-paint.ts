/**
 * The home screen's first frame, drawn before Ink is loaded: what an operator came to see stands there several times
 * sooner. Owns the terminal until it is handed over; must never import Ink or React.
 */
import type { HomeView } from './model/home-view.ts';
import { readKeysNow } from './raw-mode.ts';
import { liveHeight, localTime, type Size } from './screens/frame.ts';
import { homeScreenRows } from './screens/home/home-screen-rows.ts';
import { rowsToAnsi } from './theme/rows-to-ansi.ts';
import { createTheme } from './theme/theme.ts';

const ENTER_ALTERNATE = '\u001b[?1049h';
const LEAVE_ALTERNATE = '\u001b[?1049l';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const HOME = '\u001b[H';
const ERASE_BELOW = '\u001b[J';
const DEADLY: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export interface PaintOptions {
  stdout: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  color: boolean;
  ascii: boolean;
}

export interface FirstPaint {
  /** Draws over the paint: what `render` writes takes its place, without a blank moment in between. */
  handOver<T>(render: () => T): T;
  /** Gives the terminal back as it was, unless it was handed over. */
  undo(): void;
}

/** Takes the alternate screen, switches to single keys, and draws. Keys pressed from now on wait for whoever reads them. */
export function paintHome(view: HomeView, options: PaintOptions): FirstPaint {
  const { stdout, stdin } = options;
  const size = sizeOf(stdout);
  const theme = createTheme({ color: options.color, ascii: options.ascii });
  const frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const rows = homeScreenRows(frame, view) ?? [];
  let ours = true;
  const undo = (): void => {
    if (!ours) return;
    ours = false;
    for (const signal of DEADLY) process.off(signal, die);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdout.write(`${LEAVE_ALTERNATE}${SHOW_CURSOR}`);
  };
  const die = (signal: NodeJS.Signals): void => {
    undo();
    process.kill(process.pid, signal);
  };
  // Before the first byte: from the moment the terminal is ours, nothing may end us that does not give it back.
  for (const signal of DEADLY) process.on(signal, die);
  readKeysNow(stdin);
  stdout.write(`${ENTER_ALTERNATE}${HIDE_CURSOR}${ERASE_BELOW}${HOME}${rowsToAnsi(rows, theme)}`);
  return {
    undo,
    handOver(render) {
      ours = false;
      for (const signal of DEADLY) process.off(signal, die);
      const now = sizeOf(stdout);
      const same = now.columns === size.columns && now.rows === size.rows;
      stdout.write(same ? HOME : `${HOME}${ERASE_BELOW}`);
      try {
        return withoutEntering(stdout, render);
      } catch (cause) {
        ours = true;
        undo();
        throw cause;
      }
    },
  };
}

const sizeOf = (stdout: NodeJS.WriteStream): Size => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 });

/** Some terminals blank the alternate screen when it is entered again: while `render` runs, that one write is left out. */
function withoutEntering<T>(stdout: NodeJS.WriteStream, render: () => T): T {
  const write = stdout.write;
  stdout.write = ((chunk: unknown, ...rest: unknown[]) =>
    chunk === ENTER_ALTERNATE ? true : Reflect.apply(write, stdout, [chunk, ...rest])) as typeof stdout.write;
  try {
    return render();
  } finally {
    stdout.write = write;
  }
}
