/**
 * The AWS profile's part of setup: which of its pages have a place, what is on them, signing in, the edit that the summary
 * shows and the write that follows. One for each environment that is set up.
 */
import type { ProfileEdit, SavedConfig } from '../../../aws/sso/write-profile.ts';
import type { FormField, FormNote, FormPage } from '../../../engine/form-port.ts';
import { choicesOf } from '../../profiles/list-accounts.ts';
import type { Answers } from '../answers.ts';
import type { SetupLooks } from '../looks.ts';
import { type ProfileAnswers, USE } from './answers.ts';
import type { ProfileMeans } from './means.ts';
import { SignIn } from './sign-in.ts';
import { editNotes, profileFields, rolePage, signInPage } from './views.ts';

const ACCOUNT = 'FLIP_AWS_ACCOUNT_ID';

export interface ProfilePartOptions {
  profile: ProfileAnswers;
  answers: Answers;
  looks: Pick<SetupLooks, 'others'>;
  means: ProfileMeans;
  changed: () => void;
}

export class ProfilePart {
  readonly profile: ProfileAnswers;
  readonly #o: ProfilePartOptions;
  readonly #signIn: SignIn;
  #edit: ProfileEdit | undefined;

  constructor(options: ProfilePartOptions) {
    this.#o = options;
    this.profile = options.profile;
    this.#signIn = new SignIn(options.means, options.changed);
  }

  /** Whether its pages of signing in have a place. Which account and role is no question when a flag said it. */
  get asks(): boolean {
    return this.profile.writes && this.profile.origin(USE) !== 'given';
  }

  get signedIn(): boolean {
    return this.#accounts() !== undefined;
  }

  /** `done` is called once the accounts are known; while that is waited for already, nothing happens. */
  signIn(done: () => void): void {
    if (this.#signIn.running) return;
    this.#signIn.begin(this.profile.where, this.profile.name, done);
    this.#o.changed();
  }

  cancel(): void {
    this.#signIn.cancel();
  }

  signInPage(): FormPage {
    return signInPage(this.#signIn, this.profile.name);
  }

  rolePage(): FormPage {
    const { environment } = this.#o.answers;
    return rolePage(this.#accounts() ?? [], this.profile, environment, (id) => this.#takenBy(id));
  }

  fields(problem: (id: string) => string | undefined): FormField[] {
    return profileFields(this.profile, this.#o.answers.environment, this.#o.means.file, problem);
  }

  /** Where the list begins: at the account that is answered already, else at one that is called like the environment. */
  offerRole(): void {
    const { answers } = this.#o;
    const choices = choicesOf(this.#accounts() ?? []);
    const values = choices.map(({ accountId, role }) => `${accountId}/${role}`);
    if (values.includes(this.profile.value(USE))) return;
    const stated = answers.origin(ACCOUNT) === 'suggested' ? '' : answers.value(ACCOUNT);
    const free = choices.filter(({ accountId }) => this.#takenBy(accountId) === undefined);
    const best =
      choices.find(({ accountId }) => accountId === stated) ??
      free.find(({ account }) => account.name.toLowerCase().includes(answers.environment.profile)) ??
      free[0] ??
      choices[0];
    const value = best === undefined ? undefined : `${best.accountId}/${best.role}`;
    if (value !== undefined) this.profile.type(USE, value);
  }

  /** Makes the edit that will be saved exactly so. Throws what stands in its way; then nothing will be saved. */
  plan(): void {
    this.#edit = undefined;
    const wanted = this.profile.wanted(this.#o.answers.value('AWS_REGION'));
    this.#edit = wanted === undefined ? undefined : this.#o.means.plan(wanted);
  }

  /** Something should be written that could not be planned, and so was not shown. */
  get unplanned(): boolean {
    return this.#edit === undefined && this.profile.wanted(this.#o.answers.value('AWS_REGION')) !== undefined;
  }

  planNotes(): FormNote[] {
    const how = `flip-hub aws-profiles --env ${this.#o.answers.environment.name} writes it`;
    return editNotes(this.profile, this.#edit, how);
  }

  /** Throws exit 4 when the file is not what it was when the edit was made. Undefined when nothing is to be written. */
  save(now: Date): SavedConfig | undefined {
    if (this.#edit === undefined || this.#edit.after === (this.#edit.before ?? '')) return undefined;
    return this.#o.means.save(this.#edit, now);
  }

  #accounts() {
    return this.#signIn.accounts(this.profile.where);
  }

  /** The file of another environment that has this account. */
  #takenBy(accountId: string): string | undefined {
    const others = this.#o.looks.others(this.#o.answers.environment);
    return others.find(({ key, value }) => key === ACCOUNT && value === accountId)?.file;
  }
}
