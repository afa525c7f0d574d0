/** The one component of a run: redraws when the store's version moves, hands keys to handle-key.ts. Holds no state. */
import { useApp, useInput, useStdin, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { handleKey } from '../keys/handle-key.ts';
import type { RunActions } from '../keys/key-context.ts';
import { keyPresses } from '../keys/key-press.ts';
import type { RunStore } from '../model/run-store.ts';
import { type Frame, liveHeight, type Size } from '../screens/frame.ts';
import { runRows } from '../screens/run-rows.ts';
import type { Theme } from '../theme/theme.ts';
import { Rows } from './rows.tsx';

export type Suspend = (callback: () => Promise<void>) => Promise<void>;

export interface RunScreenProps {
  store: RunStore;
  theme: Theme;
  actions: RunActions;
  notProven: () => readonly string[];
  timeOf: (iso: string) => string;
  /** Takes the place of the terminal's own size. */
  size?: Size;
  /** Hears how to lend the terminal to a child, once that is possible. */
  onReady?: (suspend: Suspend) => void;
}

export function RunScreen(props: RunScreenProps): ReactNode {
  const { store, theme, actions } = props;
  useSyncExternalStore(store.subscribe, store.snapshot);
  const window = useWindowSize();
  const size = props.size ?? window;
  const frame = (): Frame => ({
    columns: size.columns,
    height: liveHeight(size.rows),
    theme,
    now: store.now(),
    timeOf: props.timeOf,
  });
  const { suspendTerminal } = useApp();
  const { isRawModeSupported } = useStdin();
  const { onReady } = props;
  useEffect(() => onReady?.(suspendTerminal), [onReady, suspendTerminal]);
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key)) {
        handleKey(press, {
          view: store.view,
          screen: store.screen,
          frame: frame(),
          notProven: props.notProven(),
          actions,
        });
      }
      store.flush();
    },
    { isActive: isRawModeSupported },
  );
  return <Rows rows={runRows(frame(), store.view, store.screen, props.notProven())} theme={theme} />;
}
