/**
 * `doctor` as rows: a line a check, what is wrong with the chosen one and what helps below it, the keys on the last line.
 * The list gives way first, around the chosen row; every text is wrapped and never cut, since half a command fixes nothing.
 */
import type { DoctorFix, DoctorRow, DoctorVerdict } from '../../../engine/doctor-port.ts';
import { chosenCheck, type DoctorState } from '../../model/doctor-state.ts';
import { bold, dim, type Row, span, type Tone } from '../../theme/row.ts';
import { cells, clean, padEnd, wrapCells } from '../../theme/text-cells.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { paneScreenRows } from '../pane/pane-rows.ts';

const TONES: Record<DoctorVerdict, Tone> = { ok: 'ok', warn: 'warn', fail: 'fail', unknown: 'warn' };
/** A verdict is never told by its colour or its sign alone. */
const WORDS: Record<DoctorVerdict, string> = { ok: 'fine', warn: 'note', fail: 'FAILED', unknown: 'unknown' };
/** The widest that titles may get; a longer one goes on in the next row. */
const TITLE = 28;
const WORD = 8;
/** Cells of the cursor and the sign before a title. */
const MARKS = 4;

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
  const title = titleWidth(frame, rows);
  const drawn = rows.map((row) => checkRows(frame, row, row.id === chosen?.id, title));
  const at = rows.findIndex((row) => row.id === chosen?.id);
  const { shown, hidden } = around(drawn, Math.max(0, at), height);
  const heading = chosen === undefined ? 'nothing to look at' : clean(chosen.title);
  return [
    ...shown,
    ...(shown.length < height ? [[] as Row] : []),
    ...(below > 0 ? [rule(frame, heading, hidden > 0 ? [dim(`${hidden} more above or below`)] : [])] : []),
    ...lower(frame, detail, Math.max(0, below - 1)),
  ];
}

/** Whole checks around the chosen one, as many as have room; a check is never shown by half. */
function around(drawn: readonly Row[][], at: number, height: number): { shown: Row[]; hidden: number } {
  let [from, to, used] = [at, at, 0];
  const size = (n: number): number => drawn[n]?.length ?? Number.POSITIVE_INFINITY;
  if (drawn.length > 0) {
    used = size(at);
    to = at + 1;
  }
  for (let grown = true; grown; ) {
    grown = false;
    // In turns, so that the chosen one stays in the middle.
    if (used + size(from - 1) <= height) {
      from -= 1;
      used += size(from);
      grown = true;
    }
    if (used + size(to) <= height) {
      used += size(to);
      to += 1;
      grown = true;
    }
  }
  return { shown: drawn.slice(from, to).flat().slice(0, height), hidden: drawn.length - (to - from) };
}

/** What does not fit below is not dropped unsaid. */
function lower(frame: Frame, detail: readonly Row[], height: number): Row[] {
  if (detail.length <= height) return [...detail];
  if (height === 0) return [];
  const left = detail.length - height + 1;
  return [...detail.slice(0, height - 1), line(frame, [dim(`  ${left} more lines: flip-hub doctor --plain`)])];
}

function titleWidth(frame: Frame, rows: readonly DoctorRow[]): number {
  const widest = Math.max(0, ...rows.map((row) => cells(clean(row.title))));
  return Math.max(8, Math.min(widest, TITLE, Math.floor(frame.columns * 0.4)));
}

function checkRows(frame: Frame, row: DoctorRow, chosen: boolean, width: number): Row[] {
  const { glyphs } = frame.theme;
  const { verdict } = row;
  const sign =
    verdict === undefined
      ? glyphs.running
      : { ok: glyphs.done, warn: glyphs.warn, fail: glyphs.failed, unknown: '?' }[verdict];
  const tone = verdict === undefined ? undefined : TONES[verdict];
  const word = padEnd(verdict === undefined ? 'looking' : WORDS[verdict], WORD);
  const room = Math.max(8, frame.columns - 1 - MARKS - width - 1 - WORD - 1);
  const titles = wrapCells(clean(row.title), width);
  const texts = wrapCells(foundText(row, room), room);
  return Array.from({ length: Math.max(titles.length, texts.length) }, (_, n): Row => {
    const title = padEnd(titles[n] ?? '', width);
    const text = texts[n] ?? '';
    const marks: Row =
      n > 0
        ? [span(' '.repeat(MARKS))]
        : [
            chosen ? bold(`${glyphs.cursor} `, 'accent') : span('  '),
            verdict === undefined ? { ...span(sign), spin: true } : span(sign, tone),
            span(' '),
          ];
    return line(frame, [
      ...marks,
      chosen ? bold(title) : span(title),
      span(' '),
      n === 0 ? span(word, tone) : span(' '.repeat(WORD)),
      verdict === 'ok' ? dim(text) : span(text),
    ]);
  });
}

/** What is needed stands behind it where both are one row; the chosen check has it below anyway. */
function foundText(row: DoctorRow, room: number): string {
  const found = clean(row.found ?? '');
  if (row.verdict === 'ok' || row.verdict === undefined) return found;
  const both = `${found}  (needed: ${clean(row.needed)})`;
  return cells(both) <= room ? both : found;
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
