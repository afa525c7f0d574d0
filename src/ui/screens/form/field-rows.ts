/** A field as rows: its title, its value with the cursor, where the value comes from, what was looked up about it. */
import type { FormField, FormPage } from '../../../engine/form-port.ts';
import { bold, dim, type Row, type Span, span } from '../../theme/row.ts';
import { cells, clean, padEnd } from '../../theme/text-cells.ts';
import { type Frame, line } from '../frame.ts';
import { markSign, noteRows } from './note-rows.ts';

/** Cells of the mark before a field, and between title and value. */
const MARK = 2;
const GAP = 2;

/** `cursor`: characters before the cursor, in the field that has it. */
export function fieldRows(frame: Frame, page: FormPage, field: FormField, cursor: number | undefined): Row[] {
  const here = cursor !== undefined;
  const title = Math.max(...page.fields.map((f) => cells(f.title)));
  const indent = MARK + title + GAP;
  const room = Math.max(8, frame.columns - indent - 3);
  const value = field.kind === 'choice' ? choiceSpans(field, here) : textSpans(frame, field, here ? cursor : undefined);
  const rows = chunked([...value, ...aside(frame, field, value, room)], room);
  const mark =
    field.problem === undefined
      ? here
        ? bold(frame.theme.glyphs.cursor, 'accent')
        : span(' ')
      : bold(frame.theme.glyphs.failed, 'fail');
  const name = padEnd(clean(field.title), title);
  const head: Row = [mark, span(' '), here ? bold(name) : span(name), span(' '.repeat(GAP))];
  return [
    ...rows.map((row, at) => line(frame, at === 0 ? [...head, ...row] : [span(' '.repeat(indent)), ...row])),
    ...ownRow(frame, field, value, room, indent),
  ];
}

function textSpans(frame: Frame, field: FormField, cursor: number | undefined): Span[] {
  const sign = frame.theme.ascii ? '*' : '•';
  const text = [...(field.kind === 'secret' ? sign.repeat([...field.value].length) : clean(field.value))];
  if (cursor === undefined || field.fixed)
    return [field.origin === 'suggested' ? dim(text.join('')) : span(text.join(''))];
  const at = Math.min(cursor, text.length);
  const under: Span = { text: text[at] ?? frame.theme.glyphs.caret, invert: true };
  return [span(text.slice(0, at).join('')), under, span(text.slice(at + 1).join(''))];
}

/** The chosen one in brackets, so that it is seen without colour. */
function choiceSpans(field: FormField, here: boolean): Span[] {
  return field.choices.flatMap((choice, at) => {
    const chosen = choice.value === field.value;
    const text =
      choice.words === ''
        ? choice.value
        : field.id === choice.value
          ? choice.words
          : `${choice.value}: ${choice.words}`;
    const gap = span(at === 0 ? '' : '  ');
    return [gap, chosen ? (here ? bold(`[${text}]`, 'accent') : bold(`[${text}]`)) : dim(` ${text} `)];
  });
}

/** Origin and a quiet note stand behind the value when there is room for them. */
function aside(frame: Frame, field: FormField, value: readonly Span[], room: number): Span[] {
  const used = value.reduce((sum, s) => sum + cells(s.text), 0);
  const origin = field.origin === '' ? [] : [dim(`${used === 0 ? '' : '  '}${clean(field.origin)}`)];
  const note =
    field.note === undefined
      ? []
      : [span('  '), markSign(frame.theme, field.note.mark), span(` ${clean(field.note.text)}`)];
  const fits = (spans: Span[]) => used + spans.reduce((sum, s) => sum + cells(s.text), 0) <= room;
  if (fits([...origin, ...note])) return [...origin, ...note];
  return fits(origin) ? origin : [];
}

/** A note that found no room behind the value has a row of its own. */
function ownRow(frame: Frame, field: FormField, value: readonly Span[], room: number, indent: number): Row[] {
  if (field.note === undefined) return [];
  const shown = aside(frame, field, value, room).some((s) => s.text.includes(clean(field.note?.text ?? '')));
  return shown ? [] : noteRows(frame, field.note, indent);
}

/** Spans broken into rows of at most `room` cells, anywhere: what stands there has few blanks. Never an empty list. */
function chunked(spans: readonly Span[], room: number): Row[] {
  const rows: Span[][] = [[]];
  let left = room;
  for (const part of spans) {
    let text = '';
    const flush = (): void => {
      if (text !== '') rows.at(-1)?.push({ ...part, text });
      text = '';
    };
    for (const char of part.text) {
      const size = cells(char);
      if (size > left) {
        flush();
        rows.push([]);
        left = room;
      }
      text += char;
      left -= size;
    }
    flush();
  }
  return rows;
}
