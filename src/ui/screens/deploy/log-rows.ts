/** A window of a phase's log, with the matches of a search marked. Cleans and cuts only the lines that are drawn. */

import type { LogLine, LogRing } from '../../model/log-ring.ts';
import type { LogPlace } from '../../model/screen-state.ts';
import { logTop } from '../../model/selectors.ts';
import { grouped } from '../../theme/durations.ts';
import { dim, fitRow, type Row, type Span, span } from '../../theme/row.ts';
import { cells, clean, dropCells, wrapCells } from '../../theme/text-cells.ts';
import { dotted, type Frame } from '../frame.ts';

/** `following`, or where the window stands and what a search found. */
export function logTitle(frame: Frame, log: LogRing, place: LogPlace, height: number): Row {
  const top = logTop(log, place.top, height);
  const found = place.search === '' ? undefined : log.count(place.search, place.match ?? -1);
  const searched = found
    ? span(
        `"${place.search}" ${found.position > 0 ? `${found.position} of ` : ''}${found.total || 'not found'}`,
        found.total > 0 ? 'accent' : 'warn',
      )
    : undefined;
  const state =
    log.size === 0
      ? dim('nothing yet')
      : place.top === undefined
        ? span('following')
        : dim(`lines ${grouped(top + 1)}-${grouped(Math.min(top + height, log.next))} of ${grouped(log.next)}`);
  return dotted(frame, [
    state,
    log.first > 0 && top <= log.first ? dim('earlier lines are in log.txt') : undefined,
    searched,
  ]);
}

export function logRows(frame: Frame, log: LogRing, place: LogPlace, height: number): Row[] {
  const top = logTop(log, place.top, height);
  return log.slice(top, height).map((line, i) => logRow(frame, line, place, top + i === place.match));
}

/** Rows one long line may take at the end of a failed phase's log. */
const LONGEST = 4;

/** The last lines, for an error: folded, not cut, because the reason tends to stand at the end of a long line. */
export function tailRows(frame: Frame, log: LogRing, height: number): Row[] {
  if (frame.whole) return log.tail(height).map((line) => logRow(frame, line, { left: 0, search: '' }, false));
  const rows: Row[] = [];
  for (const line of log.tail(height).reverse()) {
    const parts = wrapCells(clean(line.text), frame.columns - 11).slice(0, LONGEST);
    const time = frame.timeOf(line.time);
    rows.unshift(...parts.map((part, i) => [dim(` ${i === 0 ? time : ' '.repeat(time.length)} `), span(part)]));
    if (rows.length >= height) break;
  }
  return rows.slice(-height);
}

function logRow(frame: Frame, line: LogLine, place: LogPlace, here: boolean): Row {
  const text = dropCells(clean(line.text), place.left);
  const mark = here ? span(frame.theme.glyphs.cursor, 'accent') : span(' ');
  const head: Row = [mark, dim(frame.timeOf(line.time)), span(' ')];
  const tone = line.stream === 'note' ? 'accent' : undefined;
  const row = [...head, ...marked(text, place.search, tone)];
  return frame.whole ? row : fitRow(row, frame.columns, frame.theme.glyphs.ellipsis);
}

function marked(text: string, search: string, tone: Span['tone']): Span[] {
  const plain = (t: string): Span => span(t, tone);
  if (search === '' || cells(text) === 0) return [plain(text)];
  const wanted = search.toLowerCase();
  const lower = text.toLowerCase();
  // Lower-casing can change a text's length; then positions do not match and nothing is marked.
  if (lower.length !== text.length) return [plain(text)];
  const spans: Span[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) spans.push(plain(text.slice(from, at)));
    spans.push({ text: text.slice(at, at + wanted.length), invert: true });
    from = at + wanted.length;
  }
  if (from < text.length) spans.push(plain(text.slice(from)));
  return spans;
}
