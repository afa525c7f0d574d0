/**
 * `doctor` as rows: a line a check, what is wrong with the chosen one and what helps below it, the keys on the last line.
 * The list gives way first, around the chosen row; a command is wrapped and never cut, since half of one fixes nothing.
 */
import type { DoctorFix, DoctorRow, DoctorVerdict } from '../../../engine/doctor-port.ts';
import { chosenCheck, type DoctorState } from '../../model/doctor-state.ts';
import { bold, dim, type Row, rowCells, span, type Tone } from '../../theme/row.ts';
import { clean, cut, padEnd, wrapCells } from '../../theme/text-cells.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { paneScreenRows } from '../pane/pane-rows.ts';

const TONES: Record<DoctorVerdict, Tone> = { ok: 'ok', warn: 'warn', fail: 'fail', unknown: 'warn' };
/** A verdict is never told by its colour or its sign alone. */
const WORDS: Record<DoctorVerdict, string> = { ok: 'fine', warn: 'note', fail: 'FAILED', unknown: 'unknown' };
const TITLE = 22;
const WORD = 8;

export function doctorScreenRows(frame: Frame, heading: string, rows: readonly DoctorRow[], state: DoctorState): Row[] {
  if (state.pane) return paneScreenRows(frame, state.pane);
  const body = state.help ? helpRows(frame) : listRows(frame, rows, state);
  return [headerRow(frame, heading, rows), ...filled(body, frame.height - 2), keys(frame, state)].slice(
    0,
    frame.height,
  );
}

function headerRow(frame: Frame, heading: string, rows: readonly DoctorRow[]): Row {
  const left = rows.filter((row) => row.verdict === undefined).length;
  const fine = rows.filter((row) => row.verdict === 'ok').length;
  const right = left > 0 ? dim(`${left} still looked at`) : bold(`${fine} of ${rows.length} fine`);
  return line(frame, [bold('doctor', 'accent'), dim(` ${frame.theme.glyphs.dot} `), bold(clean(heading))], [right]);
}

function listRows(frame: Frame, rows: readonly DoctorRow[], state: DoctorState): Row[] {
  const chosen = chosenCheck(rows, state);
  const detail = state.asking ? askingRows(frame, state.asking) : detailRows(frame, chosen);
  const room = frame.height - 2;
  const below = Math.min(detail.length + 2, Math.max(0, room - 3));
  const height = Math.max(1, room - below);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === chosen?.id),
  );
  const top = Math.max(0, Math.min(at - Math.floor(height / 2), rows.length - height));
  const list = rows.slice(top, top + height).map((row) => checkRow(frame, row, row.id === chosen?.id));
  const hidden = rows.length - list.length;
  const title = chosen === undefined ? 'nothing to look at' : clean(chosen.title);
  return [
    ...list,
    ...(rows.length < height ? [[] as Row] : []),
    ...(below > 0 ? [rule(frame, title, hidden > 0 ? [dim(`${hidden} more above or below`)] : [])] : []),
    ...detail.slice(0, Math.max(0, below - 1)),
  ];
}

function checkRow(frame: Frame, row: DoctorRow, chosen: boolean): Row {
  const { glyphs } = frame.theme;
  const { verdict } = row;
  const sign =
    verdict === undefined
      ? glyphs.running
      : { ok: glyphs.done, warn: glyphs.warn, fail: glyphs.failed, unknown: '?' }[verdict];
  const tone = verdict === undefined ? undefined : TONES[verdict];
  const title = padEnd(cut(clean(row.title), TITLE, glyphs.ellipsis), TITLE);
  const head: Row = [
    chosen ? bold(`${glyphs.cursor} `, 'accent') : span('  '),
    verdict === undefined ? { ...span(sign), spin: true } : span(sign, tone),
    span(' '),
    chosen ? bold(title) : span(title),
    span(' '),
    span(padEnd(verdict === undefined ? 'looking' : WORDS[verdict], WORD), tone),
  ];
  const found = clean(row.found ?? '');
  const wanted = verdict === 'ok' || verdict === undefined ? '' : clean(row.needed);
  const room = frame.columns - rowCells(head) - 2;
  const text = wanted === '' || found.length + wanted.length + 10 > room ? found : `${found}  (needed: ${wanted})`;
  return line(frame, [...head, verdict === 'ok' ? dim(text) : span(text)]);
}

function detailRows(frame: Frame, row: DoctorRow | undefined): Row[] {
  if (row === undefined || row.verdict === undefined) return [];
  const lines = (text: string, paint: (part: string) => Row): Row[] =>
    wrapCells(clean(text), frame.columns - 6).map((part) => line(frame, paint(part)));
  const fixes = row.verdict === 'ok' ? [] : row.fixes;
  return [
    ...lines(
      `${row.found ?? ''}${row.verdict === 'ok' ? '' : ` ${frame.theme.glyphs.dot} needed: ${row.needed}`}`,
      (p) => [span(`  ${p}`)],
    ),
    ...(row.why === undefined ? [] : lines(row.why, (p) => [span(`  ${p}`)])),
    ...(row.verdict === 'ok' || row.neededBy.length === 0
      ? []
      : lines(`needed by: ${row.neededBy.join(', ')}`, (p) => [dim(`  ${p}`)])),
    ...fixes.flatMap((fix) =>
      wrapCells(clean(fix.words), frame.columns - 8).map((part, i) =>
        line(frame, [
          span(i === 0 ? `  ${frame.theme.glyphs.arrow} ` : '    '),
          fix.runs ? bold(part, 'accent') : span(part),
        ]),
      ),
    ),
  ];
}

function askingRows(frame: Frame, fix: DoctorFix): Row[] {
  return [
    line(frame, [bold('  Run this here?', 'warn')]),
    ...wrapCells(clean(fix.words), frame.columns - 6).map((part) => line(frame, [bold(`  ${part}`, 'accent')])),
    ...(fix.root ? [line(frame, [span('  as administrator: sudo asks for your password, in view')])] : []),
    line(frame, [span('  '), bold('y'), span(' runs it in a terminal here, any other key leaves everything as it is')]),
  ];
}

const HELP: readonly (readonly [string, string])[] = [
  ['up down', 'move'],
  ['Enter', 'what helps: the command is shown, and run after a yes'],
  ['c', 'copy the command'],
  ['r', 'look at everything again'],
  ['q', 'quit; exit 4 while something has failed'],
];

const helpRows = (frame: Frame): Row[] => [
  rule(frame, 'keys'),
  ...HELP.map(([key, words]) => line(frame, [bold(padEnd(`  ${key}`, 12)), span(words)])),
  [],
  line(frame, [dim('  A check that nobody needs is a note, and stops nothing.')]),
];

function keys(frame: Frame, state: DoctorState): Row {
  if (state.notice !== undefined) return line(frame, [bold(state.notice)]);
  if (state.asking) return line(frame, [span('y'), dim(' run it  '), span('n'), dim(' leave it')]);
  const { glyphs } = frame.theme;
  return line(frame, [
    span(glyphs.upDown),
    dim(' choose  '),
    span(glyphs.enter),
    dim(' fix  '),
    span('c'),
    dim(' copy  '),
    span('r'),
    dim(' check again  '),
    span('?'),
    dim(' help  '),
    span('q'),
    dim(' quit'),
  ]);
}
