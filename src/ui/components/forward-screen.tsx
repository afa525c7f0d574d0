/** The one component of the forward manager: redraws when the board says so, hands keys to forward-state.ts. */
import { useInput, useStdin, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import type { ForwardBoard, ForwardScreenEnd } from '../../engine/forward-port.ts';
import { keyPresses } from '../keys/key-press.ts';
import { chosenRow, forwardKey, newForwardState } from '../model/forward-state.ts';
import { forwardLogPage, forwardScreenRows } from '../screens/forward/forward-rows.ts';
import { type Frame, liveHeight, localTime, type Size } from '../screens/frame.ts';
import type { Theme } from '../theme/theme.ts';
import { Rows } from './rows.tsx';

export interface ForwardScreenProps {
  board: ForwardBoard;
  theme: Theme;
  copy: (text: string) => void;
  onLeave: (end: ForwardScreenEnd) => void;
  /** Takes the place of the terminal's own size. */
  size?: Size;
}

export function ForwardScreen({ board, theme, copy, onLeave, size: fixed }: ForwardScreenProps): ReactNode {
  const window = useWindowSize();
  const size = fixed ?? window;
  const frame: Frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const [state] = useState(newForwardState);
  const [, count] = useState(0);
  const redraw = (): void => count((n) => n + 1);
  useEffect(() => board.subscribe(() => count((n) => n + 1)), [board]);
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key))
        forwardKey(press, state, { board, copy, leave: onLeave, redraw, page: forwardLogPage(frame) });
      redraw();
    },
    { isActive: isRawModeSupported },
  );
  const rows = board.rows();
  const view = {
    heading: board.heading,
    credentials: board.credentials(),
    rows,
    notices: board.notices(),
    log: state.view === 'log' ? board.logOf(chosenRow(rows, state)?.id ?? '') : [],
  };
  return <Rows rows={forwardScreenRows(frame, view, state)} theme={theme} />;
}
