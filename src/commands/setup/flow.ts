/**
 * The flow of setup's pages: which page is open, what is on it, what going on and back mean. Keeps the answers after each
 * page; writes the files when the summary is agreed to, and nothing before. Knows neither screen nor terminal.
 */
import type { SavedConfig } from '../../aws/sso/write-profile.ts';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import type { Form, FormField, FormNote, FormPage } from '../../engine/form-port.ts';
import { EnvDocument, type EnvKey, type Written } from '../../hub/index.ts';
import { Answers } from './answers.ts';
import { BucketLooks } from './bucket-looks.ts';
import type { Given } from './given.ts';
import { forgetAnswers, keepAnswers, keptAnswers } from './kept.ts';
import { profileHints, type SetupLooks } from './looks.ts';
import { MachineLook } from './machine-look.ts';
import { errorNote } from './notes.ts';
import { environmentPage, keyPairNotes, machinePage, stepsPage, summaryPage } from './page-views.ts';
import {
  ALL_PAGES,
  fieldOf,
  KEYS_FIELD,
  missingKeys,
  PROFILE_KEY,
  pageRows,
  QUESTION_PAGES,
  type QuestionPage,
  secretFields,
  TYPED_KEYS,
} from './pages.ts';
import { type GivenProfile, isProfileField, ProfileAnswers, SSO_REGION, START_URL, USE } from './profile/answers.ts';
import type { ProfileMeans } from './profile/means.ts';
import { ProfilePart } from './profile/part.ts';
import { profileNote } from './profile/views.ts';
import { plannedFile, readFrom, saveSetup } from './save.ts';
import { KEY_PAIR, SETUP_STEPS } from './steps.ts';
import { trouble } from './trouble.ts';

export interface FlowOptions {
  workspace: string;
  /** Undefined: it is the first question. */
  environment: Environment | undefined;
  /** Offered first by that question. */
  last: string | undefined;
  given: ReadonlyMap<string, Given>;
  givenProfile: (environment: Environment) => GivenProfile;
  looks: SetupLooks;
  profiles: ProfileMeans;
  /** A key pair is to be made when there is none. */
  keyPair: boolean;
  now: () => Date;
  /** Begin with the summary, when nothing is open: everything was on record. */
  answered?: boolean;
}

export class SetupFlow implements Form {
  readonly #o: FlowOptions;
  readonly #listeners = new Set<() => void>();
  readonly #machine: MachineLook;
  readonly #buckets: BucketLooks;
  #here: string;
  #chosen: string;
  #answers: Answers | undefined;
  #part: ProfilePart | undefined;
  #looks: SetupLooks;
  #from: string | undefined;
  #resumed = false;
  #typesKeys = false;
  #complaints = new Map<string, string>();
  #failure: FormNote | undefined;
  readonly #steps = new Map<string, boolean>();
  #written: Written | undefined;
  #saved: SavedConfig | undefined;
  #over = false;

