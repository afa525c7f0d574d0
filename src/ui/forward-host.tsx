/** Shows the forward manager until it is left. */
import type { ForwardBoard, ForwardScreenEnd } from '../engine/forward-port.ts';
import { copySequence } from './clipboard.ts';
import { ForwardScreen } from './components/forward-screen.tsx';
import { type OwnScreenOptions, showOwnScreen } from './own-screen.ts';

/** Resolves when the operator leaves, a signal comes, the terminal goes away, or `over` is aborted (`quit`). */
export const runForwardScreen = (
  board: ForwardBoard,
  over: AbortSignal,
  options: OwnScreenOptions = {},
): Promise<ForwardScreenEnd> =>
  showOwnScreen(
    ({ theme, stdout, sized, leave }) => ({
      maxFps: 12,
      element: (
        <ForwardScreen
          board={board}
          theme={theme}
          copy={(text) => void stdout.write(copySequence(text))}
          onLeave={leave}
          {...sized}
        />
      ),
    }),
    over,
    options,
  );
