/**
 * Typed reading of an environment file: every problem at once, with names and line numbers and never a value. Owns what
 * counts as unset (absent, empty, `<placeholder>`); secrets leave as Secret, which refuses to print itself.
 */
import type { EnvironmentName } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { Secret } from '../../engine/secret.ts';
import { EnvDocument } from './document.ts';
import { type EnvValue, KINDS } from './kinds.ts';
import { readings, unfitReason } from './readers.ts';
import { resolvedValue } from './references.ts';
import { ENV_SCHEMA, type EnvKey, isRequired } from './schema.ts';

export interface EnvProblem {
  key: string;
  /** 1-based; absent for a key that is not in the file. */
  line?: number;
  kind: 'missing' | 'placeholder' | 'malformed' | 'contradiction' | 'ambiguous';
  /** One line without values. */
  words: string;
}

export interface EnvReading {
  document: EnvDocument;
  values: EnvValues;
  /** What makes the file unusable. */
  problems: EnvProblem[];
  /** What works today and will surprise somebody: readers that disagree, keys twice. */
  warnings: EnvProblem[];
  /** Required keys that flip-hub makes itself and that are not there yet. */
  unminted: string[];
}

/** The values of one reading. Defaults are filled in; malformed values are absent. */
export class EnvValues {
  readonly #values: ReadonlyMap<string, EnvValue | Secret>;
  readonly #texts: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, EnvValue | Secret>, texts: ReadonlyMap<string, string>) {
    this.#values = values;
    this.#texts = texts;
  }

  /** The value as text, for keys that are not secret; also of keys outside the schema. */
  text(key: string): string | undefined {
    return this.#values.get(key) instanceof Secret ? undefined : this.#texts.get(key);
  }

  /** Typed by the key's kind: number, boolean, list, object or text. Never a secret. */
  value(key: string): EnvValue | undefined {
    const found = this.#values.get(key);
    return found instanceof Secret ? undefined : found;
  }

  secret(key: string): Secret | undefined {
    const found = this.#values.get(key);
    return found instanceof Secret ? found : undefined;
  }

  /** Every secret of the file, for the redactor; of one that is JSON, each text in it too: tools print them singly. */
  secrets(): Secret[] {
    const whole = [...this.#values.values()].filter((v) => v instanceof Secret);
    return [...whole, ...whole.flatMap((secret) => partsOf(secret.reveal()).map((p) => new Secret(p, secret.label)))];
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }
}

