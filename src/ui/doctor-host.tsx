/** Shows `doctor` until it is left, and runs its fixes in a pane. */
import type { DoctorBoard, DoctorFix, DoctorRow } from '../engine/doctor-port.ts';
import { copySequence } from './clipboard.ts';
import { DoctorScreen } from './components/doctor-screen.tsx';
import { newDoctorState } from './model/doctor-state.ts';
import { type OwnScreenOptions, type ScreenEnd, type ScreenParts, showOwnScreen } from './own-screen.ts';
import { runPane } from './pane/run-pane.ts';
import { liveHeight, type Size } from './screens/frame.ts';
import { paneSize } from './screens/pane/pane-rows.ts';

/** Redraws of a pane that writes much are drawn together. */
const TOGETHER_MS = 33;

/** Resolves when the operator leaves, a signal comes, the terminal goes away, or `over` is aborted (`quit`). */
export async function runDoctorScreen(
  board: DoctorBoard,
  over: AbortSignal,
  options: OwnScreenOptions = {},
): Promise<ScreenEnd> {
  const state = newDoctorState();
  const gone = new AbortController();
  const listeners = new Set<() => void>();
  let later: NodeJS.Timeout | undefined;
  const redraw = (): void => {
    later ??= setTimeout(() => {
      later = undefined;
      for (const listener of listeners) listener();
    }, TOGETHER_MS);
  };
  const run = async ({ stdin, stdout }: ScreenParts, fix: DoctorFix, row: DoctorRow): Promise<void> => {
    const request = board.fix(fix);
    if (request === undefined) return;
    const size = (): Size => options.size ?? { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
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
  const draw = (parts: ScreenParts) => ({
    maxFps: 12,
    onLeave: () => gone.abort(),
    element: (
      <DoctorScreen
        board={board}
        state={state}
        theme={parts.theme}
        hands={{
          board,
          run: (fix, row) => void run(parts, fix, row),
          copy: (text) => void parts.stdout.write(copySequence(text)),
          leave: parts.leave,
        }}
        onChange={(listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        }}
        {...parts.sized}
      />
    ),
  });
  try {
    return await showOwnScreen(draw, over, options);
  } finally {
    clearTimeout(later);
  }
}
