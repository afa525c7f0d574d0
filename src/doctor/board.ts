/**
 * The checks as a board that a screen draws: what is known of each row so far, looked at again when asked, and the
 * program that does a fix. Runs no fix by itself.
 */
import type { DoctorBoard, DoctorFix, DoctorRow } from '../engine/doctor-port.ts';
import type { PaneRequest } from '../engine/pane-port.ts';
import type { Check, DoctorContext } from './check.ts';
import { fixOf } from './fix.ts';
import { type Checked, runChecks } from './run-checks.ts';

export interface BoardParts {
  checks: readonly Check[];
  /** Made anew for each look: what was fixed meanwhile must be seen. */
  context: () => DoctorContext;
  start: (fix: DoctorFix) => PaneRequest | undefined;
}

export class Board implements DoctorBoard {
  readonly #parts: BoardParts;
  readonly #listeners = new Set<() => void>();
  readonly #found = new Map<string, Checked>();
  #context: DoctorContext;

  constructor(parts: BoardParts) {
    this.#parts = parts;
    this.#context = parts.context();
  }

  get heading(): string {
    const names = this.#context.environments.map((e) => e.environment.name);
    return names.length === 0 ? 'no environment yet' : names.join(', ');
  }

  rows(): DoctorRow[] {
    return this.#concerned().map((check) => rowOf(check, this.#found.get(check.id)));
  }

  /** What is known, in the order of the table. */
  checked(): Checked[] {
    return this.#concerned().flatMap((check) => this.#found.get(check.id) ?? []);
  }

  ids(): string[] {
    return this.#concerned().map((check) => check.id);
  }

  get context(): DoctorContext {
    return this.#context;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async check(id?: string, done: (checked: Checked) => void = () => undefined): Promise<void> {
    this.#context = this.#parts.context();
    const wanted = this.#concerned().filter((check) => id === undefined || check.id === id);
    for (const check of wanted) this.#found.delete(check.id);
    this.#tell();
    await runChecks(wanted, this.#context, (checked) => {
      this.#found.set(checked.check.id, checked);
      done(checked);
      this.#tell();
    });
  }

  fix(fix: DoctorFix): PaneRequest | undefined {
    return fix.runs ? this.#parts.start(fix) : undefined;
  }

  #concerned(): Check[] {
    return this.#parts.checks.filter((check) => check.concerns?.(this.#context) !== false);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function rowOf(check: Check, checked: Checked | undefined): DoctorRow {
  const { id, title, needed, neededBy } = check;
  return {
    id,
    title,
    needed,
    neededBy,
    verdict: checked?.verdict,
    ...(checked?.found === undefined ? {} : { found: checked.found }),
    ...(checked?.why === undefined || checked.why === '' ? {} : { why: checked.why }),
    fixes: (checked?.fix ?? []).map(fixOf),
  };
}
