/**
 * Keys of a question. Moderate: `y` and nothing else is a yes. Severe: each field typed letter for letter, then ⏎.
 * Every way out that is not a clear yes is a no.
 */
import type { Question } from '../../engine/port.ts';
import { openScreen } from '../model/screen-state.ts';
import type { KeyContext } from './key-context.ts';
import type { KeyPress } from './key-press.ts';
import { openLog, openPlan } from './open-screens.ts';
import { planMove } from './plan-keys.ts';

export function confirmKey(press: KeyPress, context: KeyContext): void {
  const question = context.view.question;
  if (!question) return;
  if (press.name === 'escape') context.actions.answer(false);
  else if (planMove(press, context)) return;
  else if (question.level === 'severe') typedKey(press, context, question);
  else yesNoKey(press, context);
}

const NO = new Set(['n', 'N', 'q']);

function yesNoKey(press: KeyPress, context: KeyContext): void {
  const { char, name } = press;
  if (char === 'y' || char === 'Y') context.actions.answer(true);
  else if (name === 'enter' || NO.has(char)) context.actions.answer(false);
  else if (char === 'd') openPlan(context);
  else if (char === 'l') openLog(context);
  else if (char === '?') openScreen(context.screen, 'help');
}

function typedKey(press: KeyPress, { screen, actions }: KeyContext, question: Question): void {
  const answer = screen.answer;
  const typed = answer.fields[answer.field] ?? '';
  switch (press.name) {
    case 'char':
      answer.wrong = false;
      answer.fields[answer.field] = typed + press.char;
      return;
    case 'backspace':
      answer.fields[answer.field] = typed.slice(0, -1);
      return;
    case 'tab':
      answer.field = (answer.field + 1) % question.typed.length;
      return;
    case 'enter': {
      if (typed !== question.typed[answer.field]) {
        answer.wrong = true;
        answer.fields[answer.field] = '';
        return;
      }
      const open = question.typed.findIndex((word, i) => answer.fields[i] !== word);
      if (open < 0) actions.answer(true);
      else answer.field = open;
    }
  }
}
