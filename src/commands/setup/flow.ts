/**
 * The flow of setup's pages: which page is open, what is on it, what going on and back mean. Keeps the answers after each
 * page; writes the environment file when the summary is agreed to, and nothing before. Knows neither screen nor terminal.
 */
import type { BucketName } from '../../aws/bucket-name.ts';
import type { Checked } from '../../doctor/run-checks.ts';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import type { Form, FormNote, FormPage } from '../../engine/form-port.ts';
import { EnvDocument, type EnvKey, type Written } from '../../hub/index.ts';
import { Answers } from './answers.ts';
import type { Given } from './given.ts';
import { forgetAnswers, keepAnswers, keptAnswers } from './kept.ts';
import { profileHints, type SetupLooks } from './looks.ts';
import { bucketNote, errorNote } from './notes.ts';
import { environmentPage, machinePage, stepsPage, summaryPage } from './page-views.ts';
import {
  fieldOf,
  KEYS_FIELD,
  missingKeys,
  pageRows,
  QUESTION_PAGES,
  type QuestionPage,
  secretFields,
  TYPED_KEYS,
} from './pages.ts';
import { plannedFile, readFrom, saveSetup } from './save.ts';
import { SETUP_STEPS } from './steps.ts';
import { trouble } from './trouble.ts';

export interface FlowOptions {
  workspace: string;
  /** Undefined: it is the first question. */
  environment: Environment | undefined;
  /** Offered first by that question. */
  last: string | undefined;
  given: ReadonlyMap<string, Given>;
  looks: SetupLooks;
  now: () => Date;
  /** Begin with the summary, when nothing is open: everything was on record. */
  answered?: boolean;
}

export class SetupFlow implements Form {
  readonly #o: FlowOptions;
  readonly #listeners = new Set<() => void>();
  readonly #pages: readonly string[];
  #at = 0;
  #chosen: string;
  #answers: Answers | undefined;
  #from: string | undefined;
  #resumed = false;
  #typesKeys = false;
  #complaints = new Map<string, string>();
  #failure: FormNote | undefined;
  #checked: Checked[] = [];
  #machine: 'not asked' | 'running' | 'done' = 'not asked';
  readonly #buckets = new Map<string, BucketName | 'asked'>();
  readonly #steps = new Map<string, boolean>();
  #written: Written | undefined;
  #over = false;

  constructor(options: FlowOptions) {
    this.#o = options;
    this.#chosen = options.environment?.name ?? options.last ?? 'stag';
    this.#pages = [
      ...(options.environment === undefined ? ['environment'] : []),
      'machine',
      ...QUESTION_PAGES.map((page) => page.id),
      'summary',
      'steps',
    ];
    if (options.environment) this.#begin(options.environment);
    if (options.answered && this.#answers?.unanswered().length === 0) this.#at = this.#pages.indexOf('summary');
    this.#entered();
  }

