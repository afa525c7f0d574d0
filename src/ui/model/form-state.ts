/**
 * Where the cursor is in a form, and what a key does. One synchronous step a key: keys that arrive together (a paste, a
 * slow connection) must mean the same as keys that arrive one by one. The answers themselves live in the form.
 */
import type { Form, FormField, FormPage, FormSignIn } from '../../engine/form-port.ts';
import { type KeyPress, STEPS } from '../keys/key-press.ts';

export interface FormState {
  /** The page all this is about: on another page it begins anew. */
  page: string;
  field: number;
  /** Characters before the cursor of a text. */
  cursor: number;
  /** First row of what is scrolled. */
  top: number;
  /** The address of a sign-in is shown as a QR code. */
  qr: boolean;
  /** What a key just did that is not seen otherwise. */
  notice: string;
}

export interface FormActions {
  leave: () => void;
  copy: (text: string) => void;
  /** Opens an address in a browser, if there is one. */
  open: (url: string) => void;
  /** Rows that are scrolled by a page. */
  page: number;
}

export const newFormState = (): FormState => ({ page: '', field: 0, cursor: 0, top: 0, qr: false, notice: '' });

/** A page that is one choice is a list that the arrows move in. */
export const isList = (page: FormPage): boolean => page.fields.length === 1 && page.fields[0]?.kind === 'choice';

/** Brings the state to the page that is open now; to the first field that has a problem, when one has. */
export function settle(page: FormPage, state: FormState): void {
  if (state.page !== page.id) {
    Object.assign(state, { page: page.id, top: 0, qr: false, notice: '' });
    const first = page.fields.findIndex((field) => !field.fixed);
    enter(page, state, Math.max(0, first));
    return;
  }
  if (state.field >= page.fields.length) enter(page, state, Math.max(0, page.fields.length - 1));
}

export const focused = (page: FormPage, state: FormState): FormField | undefined => page.fields[state.field];

export function formKey(press: KeyPress, form: Form, state: FormState, actions: FormActions): void {
  settle(form.page(), state);
  const page = form.page();
  const field = focused(page, state);
  if (press.name === 'interrupt') actions.leave();
  else if (page.signIn !== undefined && signInKey(press, page.signIn, state, actions)) return;
  else if (press.name === 'escape') goBack(form, state, actions);
  else if (press.name === 'enter') enterKey(form, page, state, actions);
  else if (field === undefined || press.name === 'pageUp' || press.name === 'pageDown') scroll(press, state, actions);
  else if (isList(page)) choose(press, form, field, press.name === 'up' ? -1 : press.name === 'down' ? 1 : 0);
  else if (press.name === 'up') move(form, page, state, -1);
  else if (press.name === 'down' || press.name === 'tab') move(form, page, state, 1);
  else if (field.fixed) return;
  else if (field.kind === 'choice')
    choose(press, form, field, press.name === 'left' ? -1 : press.name === 'right' || press.char === ' ' ? 1 : 0);
  else edit(press, form, field, state);
}

/** True when the key was one of the sign-in's. */
function signInKey(press: KeyPress, { completeUrl }: FormSignIn, state: FormState, actions: FormActions): boolean {
  if (state.qr) {
    // Whatever is pressed, the page comes back first: Esc must not call off what somebody is scanning.
    state.qr = false;
    return true;
  }
  if (press.char === 'Q') state.qr = true;
  else if (press.char === 'c') {
    actions.copy(completeUrl);
    state.notice = 'the address was given to the terminal to copy';
  } else if (press.char === 'o') {
    actions.open(completeUrl);
    state.notice = 'a browser was asked to open it; without one, copy the address';
  } else return false;
  return true;
}

function goBack(form: Form, state: FormState, actions: FormActions): void {
  if (!form.back()) actions.leave();
  else settle(form.page(), state);
}

function enterKey(form: Form, page: FormPage, state: FormState, actions: FormActions): void {
  const next = page.fields.findIndex((field, at) => at > state.field && !field.fixed);
  const field = focused(page, state);
  if (field !== undefined) form.left(field.id);
  // A field appears or goes with a choice: what was last may not be any more.
  if (next >= 0 && !isList(page)) {
    enter(form.page(), state, next);
    return;
  }
  void form.onward();
  if (form.over()) {
    actions.leave();
    return;
  }
  const now = form.page();
  const wrong = now.id === page.id ? now.fields.findIndex((f) => f.problem !== undefined) : -1;
  if (wrong >= 0) enter(now, state, wrong);
  else settle(now, state);
}

function move(form: Form, page: FormPage, state: FormState, step: -1 | 1): void {
  const field = focused(page, state);
  let at = state.field + step;
  while (page.fields[at]?.fixed === true) at += step;
  if (page.fields[at] === undefined) return;
  if (field !== undefined) form.left(field.id);
  enter(form.page(), state, at);
}

function enter(page: FormPage, state: FormState, at: number): void {
  state.field = at;
  state.cursor = [...(page.fields[at]?.value ?? '')].length;
}

function choose(press: KeyPress, form: Form, field: FormField, step: number): void {
  const now = field.choices.findIndex((choice) => choice.value === field.value);
  const named = press.name === 'char' ? field.choices.find((c) => c.value.startsWith(press.char)) : undefined;
  if (named !== undefined && press.char !== ' ') {
    form.type(field.id, named.value);
    return;
  }
  if (step === 0) return;
  // Nothing is chosen yet: the first key chooses the first.
  const at = now < 0 ? 0 : Math.max(0, Math.min(now + step, field.choices.length - 1));
  const choice = field.choices[at];
  if (choice !== undefined) form.type(field.id, choice.value);
}

function edit(press: KeyPress, form: Form, field: FormField, state: FormState): void {
  const text = [...field.value];
  const at = Math.max(0, Math.min(state.cursor, text.length));
  const put = (value: string[], cursor: number): void => {
    state.cursor = cursor;
    form.type(field.id, value.join(''));
  };
  if (press.name === 'char') put([...text.slice(0, at), press.char, ...text.slice(at)], at + 1);
  else if (press.name === 'backspace' && at > 0) put([...text.slice(0, at - 1), ...text.slice(at)], at - 1);
  else if (press.name === 'clear') put([], 0);
  else if (press.name === 'left') state.cursor = Math.max(0, at - 1);
  else if (press.name === 'right') state.cursor = Math.min(text.length, at + 1);
  else if (press.name === 'home') state.cursor = 0;
  else if (press.name === 'end') state.cursor = text.length;
}

function scroll(press: KeyPress, state: FormState, actions: FormActions): void {
  const step = STEPS[press.name]?.(actions.page);
  if (step !== undefined) state.top = Math.max(0, state.top + step);
}
