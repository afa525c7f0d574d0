/** The one component of `doctor`: redraws when the board says so, hands keys to doctor-state.ts. */
import { useInput, useStdin, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import type { DoctorBoard } from '../../engine/doctor-port.ts';
import { keyPresses } from '../keys/key-press.ts';
import { type DoctorHands, type DoctorState, doctorKey } from '../model/doctor-state.ts';
import { doctorScreenRows } from '../screens/doctor/doctor-rows.ts';
import { type Frame, liveHeight, localTime, type Size } from '../screens/frame.ts';
import type { Theme } from '../theme/theme.ts';
import { Rows } from './rows.tsx';

export interface DoctorScreenProps {
  board: DoctorBoard;
  state: DoctorState;
  theme: Theme;
  hands: DoctorHands;
  /** Calls back when something that is no check has changed. */
  onChange: (listener: () => void) => () => void;
  /** Takes the place of the terminal's own size. */
  size?: Size;
}

export function DoctorScreen({ board, state, theme, hands, onChange, size: fixed }: DoctorScreenProps): ReactNode {
  const window = useWindowSize();
  const size = fixed ?? window;
  const frame: Frame = { columns: size.columns, height: liveHeight(size.rows), theme, now: 0, timeOf: localTime };
  const [, count] = useState(0);
  useEffect(() => {
    const redraw = (): void => count((n) => n + 1);
    const ends = [board.subscribe(redraw), onChange(redraw)];
    return () => {
      for (const end of ends) end();
    };
  }, [board, onChange]);
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key)) doctorKey(press, state, hands);
      count((n) => n + 1);
    },
    { isActive: isRawModeSupported },
  );
  return <Rows rows={doctorScreenRows(frame, board.heading, board.rows(), state)} theme={theme} />;
}
