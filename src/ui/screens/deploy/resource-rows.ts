/** Terraform's resources while they change: one row each, and a title with totals that add up. */
import type { ResourceAction } from '../../../engine/events/types.ts';
import type { ResourceRow } from '../../model/resource-board.ts';
import type { PhaseView, RunView } from '../../model/run-view.ts';
import { resourceTotals } from '../../model/selectors.ts';
import { grouped, runningDuration, shortDuration } from '../../theme/durations.ts';
import { bold, dim, fitRow, type Row, type Span, span } from '../../theme/row.ts';
import { clean, cutMiddle, padEnd, padStart } from '../../theme/text-cells.ts';
import type { Theme } from '../../theme/theme.ts';
import { dotted, type Frame } from '../frame.ts';

const WORDS: Record<ResourceAction, readonly [running: string, done: string]> = {
  create: ['creating', 'created'],
  update: ['changing', 'changed'],
  delete: ['deleting', 'deleted'],
  replace: ['replacing', 'replaced'],
  read: ['reading', 'read'],
  import: ['importing', 'imported'],
  forget: ['forgetting', 'forgotten'],
  move: ['moving', 'moved'],
  'no-op': ['checking', 'checked'],
};
const WORD = 10;
const TIME = 7;

/** `131 of 166 · 3 running · 1 failed · 2 of 3 imported`. */
export function resourceTitle(frame: Frame, view: RunView, phase: PhaseView): Row {
  const t = resourceTotals(view, phase);
  const of =
    t.total === undefined ? '' : t.done > t.total ? ` (${grouped(t.total)} planned)` : ` of ${grouped(t.total)}`;
  const ended = phase.state !== 'running' && phase.state !== 'waiting';
  const missing = t.total === undefined ? 0 : t.total - t.done - t.failed;
  const some = (done: number, planned: number, word: string): Span | undefined =>
    done + planned === 0 ? undefined : dim(planned > done ? `${done} of ${planned} ${word}` : `${done} ${word}`);
  return dotted(frame, [
    bold(`${grouped(t.done)}${of}`),
    t.running > 0 ? span(`${t.running} running`, 'accent') : undefined,
    t.failed > 0 ? span(`${t.failed} failed`, 'fail') : undefined,
    ended && missing > 0 ? span(`${missing} not reached`, 'warn') : undefined,
    some(t.imported, t.toImport, 'imported'),
    some(t.forgotten, t.toForget, 'forgotten'),
  ]);
}

export function resourceRows(frame: Frame, phase: PhaseView, height: number): Row[] {
  if (height < 1) return [];
  const { rows, hidden } = phase.resources.rows(height);
  const drawn = rows.map((row) => resourceRow(frame, row));
  if (hidden === 0) return drawn;
  const firstFinished = rows.findIndex((r) => r.state === 'done');
  const at = firstFinished < 0 ? drawn.length : firstFinished;
  return [
    ...drawn.slice(0, at),
    [dim(`     ${frame.theme.glyphs.ellipsis}and ${hidden} more running`)],
    ...drawn.slice(at),
  ];
}

function resourceRow(frame: Frame, row: ResourceRow): Row {
  const { ellipsis } = frame.theme.glyphs;
  // On a narrow terminal the sign alone says what happens to it.
  const wide = frame.columns >= 60 ? WORD : 0;
  const room = Math.max(10, frame.columns - 5 - wide - TIME - 2);
  const address = padEnd(cutMiddle(clean(row.address), room, ellipsis), room);
  const [running, done] = WORDS[row.action];
  const word = row.state === 'running' ? running : row.state === 'failed' ? 'failed' : done;
  const time = row.state === 'running' ? runningDuration(frame.now - row.startedAt) : shortDuration(row.ms ?? 0);
  const past = row.state === 'done';
  const text = (t: string): Span => (past ? dim(t) : span(t));
  return fitRow(
    [
      span('   '),
      sign(frame.theme, row),
      span(' '),
      text(address),
      span(' '),
      row.state === 'failed'
        ? span(padEnd(wide === 0 ? '' : word, wide), 'fail')
        : text(padEnd(wide === 0 ? '' : word, wide)),
      text(padStart(time, TIME)),
    ],
    frame.columns,
    ellipsis,
  );
}

function sign(theme: Theme, row: ResourceRow): Span {
  const { glyphs } = theme;
  if (row.state === 'failed') return bold(glyphs.failed, 'fail');
  if (row.state === 'done') return span(glyphs.done, 'ok');
  return actionSign(theme, row.action);
}

/** The sign of an action in a plan and while it runs. */
export function actionSign(theme: Theme, action: ResourceAction): Span {
  const { glyphs } = theme;
  switch (action) {
    case 'create':
      return span(glyphs.add, 'accent');
    case 'update':
      return span(glyphs.change, 'warn');
    case 'delete':
      return span(glyphs.remove, 'fail');
    case 'replace':
      return span(glyphs.replace, 'fail');
    case 'import':
      return span(glyphs.import, 'accent');
    case 'forget':
      return dim(glyphs.forget);
    case 'move':
      return dim(glyphs.move);
    case 'read':
    case 'no-op':
      return dim(glyphs.waiting);
  }
}
