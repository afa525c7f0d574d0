/**
 * A form asked line by line: a page's words, then a question a field, the offered value in brackets. An empty line takes
 * what is offered, `<` goes back a page. For plain terminals and screen readers; nothing is redrawn.
 */
import type { AskForm, Form, FormField, FormMark, FormNote, FormPage } from '../../engine/form-port.ts';
import { type Line, LineReader } from './line-reader.ts';

const WORD: Record<FormMark, string> = {
  ok: 'ok:',
  warn: 'note:',
  fail: 'FAILED:',
  busy: 'looking:',
  unknown: 'not known:',
  add: 'add',
  change: 'change',
  keep: 'keep',
  plain: '-',
};
const BACK = '<';

export interface LinesTerminal {
  stdin: NodeJS.ReadStream;
  /** Questions go to standard error: standard output is for data. */
  stderr: NodeJS.WritableStream;
}

export const formLines =
  (terminal: LinesTerminal): AskForm =>
  async (form, over) => {
    const reader = new LineReader(terminal.stdin, terminal.stderr, over);
    const say = (text: string): void => void terminal.stderr.write(`${text}\n`);
    try {
      while (!form.over()) {
        if ((await askPage(form, reader, say)) === 'left') return 'left';
      }
      return 'done';
    } finally {
      reader.close();
    }
  };

async function askPage(form: Form, reader: LineReader, say: (text: string) => void): Promise<'asked' | 'left'> {
  const page = form.page();
  if (page.waits === true) return askWait(form, page, reader, say);
  await settled(form);
  const { at, of } = form.place();
  say(`\n${form.heading()}: ${page.title} (${at} of ${of})`);
  for (const text of page.intro) say(text);
  for (const note of form.page().notes) sayNote(note, say);
  const answered = await askFields(form, page, reader, say);
  if (answered !== 'asked') return answered === 'back' ? goBack(form) : 'left';
  if (!page.fields.some((field) => !field.fixed)) {
    const line = await reader.line(`Enter to ${page.onward}, ${BACK} to go back: `);
    if (line.end) return 'left';
    if (line.text.trim() === BACK) return goBack(form);
  }
  await form.onward();
  const after = form.page();
  if (after.id === page.id) for (const note of after.notes.filter(({ mark }) => mark === 'fail')) sayNote(note, say);
  return 'asked';
}

/** What is waited for is told as it comes; a line meanwhile may call it off. */
async function askWait(form: Form, page: FormPage, reader: LineReader, say: (text: string) => void) {
  say(`\n${form.heading()}: ${page.title}`);
  for (const text of page.intro) say(text);
  say(`${BACK} and Enter calls it off.`);
  let told = '';
  const over = new AbortController();
  const look = (): void => {
    const now = form.page();
    if (now.id !== page.id || now.waits !== true) over.abort();
    else if (now.signIn !== undefined && now.signIn.userCode !== told) {
      told = now.signIn.userCode;
      say(`\n  open  ${now.signIn.completeUrl}`);
      say(`  code  ${told}    allow it only if the page shows the same`);
    }
  };
  const stop = form.subscribe(look);
  look();
  try {
    const line = await reader.lineBefore('', over.signal);
    if (line?.end === true) return 'left' as const;
    return line?.text.trim() === BACK ? goBack(form) : ('asked' as const);
  } finally {
    stop();
  }
}

function goBack(form: Form): 'asked' | 'left' {
  return form.back() ? 'asked' : 'left';
}

/** Fields come and go with choices, so that the next one is looked for in the page as it then is. */
async function askFields(form: Form, page: FormPage, reader: LineReader, say: (text: string) => void) {
  const asked = new Set<string>();
  for (;;) {
    const field = form.page().fields.find((f) => !asked.has(f.id) && !f.fixed);
    if (field === undefined || form.page().id !== page.id) return 'asked' as const;
    asked.add(field.id);
    const outcome = await askField(form, field, reader, say);
    if (outcome !== 'asked') return outcome;
  }
}

async function askField(form: Form, field: FormField, reader: LineReader, say: (text: string) => void) {
  for (const text of field.help) say(`  ${text}`);
  const options = field.choices.map((c) => (c.words === '' ? c.value : `${c.value} (${c.words})`)).join(', ');
  const offered = field.value === '' || field.kind === 'secret' ? '' : ` [${field.value}]`;
  const question = `${field.title}${options === '' ? '' : `, one of ${options}`}${offered} (${field.flag}): `;
  for (;;) {
    const line: Line = field.kind === 'secret' ? await reader.hidden(question) : await reader.line(question);
    if (line.end) return 'left' as const;
    const text = line.text.trim();
    if (text === BACK) return 'back' as const;
    if (text !== '') form.type(field.id, text);
    form.left(field.id);
    const wrong = choiceProblem(field, text) ?? form.page().fields.find((f) => f.id === field.id)?.problem;
    if (wrong === undefined) return 'asked' as const;
    say(`  ${field.title} ${wrong}`);
  }
}

const choiceProblem = (field: FormField, text: string): string | undefined =>
  field.kind === 'choice' && text !== '' && !field.choices.some((c) => c.value === text)
    ? `must be one of ${field.choices.map((c) => c.value).join(', ')}`
    : undefined;

function sayNote(note: FormNote, say: (text: string) => void): void {
  say(`  ${WORD[note.mark]} ${note.text}`);
  for (const text of note.more ?? []) say(`      ${text}`);
}

/** Lines cannot change afterwards: what is being looked at is waited for. */
function settled(form: Form): Promise<void> {
  const busy = (): boolean =>
    form.page().notes.some((note) => note.mark === 'busy') || form.page().fields.some((f) => f.note?.mark === 'busy');
  if (!busy()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = form.subscribe(() => {
      if (busy()) return;
      stop();
      resolve();
    });
  });
}
