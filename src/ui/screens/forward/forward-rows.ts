/**
 * The forward manager as rows: a line a forward, what is known of the chosen one below, the keys on the last line.
 * Cut to the terminal before anything is laid out; the list gives way first, around the chosen row.
 */
import type { CredentialsLeft, ForwardMark, ForwardRow } from '../../../engine/forward-port.ts';
import { FORWARD_KEYS } from '../../keys/forward-key-table.ts';
import { chosenRow, type ForwardState } from '../../model/forward-state.ts';
import { shortBytes } from '../../theme/durations.ts';
import { bold, dim, type Row, rowCells, type Span, span, type Tone } from '../../theme/row.ts';
import { clean, cut, padEnd, wrapCells } from '../../theme/text-cells.ts';
import { dotted, type Frame, filled, line, rule } from '../frame.ts';

export interface ForwardView {
  heading: string;
  credentials: CredentialsLeft | undefined;
  rows: readonly ForwardRow[];
  notices: readonly string[];
  log: readonly string[];
}

const TITLE = 16;
/** As wide as the longest state that lasts, where there is room. */
const stateCells = (frame: Frame): number => (isWide(frame) ? 17 : 12);
const isWide = (frame: Frame): boolean => frame.columns >= 100;
const KEY = 14;
/** Columns from which a header has room for more than the count. */
const ROOM_FOR_ALL = 76;

export function forwardScreenRows(frame: Frame, view: ForwardView, state: ForwardState): Row[] {
  if (state.view === 'help') return helpRows(frame);
  const chosen = chosenRow(view.rows, state);
  const head = header(frame, view);
  const foot = footer(frame, view, state, chosen);
  const room = Math.max(1, frame.height - head.length - foot.length);
  const body =
    state.view === 'log' ? logRows(frame, view.log, chosen, state, room) : listRows(frame, view, chosen, room);
  return [...head, ...filled(body, room), ...foot].slice(0, frame.height);
}

/** Lines of a log that fit below its rule. */
export const forwardLogPage = (frame: Frame): number => Math.max(1, frame.height - 6);

function header(frame: Frame, view: ForwardView): Row[] {
  const well = view.rows.filter((row) => row.mark === 'ok').length;
  const count = span(`${well} of ${view.rows.length} ready`, well === view.rows.length ? 'ok' : 'warn');
  const left = view.credentials;
  const credentials = left === undefined ? undefined : span(left.words, left.soon ? 'warn' : 'dim');
  // Where there is no room for both, the forwards matter more than what will be in an hour.
  const facts = dotted(frame, [left?.soon === true || frame.columns >= ROOM_FOR_ALL ? credentials : undefined, count]);
  return [
    line(frame, [bold('forward-trust'), dim(` ${frame.theme.glyphs.dot} ${clean(view.heading)}`)], facts),
    rule(frame),
  ];
}

function listRows(frame: Frame, view: ForwardView, chosen: ForwardRow | undefined, room: number): Row[] {
  const notices = view.notices.flatMap((text) =>
    wrapCells(clean(text), frame.columns - 4).map((words, i) =>
      line(frame, [i === 0 ? bold(frame.theme.glyphs.warn, 'warn') : span(' '), span(` ${words}`)]),
    ),
  );
  const details = chosen === undefined ? [] : detailRows(frame, chosen);
  const spare = room - notices.length;
  const shown = details.length + view.rows.length <= spare || spare > details.length + 3 ? details : [];
  const lines = view.rows.flatMap((row) => forwardLines(frame, row, row.id === chosen?.id));
  const height = Math.max(1, spare - shown.length);
  const at = lines.findIndex((l) => l.chosen);
  const top = Math.max(0, Math.min(at - Math.floor(height / 2), lines.length - height));
  const list = filled(
    lines.slice(top, top + height).map((l) => l.row),
    Math.min(height, Math.max(lines.length, spare - shown.length)),
  );
  return [...notices, ...list, ...shown];
}

function forwardLines(frame: Frame, row: ForwardRow, here: boolean): { row: Row; chosen: boolean }[] {
  const { glyphs } = frame.theme;
  const start: Row = [
    here ? bold(`${glyphs.cursor} `, 'accent') : span('  '),
    markOf(frame, row.mark),
    here ? bold(` ${name(row, frame)}`) : span(` ${name(row, frame)}`),
    span(padEnd(row.state, stateCells(frame)), toneOf(row.mark)),
    span(' '),
  ];
  if (row.why === undefined) {
    const numbers = row.url === undefined ? [] : traffic(frame, row);
    // A state that is longer takes the place of the address, which stands below when the row is chosen.
    const fits = row.state.length <= stateCells(frame);
    return [{ row: line(frame, [...start, span(fits ? (row.url ?? '') : '')], numbers), chosen: here }];
  }
  const indent = ' '.repeat(rowCells(start));
  const help: Row[] =
    row.help === undefined ? [] : [line(frame, [span(indent), dim(`${glyphs.arrow} `), span(clean(row.help))])];
  return [line(frame, [...start, span(clean(row.why))]), ...help].map((r, i) => ({ row: r, chosen: here && i === 0 }));
}

const name = (row: ForwardRow, frame: Frame): string =>
  padEnd(cut(clean(row.title), TITLE - 1, frame.theme.glyphs.ellipsis), TITLE);

