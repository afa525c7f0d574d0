/**
 * Where the operator is in the forward manager, and what a key does there. One synchronous step a key; what concerns a
 * forward goes out as an action, and what came of it comes back as a notice.
 */
import type { ForwardAction, ForwardBoard, ForwardRow, ForwardScreenEnd } from '../../engine/forward-port.ts';
import type { KeyPress } from '../keys/key-press.ts';
import { STEPS } from '../keys/key-press.ts';

export interface ForwardState {
  view: 'list' | 'log' | 'help';
  /** Id of the chosen row: rows may come and never go. */
  chosen: string | undefined;
  /** What is being typed after `a`; undefined when nothing is. */
  typing: string | undefined;
  /** Lines scrolled up from the end of the log. */
  back: number;
  notice: string | undefined;
}

export interface ForwardHands {
  board: Pick<ForwardBoard, 'rows' | 'logOf' | 'act'>;
  /** Puts text on the terminal's clipboard. */
  copy(text: string): void;
  leave(end: ForwardScreenEnd): void;
  redraw(): void;
  /** Lines of a log that fit. */
  page: number;
}

export const newForwardState = (): ForwardState => ({
  view: 'list',
  chosen: undefined,
  typing: undefined,
  back: 0,
  notice: undefined,
});

export const chosenRow = (rows: readonly ForwardRow[], state: ForwardState): ForwardRow | undefined =>
  rows.find((row) => row.id === state.chosen) ?? rows[0];

export function forwardKey(press: KeyPress, state: ForwardState, hands: ForwardHands): void {
  state.notice = undefined;
  if (press.name === 'interrupt') hands.leave('interrupted');
  else if (state.typing !== undefined) type(press, state, hands);
  else if (state.view === 'log') logKey(press, state, hands);
  else if (state.view === 'help') state.view = 'list';
  else listKey(press, state, hands);
}

function type(press: KeyPress, state: ForwardState, hands: ForwardHands): void {
  const typed = state.typing ?? '';
  if (press.name === 'escape') state.typing = undefined;
  else if (press.name === 'backspace') state.typing = typed.slice(0, -1);
  else if (press.name === 'char') state.typing = typed + press.char;
  else if (press.name === 'enter') {
    state.typing = undefined;
    if (typed.trim() !== '') ask({ do: 'add', typed }, state, hands);
  }
}

function logKey(press: KeyPress, state: ForwardState, hands: ForwardHands): void {
  const step = STEPS[press.name]?.(hands.page);
  if (press.name === 'escape' || press.char === 'q' || press.char === 'l') state.view = 'list';
  else if (step !== undefined) {
    const lines = hands.board.logOf(chosenRow(hands.board.rows(), state)?.id ?? '').length;
    state.back = Math.max(0, Math.min(state.back - step, lines - hands.page));
  }
}

const ON_ROW: Record<string, 'toggle' | 'restart' | 'open' | 'take-free-port'> = {
  ' ': 'toggle',
  r: 'restart',
  o: 'open',
  p: 'take-free-port',
};

function listKey(press: KeyPress, state: ForwardState, hands: ForwardHands): void {
  const rows = hands.board.rows();
  const row = chosenRow(rows, state);
  const step = STEPS[press.name]?.(5);
  const onRow = press.name === 'enter' ? 'open' : ON_ROW[press.char];
  if (step !== undefined) move(step, rows, state);
  else if (onRow !== undefined && row !== undefined) ask({ do: onRow, id: row.id }, state, hands);
  else if (press.char === 'R') ask({ do: 'restart-all' }, state, hands);
  else if (press.char === 'i') ask({ do: 'sign-in' }, state, hands);
  else if (press.char === 'a') state.typing = '';
  else if (press.char === 'l') Object.assign(state, { view: 'log', back: 0 });
  else if (press.char === '?') state.view = 'help';
  else if (press.char === 'q' || press.name === 'escape') hands.leave('quit');
  else if (press.char === 'c' && row !== undefined) {
    if (row.url !== undefined) hands.copy(row.url);
    state.notice = row.url === undefined ? 'it is not open' : `copied ${row.url}`;
  }
}

function move(step: number, rows: readonly ForwardRow[], state: ForwardState): void {
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === chosenRow(rows, state)?.id),
  );
  state.chosen = rows[Math.max(0, Math.min(at + step, rows.length - 1))]?.id;
}

function ask(action: ForwardAction, state: ForwardState, hands: ForwardHands): void {
  void hands.board.act(action).then((words) => {
    state.notice = words;
    if (action.do === 'add' && words === undefined) state.chosen = hands.board.rows().at(-1)?.id;
    hands.redraw();
  });
}
