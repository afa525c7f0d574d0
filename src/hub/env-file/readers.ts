/**
 * An environment file has three kinds of reader: make includes it, a shell sources it, and scripts read it line by line.
 * Says what each takes a right-hand side for, so that a value is only written when all of them agree. Pure.
 */

/** What each reader gets from the text after `=`; undefined when it would fail, expand something or go on to the next line. */
export interface Readings {
  make: string | undefined;
  shell: string | undefined;
  line: string;
}

export const readings = (rest: string): Readings => ({ make: asMake(rest), shell: asShell(rest), line: asLine(rest) });

/**
 * `all`: written bare, every reader gets exactly this value. `not-shell`: make and line readers do, and a shell gets
 * something else without failing (it drops the quotes of a JSON list). `none`: it cannot be written.
 */
export function fitOf(value: string): 'all' | 'not-shell' | 'none' {
  if (/[\n\r\0]/.test(value)) return 'none';
  const { make, shell, line } = readings(value);
  if (make !== value || line !== value) return 'none';
  if (shell === value) return 'all';
  return shell === undefined ? 'none' : 'not-shell';
}

const REASONS: readonly (readonly [sign: RegExp, why: string])[] = [
  [/[\n\r\0]/, 'a line break or a null byte cannot be in a line'],
  [/^[ \t]|[ \t]$/, 'make keeps a blank at its end, a shell and dotenv drop it'],
  [/\$\$/, 'for make "$$" is one dollar sign, for a shell its process number, for dotenv two signs'],
  [/\$/, 'for make and a shell "$" begins a reference to another key, for line readers it is a sign'],
  [/\\#/, 'for make "\\#" is a "#", for dotenv it is two signs'],
  [/#/, 'for make "#" begins a comment, wherever it stands'],
  [/\\/, 'for a shell "\\" takes the meaning from the next sign and is gone, make keeps it'],
  [/["']/, 'a shell and dotenv drop quotes, make keeps them as part of the value'],
  [/[ \t]/, 'for a shell the value ends at the first blank, and what follows is run as a command'],
  [/[;&|<>()`]/, 'for a shell ; & | < > ( ) and ` are not part of a value'],
  [/~/, 'for a shell "~" stands for a home folder'],
];

/** Why a value means different things to make, a shell and line readers, in words; undefined when they agree. */
export function unfitReason(value: string, forShell = true): string | undefined {
  const fit = fitOf(value);
  if (fit === 'all' || (fit === 'not-shell' && !forShell)) return undefined;
  return REASONS.find(([sign]) => sign.test(value))?.[1] ?? 'make, a shell and line readers disagree about it';
}

/** make keeps trailing blanks, takes `#` for a comment anywhere, and `$` for a reference. */
function asMake(rest: string): string | undefined {
  let value = '';
  const text = rest.replace(/^[ \t]+/, '');
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] as string;
    const next = text[i + 1];
    if (c === '\\' && next === '#') {
      value += '#';
      i += 1;
    } else if (c === '#') break;
    else if (c === '$') {
      if (next !== '$') return undefined;
      value += '$';
      i += 1;
    } else value += c;
  }
  return value.endsWith('\\') ? undefined : value;
}

/** A shell takes one word; blanks after `=` or inside it would run a command. */
function asShell(rest: string): string | undefined {
  if (/^~|[:]~/.test(rest)) return undefined;
  let value = '';
  let i = 0;
  while (i < rest.length) {
    const c = rest[i] as string;
    if (c === "'") {
      const end = rest.indexOf("'", i + 1);
      if (end < 0) return undefined;
      value += rest.slice(i + 1, end);
      i = end + 1;
    } else if (c === '"') {
      const quoted = shellDoubleQuoted(rest, i + 1);
      if (!quoted) return undefined;
      value += quoted.value;
      i = quoted.next;
    } else if (c === '\\') {
      if (i + 1 >= rest.length) return undefined;
      value += rest[i + 1];
      i += 2;
    } else if (c === ' ' || c === '\t') {
      // Only a comment may follow the word.
      return /^[ \t]*(?:#.*)?$/.test(rest.slice(i)) ? value : undefined;
    } else if (/[$`;&|<>()]/.test(c)) return undefined;
    else {
      value += c;
      i += 1;
    }
  }
  return value;
}

function shellDoubleQuoted(text: string, from: number): { value: string; next: number } | undefined {
  let value = '';
  for (let i = from; i < text.length; i += 1) {
    const c = text[i] as string;
    if (c === '"') return { value, next: i + 1 };
    if (c === '$' || c === '`') return undefined;
    const next = text[i + 1];
    if (c === '\\' && next !== undefined && '"\\$`'.includes(next)) {
      value += next;
      i += 1;
    } else value += c;
  }
  return undefined;
}

/** Scripts cut at the first `=` and strip blanks. */
const asLine = (rest: string): string => rest.trim();