function traffic(frame: Frame, row: ForwardRow): Row {
  const { down, up } = frame.theme.glyphs;
  const moved = row.bytesUp + row.bytesDown > 0;
  const wide = isWide(frame);
  const bytes = (glyph: string, total: number, rate: number): Span =>
    span(padEnd(`${glyph} ${shortBytes(total)}${wide && rate >= 1 ? ` (${shortBytes(rate)}/s)` : ''}`, wide ? 22 : 9));
  return [
    ...(moved ? [bytes(down, row.bytesDown, row.rateDown)] : [dim(padEnd(frame.theme.glyphs.dash, wide ? 22 : 9))]),
    ...(wide ? [moved ? bytes(up, row.bytesUp, row.rateUp) : span(' '.repeat(22))] : []),
    span(` ${String(row.connections).padStart(3)} conn`, row.connections === 0 ? 'dim' : undefined),
  ];
}

function detailRows(frame: Frame, row: ForwardRow): Row[] {
  const { down, up, dot } = frame.theme.glyphs;
  const rate = (n: number) => (n >= 1 ? ` at ${shortBytes(n)}/s` : '');
  const facts: [string, string][] = [
    ...(row.why === undefined ? [] : [['because', clean(row.why)] satisfies [string, string]]),
    ['address', row.url ?? 'not open'],
    ['health', row.health === undefined ? 'not asked yet' : `${clean(row.health)}, when last asked through the tunnel`],
    [
      'traffic',
      `${down} ${shortBytes(row.bytesDown)}${rate(row.rateDown)} ${dot} ${up} ${shortBytes(row.bytesUp)}${rate(row.rateUp)} ${dot} ${row.connections} connection${row.connections === 1 ? '' : 's'}`,
    ],
  ];
  return [
    rule(frame, clean(row.title), [span(row.state, toneOf(row.mark))]),
    ...facts.map(([what, words]) => line(frame, [dim(padEnd(what, 10)), span(words)])),
  ];
}

function logRows(
  frame: Frame,
  log: readonly string[],
  chosen: ForwardRow | undefined,
  state: ForwardState,
  room: number,
): Row[] {
  const height = Math.max(1, room - 1);
  const end = Math.max(Math.min(height, log.length), log.length - state.back);
  const shown = log.slice(Math.max(0, end - height), end).map((text) => line(frame, [span(clean(text))]));
  const place = end < log.length ? `${log.length - end} more below` : 'to the end';
  return [rule(frame, `log of ${clean(chosen?.title ?? 'nothing')}`, [dim(place)]), ...filled(shown, height)];
}

function footer(frame: Frame, view: ForwardView, state: ForwardState, chosen: ForwardRow | undefined): Row[] {
  if (state.typing !== undefined)
    return [
      line(frame, [dim('port:port or port:host:port  '), span(state.typing), { text: ' ', invert: true }]),
      line(frame, [span('enter'), dim(' open it'), span('  esc'), dim(' leave it')]),
    ];
  const notice = state.notice === undefined ? [] : line(frame, [span(clean(state.notice), 'accent')]);
  if (state.view === 'log')
    return [
      notice,
      line(frame, [
        span(frame.theme.glyphs.upDown),
        dim(' scroll'),
        span('  q'),
        dim(' back'),
        span('  Ctrl-C'),
        dim(' stop all'),
      ]),
    ];
  return [notice, keyBar(frame, view, chosen)];
}

function keyBar(frame: Frame, view: ForwardView, chosen: ForwardRow | undefined): Row {
  const use = {
    'port-taken': chosen?.help?.startsWith('p ') === true,
    'signed-out': view.rows.some((row) => row.state === 'waiting for login'),
  };
  const entries = FORWARD_KEYS.filter((e) => e.bar !== undefined && (e.when === undefined || use[e.when])).map((e) => ({
    key: e.key(frame.theme.glyphs),
    word: e.bar ?? '',
  }));
  const drawn = (): Row => entries.flatMap((e, i) => [span(`${i === 0 ? '' : '  '}${e.key}`), dim(` ${e.word}`)]);
  while (entries.length > 3 && rowCells(drawn()) > frame.columns - 2) entries.splice(entries.length - 3, 1);
  return line(frame, drawn());
}

function helpRows(frame: Frame): Row[] {
  const keys = FORWARD_KEYS.flatMap((entry) =>
    wrapCells(entry.help, frame.columns - KEY - 3).map((text, i) =>
      line(frame, [bold(padEnd(i === 0 ? entry.key(frame.theme.glyphs) : '', KEY)), span(text)]),
    ),
  );
  const rows = [rule(frame, 'keys'), ...keys];
  return [...filled(rows, frame.height - 1), line(frame, [span('any key'), dim(' back')])].slice(0, frame.height);
}

function toneOf(mark: ForwardMark): Tone | undefined {
  return ({ ok: 'ok', warn: 'warn', busy: 'accent', fail: 'fail', off: 'dim' } as const)[mark];
}

function markOf(frame: Frame, mark: ForwardMark): Span {
  const { glyphs } = frame.theme;
  switch (mark) {
    case 'ok':
      return span(glyphs.done, 'ok');
    case 'warn':
      return bold(glyphs.warn, 'warn');
    case 'busy':
      return { text: glyphs.running, tone: 'accent', spin: true };
    case 'fail':
      return bold(glyphs.failed, 'fail');
    case 'off':
      return dim(glyphs.skipped);
  }
}