/** The texts inside a value that is a JSON object or list. */
function partsOf(value: string): string[] {
  if (!/^\s*[[{]/.test(value)) return [];
  const parts: string[] = [];
  try {
    JSON.parse(value, (_, part: unknown) => {
      if (typeof part === 'string') parts.push(part);
      return part;
    });
  } catch {
    // No JSON after all: then the value has no parts.
  }
  return parts;
}

/** True for what stands where an operator should have put a value. */
export const isPlaceholder = (value: string): boolean => /^<.*>$/s.test(value.trim());

export function readEnvironment(
  text: string,
  environment: EnvironmentName,
  schema: readonly EnvKey[] = ENV_SCHEMA,
): EnvReading {
  const document = EnvDocument.parse(text);
  const reader = new Reader(document, schema);
  for (const row of schema) reader.take(row);
  reader.takeUnknown();
  const values = reader.values();
  return {
    document,
    values,
    problems: [...reader.problems, ...contradictions(values, document, environment)],
    warnings: reader.warnings,
    unminted: reader.unminted,
  };
}

/** Throws `env-file-invalid` (exit 2) that lists every problem, when there is one. */
export function refuseProblems(reading: EnvReading, file: string): void {
  if (reading.problems.length === 0) return;
  const lines = reading.problems.map(
    (p) => `${p.line === undefined ? file : `${file}:${p.line}`}  ${p.key}: ${p.words}`,
  );
  throw new HubError({
    code: 'env-file-invalid',
    who: 'operator',
    what: `${file} has ${lines.length === 1 ? 'a problem' : `${lines.length} problems`}: ${[...new Set(reading.problems.map((p) => p.key))].join(', ')}`,
    cause: lines.join('\n'),
    next: ['correct these lines, then repeat the command'],
    exit: EXIT.usage,
  });
}

class Reader {
  readonly problems: EnvProblem[] = [];
  readonly warnings: EnvProblem[] = [];
  readonly unminted: string[] = [];
  readonly #document: EnvDocument;
  readonly #schema: readonly EnvKey[];
  readonly #values = new Map<string, EnvValue | Secret>();
  readonly #texts = new Map<string, string>();

  constructor(document: EnvDocument, schema: readonly EnvKey[]) {
    this.#document = document;
    this.#schema = schema;
  }

  values(): EnvValues {
    return new EnvValues(this.#values, this.#texts);
  }

  take(row: EnvKey): void {
    const text = this.#text(row.key);
    if (text === undefined) {
      this.#absent(row);
      if (row.default !== undefined) this.#store(row, row.default);
      return;
    }
    const problem = this.#store(row, text);
    if (problem !== undefined) this.problems.push(this.#at(row.key, 'malformed', problem));
    if (row.group !== 'elsewhere') this.#ambiguities(row.key, KINDS[row.kind].notForShell === true);
  }

  /** The operator's own keys, and TF_VAR_ lines: kept as text. */
  takeUnknown(): void {
    for (const key of this.#document.keys()) {
      if (this.#schema.some((row) => row.key === key)) continue;
      const text = this.#text(key);
      if (text === undefined) continue;
      this.#texts.set(key, text);
      this.#values.set(key, text);
    }
    for (const line of this.#document.strayLines()) {
      this.warnings.push({ key: `line ${line}`, line, kind: 'ambiguous', words: 'is neither KEY=VALUE nor a comment' });
    }
    if (this.#document.hasCarriageReturns) {
      this.warnings.push({
        key: 'line endings',
        kind: 'ambiguous',
        words: 'are CRLF: make and a shell read the carriage return as part of every value',
      });
    }
  }

  /** The resolved value, or undefined for what counts as unset. */
  #text(key: string): string | undefined {
    const resolved = resolvedValue(this.#document, key);
    if (!resolved || resolved.value.trim() === '' || isPlaceholder(resolved.value)) return undefined;
    if (resolved.unresolved.length > 0) {
      this.warnings.push(this.#at(key, 'ambiguous', `refers to ${resolved.unresolved.join(', ')}, which has no value`));
    }
    return resolved.value;
  }

  #absent(row: EnvKey): void {
    const look = (key: string) => this.#text(key);
    if (!isRequired(row, look)) return;
    if (row.minted) {
      this.unminted.push(row.key);
      return;
    }
    const written = this.#document.assignment(row.key);
    const why = typeof row.required === 'object' ? `, ${row.required.words}` : '';
    const danger = row.destructiveIfAbsent === undefined ? '' : `; without it ${row.destructiveIfAbsent}`;
    const how = row.how === undefined ? '' : ` (${row.how})`;
    if (written && written.raw !== '') {
      this.problems.push(this.#at(row.key, 'placeholder', `still holds a placeholder${why}: ${row.words}${how}`));
    } else {
      this.problems.push(this.#at(row.key, 'missing', `has no value${why}: ${row.words}${how}${danger}`));
    }
  }

  /** Stores the typed value; answers what it must be when it is not. */
  #store(row: EnvKey, text: string): string | undefined {
    const kind = KINDS[row.kind];
    const value = kind.read(text);
    if (value === undefined) return `must be ${kind.must}`;
    if (row.choices && !row.choices.includes(text)) return `must be one of ${row.choices.join(', ')}`;
    this.#texts.set(row.key, text);
    this.#values.set(row.key, row.secret ? new Secret(text, row.key) : value);
    return undefined;
  }

  #ambiguities(key: string, shellExcused: boolean): void {
    const all = this.#document.assignments(key);
    const last = all.at(-1);
    if (!last) return;
    if (all.some((a) => a.raw !== last.raw)) {
      this.warnings.push(
        this.#at(
          key,
          'ambiguous',
          `is set ${all.length} times (first in line ${all[0]?.line}); the last one counts here, the first one for other readers`,
        ),
      );
    }
    // A reference is understood, and told: line readers see the sign itself.
    const refers = resolvedValue(this.#document, key)?.refers === true;
    const unfit = refers ? undefined : (unfitReason(last.raw, !shellExcused) ?? this.#quoted(key, last.raw));
    if (unfit !== undefined) {
      this.problems.push(
        this.#at(key, 'ambiguous', `means different things to make, a shell and dotenv: ${unfit}. ${REWRITE}`),
      );
      return;
    }
    const read = readings(`${last.raw}${last.tail}`);
    const others = [read.make, ...(shellExcused ? [] : [read.shell])];
    if (others.some((value) => value !== read.line)) {
      const what = refers ? 'is a reference, which line readers do not follow' : 'has blanks or a comment behind it';
      this.warnings.push(this.#at(key, 'ambiguous', `${what}: make, a shell and line readers get different values`));
    }
  }

  /** Quotes around a list: we and dotenv take them off, make does not. */
  #quoted(key: string, raw: string): string | undefined {
    return this.#document.value(key) === raw ? undefined : 'a shell and dotenv drop quotes, make keeps them';
  }

  #at(key: string, kind: EnvProblem['kind'], words: string): EnvProblem {
    const line = this.#document.assignment(key)?.line;
    return { key, kind, words, ...(line === undefined ? {} : { line }) };
  }
}

const REWRITE = 'Write it bare, in letters, digits and - _ . / : + = @ , %';

const BUCKETS = [
  'FLIP_TFSTATE_BUCKET_NAME',
  'FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME',
  'FLIP_FL_RESULTS_BUCKET_NAME',
  'FLIP_APP_BUNDLES_BUCKET_NAME',
  'FLIP_UI_BUCKET_NAME',
  'AICENTRE_BUCKET_NAME',
];

/** What no single key shows. */
function contradictions(values: EnvValues, document: EnvDocument, environment: EnvironmentName): EnvProblem[] {
  const problems: EnvProblem[] = [];
  const say = (key: string, words: string) => {
    const line = document.assignment(key)?.line;
    problems.push({ key, kind: 'contradiction', words, ...(line === undefined ? {} : { line }) });
  };
  const seen = new Map<string, string>();
  for (const key of BUCKETS) {
    const name = values.text(key);
    if (name === undefined) continue;
    const other = seen.get(name);
    if (other === undefined) seen.set(name, key);
    else say(key, `names the same bucket as ${other}`);
  }
  const [alb, nlb] = [values.text('ALB_SUBDOMAIN'), values.text('NLB_SUBDOMAIN')];
  if (alb !== undefined && alb === nlb) say('NLB_SUBDOMAIN', 'is the same name as ALB_SUBDOMAIN');
  if (environment === 'production' && values.value('ENFORCE_MFA') === false) {
    say('ENFORCE_MFA', 'cannot be false in production');
  }
  return problems;
}
