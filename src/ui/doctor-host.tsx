/** Shows `doctor` until it is left, and runs its fixes in a pane. Owns the terminal for that long and gives it back untouched. */
import { type Instance, render } from 'ink';
import type { DoctorBoard, DoctorFix, DoctorRow } from '../engine/doctor-port.ts';
import { copySequence } from './clipboard.ts';
import { DoctorScreen } from './components/doctor-screen.tsx';
import { newDoctorState } from './model/doctor-state.ts';
import { runPane } from './pane/run-pane.ts';
import { readKeysNow } from './raw-mode.ts';
import { liveHeight, type Size } from './screens/frame.ts';
import { paneSize } from './screens/pane/pane-rows.ts';
import { holdStrayOutput } from './stray-output.ts';
import { watchTerminal } from './terminal-watch.ts';
import { createTheme } from './theme/theme.ts';
import { wantsColour } from './theme/wants-colour.ts';

export interface DoctorHostOptions {
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

/** Redraws of a pane that writes much are drawn together. */
const TOGETHER_MS = 33;

/** Resolves when the operator leaves, a signal comes, the terminal goes away, or `over` is aborted (`quit`). */
export async function runDoctorScreen(
  board: DoctorBoard,
  over: AbortSignal,
  options: DoctorHostOptions = {},
): Promise<'quit' | 'interrupted'> {
  const stdout = options.stdout ?? process.stdout;
  const stdin = options.stdin ?? process.stdin;
  const stderr = options.stderr ?? process.stderr;
  const state = newDoctorState();
  const stray = holdStrayOutput(stderr);
  const gone = new AbortController();
  const listeners = new Set<() => void>();
  let later: NodeJS.Timeout | undefined;
  const redraw = (): void => {
    later ??= setTimeout(() => {
      later = undefined;
      for (const listener of listeners) listener();
    }, TOGETHER_MS);
  };
  let end: 'quit' | 'interrupted' = 'quit';
  let lost = false;
  let instance: Instance | undefined;
  const leave = (how: 'quit' | 'interrupted'): void => {
    end = how;
    gone.abort();
    instance?.unmount();
  };
  const size = (): Size => options.size ?? { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
  const run = async (fix: DoctorFix, row: DoctorRow): Promise<void> => {
    const request = board.fix(fix);
    if (request === undefined) return;
    try {
      const exit = await runPane(request, {
        stdin,
        size: () => paneSize({ columns: size().columns, height: liveHeight(size().rows) }),
        onResize: (listener) => {
          stdout.on('resize', listener);
          return () => stdout.off('resize', listener);
        },
        show: (pane) => {
          state.pane = pane;
          redraw();
        },
        changed: redraw,
        signal: gone.signal,
      });
      state.notice = exit === 0 ? undefined : `it ended with exit ${exit}`;
    } catch (error) {
      state.notice = (error as Error).message;
    }
    redraw();
    if (!gone.signal.aborted) await board.check(row.id);
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
    <DoctorScreen
      board={board}
      state={state}
      theme={createTheme({ color: options.color ?? wantsColour(process.env), ascii: options.ascii ?? false })}
      hands={{
        board,
        run: (fix, row) => void run(fix, row),
        copy: (text) => void stdout.write(copySequence(text)),
        leave,
      }}
      onChange={(listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      }}
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
    clearTimeout(later);
    watch.end(lost);
    stray.release();
  }
  return end;
}