  constructor(options: FlowOptions) {
    this.#o = options;
    this.#looks = options.looks;
    const tell = (): void => this.#tell();
    this.#machine = new MachineLook(options.looks, tell);
    this.#buckets = new BucketLooks(options.looks, tell);
    this.#chosen = options.environment?.name ?? options.last ?? 'stag';
    this.#here = options.environment === undefined ? 'environment' : 'machine';
    if (options.environment) this.#begin(options.environment);
    if (options.answered && this.#answers?.unanswered().length === 0) this.#here = 'summary';
    this.#entered();
  }

  /** Undefined until the file is written. Steps are done only when the last page was finished, and not when it was left. */
  get result():
    | { environment: Environment; written: Written; saved: SavedConfig | undefined; steps: string[] }
    | undefined {
    if (this.#answers === undefined || this.#written === undefined) return undefined;
    const steps = SETUP_STEPS.filter((step) => this.#over && this.#does(step.id)).map((step) => step.id);
    return { environment: this.#answers.environment, written: this.#written, saved: this.#saved, steps };
  }

  heading(): string {
    return `setup${this.#answers === undefined ? '' : ` · ${this.#answers.environment.name}`}`;
  }

  place(): { at: number; of: number } {
    const pages = ALL_PAGES.filter((id) => this.#has(id) || id === this.#here);
    return { at: pages.indexOf(this.#here) + 1, of: pages.length };
  }

  over(): boolean {
    return this.#over;
  }

  /** Whoever showed it is gone: nothing is waited for any more. */
  leave(): void {
    this.#part?.cancel();
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
    else if (isProfileField(id)) this.#part?.profile.type(id, value);
    else if (this.#here === 'steps') this.#steps.set(id, value === 'now');
    else this.#answers?.type(id, value);
    this.#tell();
  }

  left(id: string): void {
    const field = this.#page().fields.find((one) => one.id === id);
    if (field === undefined || this.#answers === undefined) return;
    const wrong = field.value === '' ? undefined : this.#wrong(id);
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
      this.#replan();
    }
    this.#tell();
  }

  back(): boolean {
    // What is written is written: behind it there is nothing to go back to.
    const before = ALL_PAGES.slice(0, ALL_PAGES.indexOf(this.#here)).findLast(
      (id) => this.#has(id) && id !== 'sign-in',
    );
    if (before === undefined || this.#written !== undefined) return false;
    this.#failure = undefined;
    this.#here = before;
    this.#entered();
    this.#tell();
    return true;
  }

  #onward(): void {
    const here = this.#here;
    if (here === 'environment') {
      const environment = Object.values(ENVIRONMENTS).find((e) => e.name === this.#chosen);
      if (environment === undefined) return;
      if (environment !== this.#answers?.environment) this.#begin(environment);
    }
    if (this.#complain()) return;
    if (here === 'sign-in') {
      this.#signIn();
      return;
    }
    if (here === 'summary' && this.#part?.unplanned === true) {
      this.#part.plan();
      return;
    }
    if (here === 'summary') this.#write();
    if (here === 'steps') this.#over = true;
    else this.#go(this.#resumePage() ?? this.#next());
  }

  /** A page that has a place in this setup. */
  #has(id: string): boolean {
    if (id === 'environment') return this.#o.environment === undefined;
    return id === 'sign-in' || id === 'role' ? this.#part?.asks === true : true;
  }

  #next(): string {
    const signedIn = this.#part?.signedIn === true;
    const after = ALL_PAGES.slice(ALL_PAGES.indexOf(this.#here) + 1);
    return after.find((id) => this.#has(id) && !(id === 'sign-in' && signedIn)) ?? this.#here;
  }

  #go(page: string): void {
    this.#here = page;
    if (this.#answers !== undefined && this.#written === undefined)
      keepAnswers(this.#o.workspace, this.#answers.environment.name, {
        // A sign-in is not gone on with: it begins anew.
        page: page === 'sign-in' || page === 'role' ? 'profile' : page,
        answers: this.#answers.typedInTheOpen(),
        profile: this.#part?.profile.typed() ?? {},
      });
    this.#entered();
  }

  /** Once, from the first page on: where the interrupted setup was. */
  #resumePage(): string | undefined {
    if (!this.#resumed || this.#here !== 'machine' || this.#answers === undefined) return undefined;
    const kept = keptAnswers(this.#o.workspace, this.#answers.environment.name)?.page;
    return kept !== undefined && ALL_PAGES.indexOf(kept) > ALL_PAGES.indexOf('machine') ? kept : undefined;
  }

  #begin(environment: Environment): void {
    const { workspace, given, looks, profiles } = this.#o;
    this.#from = readFrom(workspace, environment);
    const kept = keptAnswers(workspace, environment.name);
    this.#resumed = Object.keys({ ...kept?.answers, ...kept?.profile }).length > 0;
    const profile = new ProfileAnswers({
      given: this.#o.givenProfile(environment),
      kept: kept?.profile ?? {},
      name: () => this.#answers?.value(PROFILE_KEY) ?? '',
      profile: looks.profile,
      centers: profiles.centers(),
      ci: profiles.ci,
    });
    this.#answers = new Answers({
      environment,
      given,
      file: this.#from === undefined ? undefined : EnvDocument.parse(this.#from),
      typed: new Map(Object.entries(kept?.answers ?? {})),
      hints: profileHints(looks, () => profile.use),
    });
    this.#looks = { ...looks, profile: (name) => profile.asWritten(name) };
    this.#part?.cancel();
    this.#part = new ProfilePart({
      profile,
      answers: this.#answers,
      looks,
      means: profiles,
      changed: () => this.#tell(),
    });
  }

  /** All or nothing, as far as two files can be: the profile first, which harms nobody when the other one then fails. */
  #write(): void {
    if (this.#answers === undefined) return;
    const { workspace, now } = this.#o;
    plannedFile(this.#answers, this.#from, this.#answers.environment.envFile);
    this.#saved = this.#part?.save(now());
    this.#written = saveSetup(this.#answers, workspace, this.#from, now());
    forgetAnswers(workspace, this.#answers.environment.name);
  }

  /** The summary shows what is written exactly so; what stands in its way is said there. */
  #replan(): void {
    if (this.#here !== 'summary') return;
    try {
      this.#part?.plan();
    } catch (error) {
      this.#failure = errorNote(error);
    }
  }

  #signIn(): void {
    this.#part?.signIn(() => {
      this.#go('role');
      this.#tell();
    });
  }

  #questions(): QuestionPage | undefined {
    return QUESTION_PAGES.find((page) => page.id === this.#here);
  }

  /** The keys that are asked for on this page. */
  #rows(): EnvKey[] {
    const page = this.#questions();
    if (page === undefined || this.#answers === undefined) return [];
    const rows = pageRows(page, this.#answers);
    return page.id === 'secrets' && this.#typesKeys ? [...missingKeys(this.#answers), ...rows] : rows;
  }

  #wrong(id: string): string | undefined {
    const answers = this.#answers;
    if (answers === undefined) return undefined;
    if (isProfileField(id)) return this.#part?.profile.problem(id);
    const row = this.#rows().find(({ key }) => key === id);
    if (row === undefined) return undefined;
    const empty = answers.value(row.key) === '' && row.minted === true && this.#typesKeys ? 'needs a value' : undefined;
    return empty ?? answers.problem(row) ?? trouble(row.key, answers, this.#looks);
  }

  /** True when something on this page has to be answered first. */
  #complain(): boolean {
    const ids = this.#rows().map(({ key }) => key);
    if (this.#here === 'profile') ids.push(START_URL, SSO_REGION);
    if (this.#here === 'role') ids.push(USE);
    this.#complaints = new Map(
      ids.flatMap((id) => {
        const wrong = this.#wrong(id);
        return wrong === undefined ? [] : [[id, wrong] as const];
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
    const answers = this.#answers as Answers;
    const part = this.#part as ProfilePart;
    switch (this.#here) {
      case 'environment':
        return environmentPage(this.#o.workspace, this.#chosen);
      case 'machine':
        return machinePage(this.#machine.checked, this.#machine.running, this.#machine.failure, this.#resumed);
      case 'sign-in':
        return part.signInPage();
      case 'role':
        return part.rolePage();
      case 'summary': {
        const obstacle = this.#failure === undefined ? this.#obstacle() : [];
        const keyPair = keyPairNotes(this.#o.looks.keyPair(), this.#o.keyPair);
        return summaryPage(answers, this.#from !== undefined, [...obstacle, ...part.planNotes(), ...keyPair]);
      }
      default:
        return stepsPage(answers.environment, this.#written, (id) => this.#does(id), this.#o.looks.keyPair());
    }
  }

  #questionPage(page: QuestionPage): FormPage {
    const answers = this.#answers as Answers;
    const extras = (row: EnvKey) => ({ problem: this.#complaints.get(row.key), note: this.#note(row) });
    const fields: FormField[] =
      page.id === 'secrets'
        ? secretFields(answers, this.#typesKeys, extras)
        : pageRows(page, answers).map((row) => fieldOf(row, answers, extras(row)));
    if (page.id === 'profile') fields.push(...(this.#part?.fields((id) => this.#complaints.get(id)) ?? []));
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
    if (row.key === PROFILE_KEY) return this.#part === undefined ? undefined : profileNote(this.#part.profile);
    return row.kind === 'bucket' ? this.#buckets.note(this.#answers?.value(row.key) ?? '') : undefined;
  }

  /** A key pair is made unless somebody says otherwise; every other step waits to be chosen. */
  #does(step: string): boolean {
    if (step === KEY_PAIR && this.#o.looks.keyPair()) return false;
    return this.#steps.get(step) ?? (step === KEY_PAIR && this.#o.keyPair);
  }

  #entered(): void {
    this.#complaints = new Map();
    if (this.#here !== 'sign-in') this.#part?.cancel();
    if (this.#here === 'machine' && this.#answers) this.#machine.begin(this.#answers.environment);
    if (this.#here === 'sign-in') this.#signIn();
    if (this.#here === 'role') this.#part?.offerRole();
    this.#replan();
    this.#lookAtBuckets();
  }

  #lookAtBuckets(): void {
    const answers = this.#answers;
    if (this.#here !== 'buckets' || answers === undefined) return;
    const names = this.#rows().flatMap((row) => (answers.problem(row) === undefined ? [answers.value(row.key)] : []));
    this.#buckets.look(names, answers.value('AWS_REGION'));
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
