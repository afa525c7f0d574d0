/** A program's own terminal on the screen: what is run above, its screen as it is, and below how to leave it. */
import type { PaneSize } from '../../../engine/pane-port.ts';
import type { PaneView } from '../../pane/run-pane.ts';
import { bold, dim, type Row, span } from '../../theme/row.ts';
import { clean, cutMiddle } from '../../theme/text-cells.ts';
import { type Frame, filled, line, rule } from '../frame.ts';

/** The lines around the program: a title, a rule, and the last line. */
const AROUND = 3;

export const paneSize = ({ columns, height }: Pick<Frame, 'columns' | 'height'>): PaneSize => ({
  columns: Math.max(2, columns),
  rows: Math.max(1, height - AROUND),
});

export function paneScreenRows(frame: Frame, pane: PaneView): Row[] {
  const { ellipsis } = frame.theme.glyphs;
  const title = cutMiddle(clean(pane.title), frame.columns - 2, ellipsis);
  const over = pane.exit !== undefined;
  const body = filled(pane.terminal.rows(!over), paneSize(frame).rows);
  return [line(frame, [bold(title, 'accent')]), rule(frame), ...body, lastLine(frame, pane.exit)].slice(
    0,
    frame.height,
  );
}

function lastLine(frame: Frame, exit: number | undefined): Row {
  if (exit === undefined)
    return line(frame, [dim('every key goes to this program  '), span('Ctrl-]'), dim(' ends it')]);
  const words = exit === 0 ? bold('done', 'ok') : bold(`it ended with exit ${exit}`, 'fail');
  return line(frame, [words, dim('  any key goes back')]);
}
