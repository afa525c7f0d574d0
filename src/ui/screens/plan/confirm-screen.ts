/**
 * A question from inside the run, by its level: moderate asks y/N, severe wants words typed exactly.
 * Shows the plan above it when there is one, says what each answer does, and names the flag that answers it in a script.
 */

import type { Question } from '../../../engine/port.ts';
import type { RunView } from '../../model/run-view.ts';
import type { ScreenState } from '../../model/screen-state.ts';
import { bold, dim, type Row, span } from '../../theme/row.ts';
import { clean, wrapCells } from '../../theme/text-cells.ts';
import { bannerRows } from '../banner-rows.ts';
import { headerRow } from '../deploy/header-rows.ts';
import { type Frame, filled, line, rule } from '../frame.ts';
import { costRows } from './plan-notes.ts';
import { planCounts, planRows } from './plan-rows.ts';
import { nodesOf } from './plan-screen.ts';

export function confirmScreenRows(frame: Frame, view: RunView, screen: ScreenState, question: Question): Row[] {
  const banner = bannerRows(frame, view, screen, 4);
  const asked = [...questionRows(frame, question, screen), ...banner];
  const room = frame.height - 1 - asked.length;
  return [headerRow(frame, view), ...aboveRows(frame, view, screen, question, room), ...asked].slice(-frame.height);
}

/** The plan if the run has one, and the question's own reasons; the reasons win when there is little room. */
function aboveRows(frame: Frame, view: RunView, screen: ScreenState, question: Question, height: number): Row[] {
  if (height <= 0) return [];
  const reasons = question.because.flatMap((text) =>
    wrapCells(clean(text), frame.columns - 4).map((part) => line(frame, [span(part)])),
  );
  const plan = view.plan;
  const cost = plan ? costRows(frame, plan, height >= 14 ? 2 : 1) : [];
  const planHeight = plan ? height - reasons.length - cost.length - 2 : 0;
  if (!plan || planHeight < 2) return filled([rule(frame, question.phase), ...reasons], height);
  const nodes = nodesOf(view, screen);
  return filled(
    [
      rule(frame, 'plan', [...planCounts(frame, plan), dim(` ${frame.theme.glyphs.dot} ${plan.hash.slice(0, 12)}`)]),
      ...planRows(frame, nodes, nodes.length > 0 ? screen.plan.cursor : -1, planHeight, frame.theme.glyphs.right),
      ...cost,
      ...(reasons.length > 0 ? [rule(frame, 'why you are asked'), ...reasons] : []),
    ],
    height,
  );
}

function questionRows(frame: Frame, question: Question, screen: ScreenState): Row[] {
  const subject = wrapCells(clean(question.subject), frame.columns - 4);
  const severe = question.level === 'severe';
  const head = subject.map((text, i) =>
    line(frame, [
      i === 0 && severe ? bold(`${frame.theme.glyphs.warn} `, 'fail') : span(i === 0 ? '' : '  '),
      bold(text),
    ]),
  );
  const flag = wrapCells(`in a script: ${clean(question.flag)}`, frame.columns - 3).map((text) =>
    line(frame, [dim(text)]),
  );
  return [rule(frame), ...head, ...(severe ? typedRows(frame, question, screen) : yesNoRows(frame)), ...flag];
}

function yesNoRows(frame: Frame): Row[] {
  const { enter, upDown } = frame.theme.glyphs;
  return [
    line(
      frame,
      [bold('y', 'accent'), span(' yes   '), bold('N', 'accent'), span(` no, nothing changes (also ${enter}, esc)`)],
      [dim(`${upDown} look  d details  ? help`)],
    ),
  ];
}

function typedRows(frame: Frame, question: Question, screen: ScreenState): Row[] {
  const { cursor, caret } = frame.theme.glyphs;
  const rows = question.typed.map((word, i): Row => {
    const typed = screen.answer.fields[i] ?? '';
    const here = i === screen.answer.field;
    return line(
      frame,
      [
        here ? bold(`${cursor} `, 'accent') : span('  '),
        span(`type ${word}: `),
        bold(typed),
        here ? { text: caret, invert: true } : span(''),
      ],
      i === question.typed.length - 1 ? [dim('esc cancels, nothing is changed')] : [],
    );
  });
  const wrong = screen.answer.wrong
    ? [line(frame, [span(`  that is not it, letter for letter; nothing was done`, 'warn')])]
    : [];
  return [...rows, ...wrong];
}
