/**
 * An environment file as a document: every byte that is not edited survives, whatever it is (comments, order, unknown
 * keys, `export`, quotes, line endings, a BOM). Pure and immutable; knows nothing of which keys exist.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { unfitReason } from './readers.ts';

export interface Assignment {
  key: string;
  /** 1-based. */
  line: number;
  /** The line begins with `export`. */
  exported: boolean;
  /** Text up to and with `=` and blanks after it. */
  head: string;
  /** The value as it is written, quotes included. */
  raw: string;
  /** Blanks and a comment behind the value. */
  tail: string;
}

interface Line {
  text: string;
  eol: '' | '\n' | '\r\n';
  assignment?: Assignment;
}

export interface SetOptions {
  /** Accept a value that a shell would read differently (a JSON list): only for keys no shell script uses. */
  notForShell?: boolean;
}

/** Stands above keys that were not in the file. */
export const ADDED_COMMENT = '# Added by flip-hub';

const ASSIGNMENT = /^(\s*(export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*)(.*)$/s;

export class EnvDocument {
  readonly #bom: string;
  readonly #lines: readonly Line[];
  /** By key, the last assignment: the one that counts for make and for a shell. */
  readonly #effective = new Map<string, Assignment>();

  private constructor(bom: string, lines: readonly Line[]) {
    this.#bom = bom;
    this.#lines = lines;
    for (const line of lines) if (line.assignment) this.#effective.set(line.assignment.key, line.assignment);
  }

  static parse(text: string): EnvDocument {
    const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    return new EnvDocument(bom, linesOf(text.slice(bom.length)));
  }

  /** The file's text; of an unedited document, exactly what was parsed. */
  print(): string {
    return this.#bom + this.#lines.map((l) => l.text + l.eol).join('');
  }

  /** Keys in the order in which they first appear. */
  keys(): string[] {
    return [...this.#effective.keys()];
  }

  /** The assignment that counts: the last one. */
  assignment(key: string): Assignment | undefined {
    return this.#effective.get(key);
  }

  /** All assignments of a key, first to last. */
  assignments(key: string): Assignment[] {
    return this.#lines.flatMap((l) => (l.assignment?.key === key ? [l.assignment] : []));
  }

  /** Lines that are no assignment, no comment and not blank, by 1-based number. */
  strayLines(): number[] {
    return this.#lines.flatMap((l, i) => (!l.assignment && !/^\s*(?:#.*)?$/.test(l.text) ? [i + 1] : []));
  }

  get hasCarriageReturns(): boolean {
    return this.#lines.some((l) => l.eol === '\r\n');
  }

  /** The value as written without quotes and escapes; references such as `${OTHER}` stay as they are. */
  value(key: string): string | undefined {
    const found = this.#effective.get(key);
    return found && unquoted(found.raw);
  }

  /**
   * A document in which `key` has `value`: its effective line is edited in place, or a line is added at the end.
   * Throws HubError `env-value-unwritable` (naming the key, never the value) when not every reader would get the value.
   */
  with(key: string, value: string, options: SetOptions = {}): EnvDocument {
    const unfit = unfitReason(value, options.notForShell !== true);
    if (unfit !== undefined) throw unwritable(key, unfit);
    const present = this.#effective.get(key);
    if (!present) return new EnvDocument(this.#bom, this.#appended(`${key}=${value}`));
    if (unquoted(present.raw) === value && present.raw !== '') return this;
    const lines = this.#lines.map((line, i) => {
      if (i !== present.line - 1) return line;
      // `KEY= value` is a command to a shell: an edited line has no blank after its sign.
      const head = present.head.replace(/=[ \t]*$/, '=');
      return lineOf(`${head}${value}${present.tail}`, line.eol, i + 1);
    });
    return new EnvDocument(this.#bom, lines);
  }

  #appended(text: string): Line[] {
    const lines = [...this.#lines];
    const eol = this.hasCarriageReturns ? '\r\n' : '\n';
    const last = lines.at(-1);
    if (last && last.eol === '') lines[lines.length - 1] = { ...last, eol };
    const ours = lines.findLastIndex((l) => l.text === ADDED_COMMENT);
    // One comment serves all additions, as long as the operator has put nothing else behind it.
    if (ours >= 0 && lines.slice(ours + 1).every((l) => l.assignment)) {
      return [...lines, lineOf(text, eol, lines.length + 1)];
    }
    const blank: Line[] = lines.length > 0 && lines.at(-1)?.text.trim() !== '' ? [{ text: '', eol }] : [];
    lines.push(...blank, { text: ADDED_COMMENT, eol });
    return [...lines, lineOf(text, eol, lines.length + 1)];
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const match of text.matchAll(/([^\n]*?)(\r?\n|$)/gs)) {
    const [whole, body = '', eol = ''] = match;
    if (whole === '') break;
    lines.push(lineOf(body, eol as Line['eol'], lines.length + 1));
  }
  return lines;
}

function lineOf(text: string, eol: Line['eol'], line: number): Line {
  const match = ASSIGNMENT.exec(text);
  if (!match) return { text, eol };
  const [, head = '', exported, key = '', rest = ''] = match;
  const { raw, tail } = split(rest);
  return { text, eol, assignment: { key, line, exported: exported !== undefined, head, raw, tail } };
}

/** Cuts the right-hand side into the value as written and the blanks and comment behind it. */
function split(rest: string): { raw: string; tail: string } {
  const quoted = /^("(?:[^"\\]|\\.)*"|'[^']*')(\s*|\s+#.*)$/s.exec(rest);
  if (quoted) return { raw: quoted[1] ?? '', tail: quoted[2] ?? '' };
  const comment = /(?:^|\s+)#.*$/s.exec(rest);
  const raw = comment ? rest.slice(0, comment.index) : rest.trimEnd();
  return { raw, tail: rest.slice(raw.length) };
}

function unquoted(raw: string): string {
  if (raw.length >= 2 && raw.startsWith("'") && raw.endsWith("'")) return raw.slice(1, -1);
  if (raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"'))
    return raw.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  return raw.replace(/\\#/g, '#').replace(/\$\$/g, '$');
}

function unwritable(key: string, why: string): HubError {
  return new HubError({
    code: 'env-value-unwritable',
    who: 'operator',
    what: `the value for ${key} cannot be written into the environment file`,
    cause: `make, a shell and line readers (dotenv) all read this file, and would not get the same: ${why}`,
    next: [`choose a value for ${key} of letters, digits and - _ . / : + = @ , %`],
    exit: EXIT.usage,
  });
}