  /** Undefined until the file is written. */
  get result(): { environment: Environment; written: Written; steps: string[] } | undefined {
    if (this.#answers === undefined || this.#written === undefined) return undefined;
    const steps = SETUP_STEPS.filter((step) => this.#steps.get(step.id) === true).map((step) => step.id);
    return { environment: this.#answers.environment, written: this.#written, steps };
  }

  heading(): string {
    return `setup${this.#answers === undefined ? '' : ` · ${this.#answers.environment.name}`}`;
  }

  place(): { at: number; of: number } {
    return { at: this.#at + 1, of: this.#pages.length };
  }

  over(): boolean {
    return this.#over;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  page(): FormPage {
    const page = this.#page();
    return this.#failure === undefined ? page : { ...page, notes: [this.#failure, ...page.notes] };
  }

  type(id: string, value: string): void {
    if (this.#page().fields.some((field) => field.id === id && field.fixed)) return;
    this.#complaints.delete(id);
    this.#failure = undefined;
    if (id === 'environment') this.#chosen = value;
    else if (id === KEYS_FIELD) this.#chooseKeys(value === TYPED_KEYS);
    else if (this.#here() === 'steps') this.#steps.set(id, value === 'now');
    else this.#answers?.type(id, value);
    this.#tell();
  }

  left(id: string): void {
    const row = this.#rows().find((r) => r.key === id);
    if (row === undefined || this.#answers === undefined) return;
    const wrong = this.#answers.value(id) === '' ? undefined : this.#wrong(row);
    if (wrong === undefined) this.#complaints.delete(id);
    else this.#complaints.set(id, wrong);
    this.#lookAtBuckets();
    this.#tell();
  }

  async onward(): Promise<void> {
    this.#failure = undefined;
    try {
      this.#onward();
    } catch (error) {
      this.#failure = errorNote(error);
    }
    this.#tell();
  }

  back(): boolean {
    // What is written is written: behind it there is nothing to go back to.
    if (this.#at === 0 || this.#written !== undefined) return false;
    this.#failure = undefined;
    this.#at -= 1;
    this.#entered();
    this.#tell();
    return true;
  }

  #onward(): void {
    const here = this.#here();
    if (here === 'environment') {
      const environment = Object.values(ENVIRONMENTS).find((e) => e.name === this.#chosen);
      if (environment === undefined) return;
      if (environment !== this.#answers?.environment) this.#begin(environment);
    }
    if (this.#complain()) return;
    if (here === 'summary') this.#write();
    if (here === 'steps') this.#over = true;
    else this.#go(this.#resumePage() ?? this.#at + 1);
  }

  #go(at: number): void {
    this.#at = at;
    if (this.#answers !== undefined && this.#written === undefined)
      keepAnswers(this.#o.workspace, this.#answers.environment.name, {
        page: this.#here(),
        answers: this.#answers.typedInTheOpen(),
      });
    this.#entered();
  }

  /** Once, from the first page on: where the interrupted setup was. */
  #resumePage(): number | undefined {
    if (!this.#resumed || this.#at >= this.#pages.indexOf('account')) return undefined;
    const env = this.#answers?.environment.name;
    const kept = env === undefined ? undefined : keptAnswers(this.#o.workspace, env);
    const at = this.#pages.indexOf(kept?.page ?? '');
    if (this.#here() !== 'machine' || at <= this.#at) return undefined;
    return at;
  }

  #begin(environment: Environment): void {
    this.#from = readFrom(this.#o.workspace, environment);
    const kept = keptAnswers(this.#o.workspace, environment.name);
    this.#resumed = kept !== undefined && Object.keys(kept.answers).length > 0;
    this.#answers = new Answers({
      environment,
      given: this.#o.given,
      file: this.#from === undefined ? undefined : EnvDocument.parse(this.#from),
      typed: new Map(Object.entries(kept?.answers ?? {})),
      hints: profileHints(this.#o.looks),
    });
  }

  #write(): void {
    if (this.#answers === undefined) return;
    const { workspace, now } = this.#o;
    this.#written = saveSetup(this.#answers, workspace, this.#from, now());
    forgetAnswers(workspace, this.#answers.environment.name);
  }

  #here(): string {
    return this.#pages[this.#at] ?? '';
  }

  #questions(): QuestionPage | undefined {
    return QUESTION_PAGES.find((page) => page.id === this.#here());
  }

  /** The keys that are asked for on this page. */
  #rows(): EnvKey[] {
    const page = this.#questions();
    if (page === undefined || this.#answers === undefined) return [];
    const rows = pageRows(page, this.#answers);
    return page.id === 'secrets' && this.#typesKeys ? [...missingKeys(this.#answers), ...rows] : rows;
  }

  #wrong(row: EnvKey): string | undefined {
    const answers = this.#answers;
    if (answers === undefined) return undefined;
    const empty = answers.value(row.key) === '' && row.minted === true && this.#typesKeys ? 'needs a value' : undefined;
    return empty ?? answers.problem(row) ?? trouble(row.key, answers, this.#o.looks);
  }

  /** True when something on this page has to be answered first. */
  #complain(): boolean {
    this.#complaints = new Map(
      this.#rows().flatMap((row) => {
        const wrong = this.#wrong(row);
        return wrong === undefined ? [] : [[row.key, wrong] as const];
      }),
    );
    return this.#complaints.size > 0;
  }

  #chooseKeys(typed: boolean): void {
    this.#typesKeys = typed;
    if (typed || this.#answers === undefined) return;
    for (const row of missingKeys(this.#answers)) this.#answers.type(row.key, '');
  }

  #page(): FormPage {
    const questions = this.#questions();
    if (questions) return this.#questionPage(questions);
    switch (this.#here()) {
      case 'environment':
        return environmentPage(this.#o.workspace, this.#chosen);
      case 'machine':
        return machinePage(this.#checked, this.#machine !== 'done', this.#resumed);
      case 'summary':
        return summaryPage(this.#answers as Answers, this.#from !== undefined, this.#failure ? [] : this.#obstacle());
      default:
        return stepsPage((this.#answers as Answers).environment, this.#written, this.#steps);
    }
  }

  #questionPage(page: QuestionPage): FormPage {
    const answers = this.#answers as Answers;
    const extras = (row: EnvKey) => ({ problem: this.#complaints.get(row.key), note: this.#note(row) });
    const fields =
      page.id === 'secrets'
        ? secretFields(answers, this.#typesKeys, extras)
        : pageRows(page, answers).map((row) => fieldOf(row, answers, extras(row)));
    return { id: page.id, title: page.title, intro: page.intro, fields, notes: [], onward: 'go on' };
  }

  /** What would stop the write is said before it is tried. */
  #obstacle(): FormNote[] {
    const answers = this.#answers as Answers;
    try {
      plannedFile(answers, this.#from, answers.environment.envFile);
      return [];
    } catch (error) {
      return [errorNote(error)];
    }
  }

  #note(row: EnvKey): FormNote | undefined {
    const name = this.#answers?.value(row.key) ?? '';
    if (row.kind === 'bucket' && name !== '' && this.#buckets.has(name)) {
      const found = this.#buckets.get(name);
      return bucketNote(found === 'asked' ? undefined : found);
    }
    if (row.key === 'AWS_PROFILE' && name !== '' && this.#o.looks.profile(name) === undefined)
      return { mark: 'warn', text: 'not in the AWS configuration of this machine yet' };
    return undefined;
  }

  #entered(): void {
    this.#complaints = new Map();
    if (this.#here() === 'machine') this.#lookAtMachine();
    this.#lookAtBuckets();
  }

  #lookAtMachine(): void {
    const environment = this.#answers?.environment;
    if (environment === undefined || this.#machine !== 'not asked') return;
    this.#machine = 'running';
    const done = (checked: Checked): void => {
      this.#checked = [...this.#checked, checked];
      this.#tell();
    };
    void this.#o.looks.machine(environment, done).then(
      () => this.#machineDone(),
      (error: unknown) => {
        this.#failure = { mark: 'unknown', text: `this machine could not be looked at: ${String(error)}` };
        this.#machineDone();
      },
    );
  }

  #machineDone(): void {
    this.#machine = 'done';
    this.#tell();
  }

  #lookAtBuckets(): void {
    const answers = this.#answers;
    if (this.#here() !== 'buckets' || answers === undefined) return;
    for (const row of this.#rows()) {
      const name = answers.value(row.key);
      if (name === '' || answers.problem(row) !== undefined || this.#buckets.has(name)) continue;
      this.#buckets.set(name, 'asked');
      void this.#o.looks.bucket(name, answers.value('AWS_REGION')).then((found) => {
        this.#buckets.set(name, found);
        this.#tell();
      });
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
