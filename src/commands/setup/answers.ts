/**
 * The answers of one setup as they stand: given by flags, typed, found in the file, or suggested, in this order. Decides
 * what a write would change. Pure: reads no file and asks nobody.
 */
import type { Environment } from '../../engine/environments.ts';
import {
  checkAnswer,
  ENV_SCHEMA,
  type EnvDocument,
  type EnvKey,
  isPlaceholder,
  isRequired,
  type Look,
  readEnvironment,
  schemaOf,
  serviceKeyHash,
} from '../../hub/index.ts';
import type { Given } from './given.ts';

export type Hints = (key: string, look: Look) => string | undefined;

/** Where a value comes from. */
export type Origin = 'given' | 'typed' | 'file' | 'suggested' | 'none';

export interface Change {
  row: EnvKey;
  kind: 'add' | 'change' | 'keep';
  /** Never of a secret. */
  before?: string;
  value: string;
}

export interface AnswersOptions {
  environment: Environment;
  given: ReadonlyMap<string, Given>;
  typed?: ReadonlyMap<string, string>;
  /** The file as it is; undefined when there is none. */
  file: EnvDocument | undefined;
  /** Suggestions from this machine, by key: the region of the profile. */
  hints?: Hints;
}

/** Their absence destroys something, so that nothing is assumed about them where nobody sees it. */
const isExplicit = (row: EnvKey): boolean => row.destructiveIfAbsent !== undefined;

export class Answers {
  readonly environment: Environment;
  readonly #given: ReadonlyMap<string, Given>;
  readonly #typed: Map<string, string>;
  readonly #file: ReadonlyMap<string, string>;
  readonly #hints: Hints;

  constructor(options: AnswersOptions) {
    this.environment = options.environment;
    this.#given = options.given;
    this.#typed = new Map(options.typed ?? []);
    this.#file = fileValues(options.file, options.environment);
    this.#hints = options.hints ?? (() => undefined);
  }

  readonly look = (key: string): string | undefined => this.value(key) || undefined;

  value(key: string): string {
    const typed = this.#typed.get(key);
    return this.#given.get(key)?.value ?? typed ?? this.#file.get(key) ?? this.#suggestion(key) ?? '';
  }

  origin(key: string): Origin {
    if (this.#given.has(key)) return 'given';
    if (this.#typed.has(key)) return 'typed';
    if (this.#file.has(key)) return 'file';
    return this.#suggestion(key) === undefined ? 'none' : 'suggested';
  }

  givenBy(key: string): string | undefined {
    return this.#given.get(key)?.by;
  }

  inFile(key: string): string | undefined {
    return this.#file.get(key);
  }

  type(key: string, value: string): void {
    this.#typed.set(key, value);
  }

  /** What was typed and may be kept on disk. */
  typedInTheOpen(): Record<string, string> {
    return Object.fromEntries([...this.#typed].filter(([key]) => schemaOf(key)?.secret !== true));
  }

  /** A question only where its answer counts: the kit date of the framework that was chosen. */
  applies(row: EnvKey): boolean {
    return typeof row.required !== 'object' || row.required.when(this.look);
  }

  /** Why the value cannot be taken, or why there must be one; undefined when all is well. */
  problem(row: EnvKey): string | undefined {
    const value = this.value(row.key);
    if (value !== '') return checkAnswer(row, value);
    return isRequired(row, this.look) && !row.minted ? 'needs a value' : undefined;
  }

  /** Asked and required, and nothing but a person can know it; for whoever may not ask. What follows from it is not named. */
  unanswered(): EnvKey[] {
    return ENV_SCHEMA.filter((row) => {
      if (row.setup !== 'ask' || !this.applies(row) || !isRequired(row, this.look)) return false;
      const origin = this.origin(row.key);
      if (isExplicit(row)) return origin === 'suggested' || origin === 'none';
      return row.suggest === undefined && this.value(row.key) === '';
    });
  }

  /** Everything the file will say that setup knows of, in the order of the schema. */
  changes(): Change[] {
    return ENV_SCHEMA.flatMap((row): Change[] => {
      const value = this.#written(row);
      if (value === undefined) return [];
      const before = this.#file.get(row.key);
      if (before === value) return [{ row, kind: 'keep', value }];
      if (before === undefined) return [{ row, kind: 'add', value }];
      return [{ row, kind: 'change', value, ...(row.secret ? {} : { before }) }];
    });
  }

  #written(row: EnvKey): string | undefined {
    if (row.key === 'INTERNAL_SERVICE_KEY_HASH') return this.#hash();
    const origin = this.origin(row.key);
    const wanted = origin === 'given' || origin === 'typed' || (row.setup !== undefined && this.applies(row));
    const value = this.value(row.key);
    return (wanted || origin === 'file') && value !== '' ? value : undefined;
  }

  /** Whoever brings the key need not bring its hash. */
  #hash(): string | undefined {
    const key = 'INTERNAL_SERVICE_KEY';
    if (this.origin(key) !== 'given' && this.origin(key) !== 'typed')
      return this.#file.get('INTERNAL_SERVICE_KEY_HASH');
    return this.value(key) === '' ? undefined : serviceKeyHash(this.value(key));
  }

  #suggestion(key: string): string | undefined {
    const row = schemaOf(key);
    if (row?.setup === undefined) return undefined;
    return this.#hints(key, this.look) ?? row.suggest?.(this.look, this.environment);
  }
}

/** What the file says, references followed; what counts as unset is not there. */
function fileValues(file: EnvDocument | undefined, environment: Environment): Map<string, string> {
  const found = new Map<string, string>();
  if (file === undefined) return found;
  const { values } = readEnvironment(file.print(), environment.name);
  for (const { key } of ENV_SCHEMA) {
    if (file.assignment(key) === undefined) continue;
    const text = values.secret(key)?.reveal() ?? values.text(key) ?? file.value(key)?.trim() ?? '';
    if (text !== '' && !isPlaceholder(text)) found.set(key, text);
  }
  return found;
}
