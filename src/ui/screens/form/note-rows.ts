/** A note as rows: a sign, its text, and below it what helps. */
import type { FormMark, FormNote } from '../../../engine/form-port.ts';
import { bold, dim, type Row, type Span, span } from '../../theme/row.ts';
import { clean, wrapCells } from '../../theme/text-cells.ts';
import type { Theme } from '../../theme/theme.ts';
import { type Frame, line } from '../frame.ts';

export function noteRows(frame: Frame, note: FormNote, indent = 0): Row[] {
  const pad = ' '.repeat(indent);
  const text = wrapCells(clean(note.text), frame.columns - indent - 5).map((part, at) =>
    line(frame, at === 0 ? [span(pad), markSign(frame.theme, note.mark), span(` ${part}`)] : [span(`${pad}  ${part}`)]),
  );
  const more = (note.more ?? []).flatMap((words) =>
    wrapCells(clean(words), frame.columns - indent - 7).map((part) => line(frame, [dim(`${pad}    ${part}`)])),
  );
  return [...text, ...more];
}

export function markSign({ glyphs }: Theme, mark: FormMark): Span {
  switch (mark) {
    case 'ok':
      return span(glyphs.done, 'ok');
    case 'warn':
      return bold(glyphs.warn, 'warn');
    case 'fail':
      return bold(glyphs.failed, 'fail');
    case 'busy':
      return { text: glyphs.running, tone: 'accent', spin: true };
    case 'unknown':
      return span('?', 'warn');
    case 'add':
      return span(glyphs.add, 'accent');
    case 'change':
      return span(glyphs.change, 'warn');
    case 'keep':
      return dim('=');
    case 'plain':
      return dim(glyphs.dot);
  }
}
