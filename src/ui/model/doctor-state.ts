/**
 * Where the operator is in `doctor`, and what a key does there. One synchronous step a key; a fix is run only after its
 * command was shown and agreed to.
 */
import type { DoctorBoard, DoctorFix, DoctorRow } from '../../engine/doctor-port.ts';
import type { KeyPress } from '../keys/key-press.ts';
import { STEPS } from '../keys/key-press.ts';
import type { PaneView } from '../pane/run-pane.ts';

export interface DoctorState {
  /** Id of the chosen row. */
  chosen: string | undefined;
  /** A fix that waits for a yes. */
  asking: DoctorFix | undefined;
  help: boolean;
  notice: string | undefined;
  /** The fix that runs, in a terminal of its own. */
  pane: PaneView | undefined;
}

export interface DoctorHands {
  board: Pick<DoctorBoard, 'rows' | 'check'>;
  /** Runs it in the pane, then looks at the row again. */
  run(fix: DoctorFix, row: DoctorRow): void;
  copy(text: string): void;
  leave(end: 'quit' | 'interrupted'): void;
}

export const newDoctorState = (): DoctorState => ({
  chosen: undefined,
  asking: undefined,
  help: false,
  notice: undefined,
  pane: undefined,
});

/** The row the cursor is on: the first that needs somebody, until one was chosen. */
export const chosenCheck = (rows: readonly DoctorRow[], state: DoctorState): DoctorRow | undefined =>
  rows.find((row) => row.id === state.chosen) ?? rows.find((row) => row.verdict === 'fail') ?? rows[0];

export function doctorKey(press: KeyPress, state: DoctorState, hands: DoctorHands): void {
  // Every key is the program's.
  if (state.pane) return;
  state.notice = undefined;
  if (press.name === 'interrupt') hands.leave('interrupted');
  else if (state.asking) answer(press, state, state.asking, hands);
  else if (state.help) state.help = false;
  else listKey(press, state, hands);
}

function answer(press: KeyPress, state: DoctorState, fix: DoctorFix, hands: DoctorHands): void {
  state.asking = undefined;
  const row = chosenCheck(hands.board.rows(), state);
  if (press.char === 'y' && row) hands.run(fix, row);
  else state.notice = 'nothing was run';
}

function listKey(press: KeyPress, state: DoctorState, hands: DoctorHands): void {
  const rows = hands.board.rows();
  const row = chosenCheck(rows, state);
  const step = STEPS[press.name]?.(5);
  if (step !== undefined) {
    const at = rows.findIndex((one) => one.id === row?.id);
    state.chosen = rows[Math.max(0, Math.min(at + step, rows.length - 1))]?.id;
  } else if (press.name === 'enter') wantFix(state, row);
  else if (press.char === 'r') void hands.board.check();
  else if (press.char === '?') state.help = true;
  else if (press.char === 'q' || press.name === 'escape') hands.leave('quit');
  else if (press.char === 'c') {
    const command = row?.fixes.find((fix) => fix.runs) ?? row?.fixes[0];
    if (command) hands.copy(command.words);
    state.notice = command ? 'the command was given to the terminal to copy' : 'there is nothing to copy here';
  }
}

function wantFix(state: DoctorState, row: DoctorRow | undefined): void {
  // From here on the cursor stays on this row, whatever is looked at meanwhile.
  state.chosen = row?.id;
  const fix = row?.fixes.find((one) => one.runs);
  if (fix) state.asking = fix;
  else if (row?.fixes[0]) state.notice = 'no command can do this one: it is yours to do, as the line below it says';
  else state.notice = row?.verdict === undefined ? 'it is still looked at' : 'there is nothing to fix here';
}
