/**
 * The rows of a form's page: where one is, the fields or notes, what the field under the cursor means, the keys. Whatever
 * is longer than the terminal is wide goes on in the next row; what is higher than it is scrolled. Nothing is cut.
 */
import type { FormField, FormNote, FormPage, FormSignIn } from '../../../engine/form-port.ts';
import { type FormState, focused, isList } from '../../model/form-state.ts';
import { bold, dim, type Row, span } from '../../theme/row.ts';
import { cells, clean, cutMiddle, padEnd, wrapCells } from '../../theme/text-cells.ts';
import { dotted, type Frame, filled, line, rule } from '../frame.ts';
import { qrRows, signInNotice } from '../sign-in/sign-in-rows.ts';
import { fieldRows } from './field-rows.ts';
import { noteRows } from './note-rows.ts';

export interface FormView {
  heading: string;
  page: FormPage;
  place: { at: number; of: number };
}

export interface FormParts {
  head: Row[];
  /** What a list is drawn from; otherwise the middle of the page is in `body`. */
  list: Row[];
  /** Rows of it that are drawn at a time. */
  listHeight: number;
  body: Row[];
  foot: Row[];
}

/** Together exactly as many rows as may be drawn. */
export function formParts(frame: Frame, view: FormView, state: FormState): FormParts {
  const { page } = view;
  if (state.qr && page.signIn !== undefined) return qrParts(frame, page.signIn);
  const head = headRows(frame, view);
  const list = isList(page) ? choiceRows(frame, page.fields[0] as FormField) : [];
  const help = helpRows(frame, page, state);
  const keys = keyRow(frame, page, state);
  const listHeight = Math.min(list.length, Math.max(1, frame.height - head.length - help.length - 2));
  const room = Math.max(1, frame.height - head.length - listHeight - help.length - 1);
  const { rows, cursor } = middle(frame, page, state, list.length > 0);
  const body = scrolled(frame, rows, cursor, room, state);
  // In a window too low for all of it the words above give way first, then the help.
  const spare = frame.height - listHeight - body.length - 1;
  const foot = [...help.slice(0, Math.max(0, spare)), keys];
  return { head: head.slice(0, Math.max(0, spare - foot.length + 1)), list, listHeight, body, foot };
}

/** Nothing beside the code: it needs every row. */
function qrParts(frame: Frame, signIn: FormSignIn): FormParts {
  const body = filled(qrRows(frame, signIn), frame.height - 1);
  return { head: [], list: [], listHeight: 0, body, foot: [line(frame, [span('any key'), dim(' back')])] };
}

/** Rows that a page of scrolling moves. */
export const formPageRows = (frame: Frame): number => Math.max(1, Math.floor(frame.height / 2));

function headRows(frame: Frame, { heading, page, place }: FormView): Row[] {
  const where = dotted(frame, [span(clean(page.title)), dim(`${place.at} of ${place.of}`)]);
  return [
    line(frame, [bold(clean(heading))], where),
    rule(frame),
    ...page.intro.flatMap((text) => wrapped(frame, text, 1).map((part) => line(frame, [dim(part)]))),
    [],
  ];
}

function middle(frame: Frame, page: FormPage, state: FormState, list: boolean): { rows: Row[]; cursor: number } {
  const rows: Row[] = [
    ...(page.signIn === undefined ? [] : [...signInNotice(frame, page.signIn), []]),
    ...page.notes.flatMap((note) => noteRows(frame, note)),
    ...(state.notice === '' ? [] : noteRows(frame, { mark: 'plain', text: state.notice })),
  ];
  let cursor = -1;
  if (list) return { rows, cursor };
  if (rows.length > 0 && page.fields.length > 0) rows.push([]);
  for (const [at, field] of page.fields.entries()) {
    rows.push(...fieldRows(frame, page, field, at === state.field ? state.cursor : undefined));
    if (at === state.field) cursor = rows.length - 1;
  }
  return { rows, cursor };
}

/** As much as there is room for: around the cursor, or from where it was scrolled to. */
function scrolled(frame: Frame, rows: Row[], cursor: number, room: number, state: FormState): Row[] {
  if (rows.length <= room) return filled(rows, room);
  const shown = room - 1;
  const last = rows.length - shown;
  if (cursor < 0) state.top = Math.min(state.top, last);
  const top = cursor < 0 ? state.top : Math.max(0, Math.min(cursor - shown + 1 + Math.floor(shown / 3), last));
  const below = rows.length - top - shown;
  const words = [...(top > 0 ? [`${top} above`] : []), ...(below > 0 ? [`${below} below`] : [])].join(', ');
  return [...rows.slice(top, top + shown), line(frame, [dim(`${frame.theme.glyphs.upDown} ${words}`)])];
}

function helpRows(frame: Frame, page: FormPage, state: FormState): Row[] {
  const field = focused(page, state);
  if (field === undefined) return [rule(frame)];
  const help = field.help.flatMap((text) => wrapped(frame, text, 1).map((part) => line(frame, [span(part)])));
  const wrong = field.problem === undefined ? [] : noteRows(frame, problemNote(field));
  const flag = wrapped(frame, `in a script: ${field.flag}`, 1).map((part) => line(frame, [dim(part)]));
  return [rule(frame, clean(field.id)), ...wrong, ...help, ...flag];
}

const problemNote = (field: FormField): FormNote => ({ mark: 'fail', text: `${field.title} ${field.problem}` });

/** Values too long for the window are shortened in their middle: the whole of the chosen one stands in the help below. */
export function choiceRows(frame: Frame, field: FormField): Row[] {
  const { ellipsis } = frame.theme.glyphs;
  // The list puts its own mark before each.
  const inner: Frame = { ...frame, columns: frame.columns - 3 };
  const room = inner.columns - 4;
  const widest = Math.max(0, ...field.choices.map((c) => cells(clean(c.value))));
  const width = Math.min(widest, Math.max(20, Math.floor(room * 0.6))) + 2;
  return field.choices.map((choice) => {
    const here = choice.value === field.value;
    const value = padEnd(cutMiddle(clean(choice.value), width - 2, ellipsis), width);
    const words = cutMiddle(clean(choice.words), Math.max(1, room - width), ellipsis);
    return line(inner, [here ? bold(value) : span(value), dim(words)]);
  });
}

function keyRow(frame: Frame, page: FormPage, state: FormState): Row {
  const { upDown, leftRight, enter } = frame.theme.glyphs;
  const field = focused(page, state);
  const last = field === undefined || !page.fields.some((f, at) => at > state.field && !f.fixed);
  const keys: [string, string][] = [
    ...(page.waits === true ? [] : [[enter, last ? page.onward : 'next'] as [string, string]]),
    ...(page.fields.length > 1
      ? [[upDown, 'field'] as [string, string]]
      : field === undefined
        ? [[upDown, 'scroll'] as [string, string]]
        : [[upDown, 'choose'] as [string, string]]),
    ...(field?.kind === 'choice' && !isList(page) ? [[leftRight, 'choose'] as [string, string]] : []),
    ...(field !== undefined && field.kind !== 'choice' ? [['Ctrl-U', 'clear'] as [string, string]] : []),
    ['Esc', 'back'],
    ['Ctrl-C', 'leave'],
  ];
  return line(
    frame,
    keys.flatMap(([key, word], i) => [span(`${i === 0 ? '' : '  '}${key}`), dim(` ${word}`)]),
  );
}

const wrapped = (frame: Frame, text: string, indent: number): string[] =>
  wrapCells(clean(text), frame.columns - indent - 2);
