/**
 * The screen of a run: header, phase board, the shown phase's resources and log, what interrupts, keys.
 * Divides the height among them: the log gets what is left, and on a tiny terminal the board gives way first.
 */

import type { PhaseView, RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { shownPhase } from '../../model/selectors.ts';
import { grouped } from '../../theme/durations.ts';
import { bold, dim, type Row, type Span, span } from '../../theme/row.ts';
import { cells, clean, cut, wrapCells } from '../../theme/text-cells.ts';
import { bannerRows } from '../banner-rows.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { keyBar } from '../key-bar.ts';
import { boardHeight, boardRows } from './board-rows.ts';
import { headerRow } from './header-rows.ts';
import { logRows, logTitle } from './log-rows.ts';
import { resourceRows, resourceTitle } from './resource-rows.ts';

/** Rows the pane below the board keeps for itself before the board may grow. */
const PANE = 8;

export function deployRows(frame: Frame, view: RunView, screen: ScreenState): Row[] {
  const shown = shownPhase(view, screen);
  const keys = frame.height >= 4 ? 1 : 0;
  const banner = bannerRows(frame, view, screen, Math.max(0, frame.height - 3));
  const body = frame.height - 1 - keys - banner.length;
  const wanted = boardHeight(view.phases.length, frame.columns);
  const board = boardRows(frame, view, Math.min(wanted, Math.max(body >= 3 ? 1 : 0, body - PANE)), shown);
  const gap: Row[] = body >= 14 && board.length > 0 ? [[]] : [];
  const pane = paneRows(frame, view, screen, shown, body - board.length - gap.length);
  return [
    headerRow(frame, view),
    ...gap,
    ...board,
    ...pane,
    ...banner,
    ...(keys === 1 ? [keyBar(frame, 'board', unavailable(view))] : []),
  ];
}

const unavailable = (view: RunView): Set<string> =>
  new Set([...(view.plan ? [] : ['d']), ...(view.errors.length > 0 ? [] : ['e'])]);

function paneRows(
  frame: Frame,
  view: RunView,
  screen: ScreenState,
  shown: PhaseView | undefined,
  height: number,
): Row[] {
  if (height <= 0) return [];
  if (!shown) return filled(firstWords(frame, view, height), height);
  const about = aboutRows(frame, view, shown);
  const rest = height - 1 - about.length;
  const withResources = shown.resources.active && rest >= 3;
  const resourceHeight = withResources ? Math.max(2, Math.ceil((rest - 1) * 0.6)) : 0;
  const logHeight = withResources ? rest - resourceHeight - 1 : rest;
  const place = { ...screen.log };
  const title = withResources
    ? resourceTitle(frame, view, shown)
    : phaseTitle(frame, shown, place, Math.max(1, logHeight));
  return filled(
    [
      rule(frame, shown.id, title),
      ...about,
      ...(withResources ? filled(resourceRows(frame, shown, resourceHeight), resourceHeight) : []),
      ...(withResources ? [rule(frame, 'log', logTitle(frame, shown.log, place, logHeight))] : []),
      ...logRows(frame, shown.log, place, Math.max(0, logHeight)),
    ],
    height,
  );
}

/** Before the first phase: the run's own lines, or that it is starting. */
function firstWords(frame: Frame, view: RunView, height: number): Row[] {
  if (view.log.size === 0) return [line(frame, [dim('starting')])];
  return logRows(frame, view.log, { left: 0, search: '' }, height);
}

/** What a rehearsal does instead, and how far the phase says it is; resource rows say that better themselves. */
function aboutRows(frame: Frame, view: RunView, phase: PhaseView): Row[] {
  const rows: Row[] = [];
  if (view.rehearsal && phase.instead !== undefined) {
    rows.push(...wrapped(frame, span('rehearsed: ', 'accent'), phase.instead));
  }
  if (phase.state === 'running' && phase.progress && !phase.resources.active) {
    const { done, total, what } = phase.progress;
    const amount = total === undefined ? String(done) : `${done} of ${total}`;
    if (what === undefined) rows.push(line(frame, [bold(amount)]));
    else rows.push(...wrapped(frame, bold(`${amount} ${frame.theme.glyphs.dot} `), what));
    for (const { key, words } of phase.progress.keys ?? []) rows.push(...wrapped(frame, bold(`${clean(key)} `), words));
  }
  const { planned } = phase.resources.counts;
  if (phase.state === 'running' && planned > 0 && !phase.resources.active) {
    rows.push(line(frame, [bold(grouped(planned)), span(' changes found so far')]));
  }
  if (phase.state === 'waiting') {
    const open = phase.needs.filter((id) => {
      const state = view.phases.find((p) => p.id === id)?.state;
      return state === 'waiting' || state === 'running' || state === 'failed';
    });
    const words = open.length > 0 ? `waits for ${open.join(', ')}` : 'has not started';
    rows.push(...wrapCells(words, frame.columns - 2).map((part) => line(frame, [dim(part)])));
  }
  if (phase.state === 'skipped') rows.push(line(frame, [dim(`skipped${phase.why ? `: ${clean(phase.why)}` : ''}`)]));
  return rows;
}

/** What the phase is, for who does not know its name, and where its log stands or what it is doing. */
function phaseTitle(frame: Frame, phase: PhaseView, place: ScreenState['log'], height: number): Row {
  const title = phase.title.toLowerCase() === phase.id ? [] : [dim(clean(phase.title))];
  if (phase.log.size > 0) return joined(frame, title, logTitle(frame, phase.log, place, height));
  const tool = phase.state === 'running' && phase.tool !== undefined;
  return joined(frame, title, tool ? [dim(cut(clean(phase.tool ?? ''), 60, frame.theme.glyphs.ellipsis))] : []);
}

/** What a phase says of itself is read to its end: it goes on below its own beginning. */
function wrapped(frame: Frame, head: Span, text: string): Row[] {
  const indent = cells(head.text);
  return wrapCells(clean(text), frame.columns - 2 - indent).map((part, at) =>
    line(frame, [at === 0 ? head : span(' '.repeat(indent)), span(part)]),
  );
}

const joined = (frame: Frame, left: Row, right: Row): Row =>
  left.length > 0 && right.length > 0 ? [...left, dim(` ${frame.theme.glyphs.rule} `), ...right] : [...left, ...right];
