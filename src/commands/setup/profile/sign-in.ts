/** One sign-in for the wizard: begins, is waited for, can be called off; and the accounts it found, for as long as setup runs. */
import type { SsoAccount } from '../../../aws/sso/accounts.ts';
import type { SignInPrompt } from '../../../aws/sso/device-login.ts';
import type { FormNote } from '../../../engine/form-port.ts';
import type { IdentityCenter } from '../../profiles/identity-center.ts';
import { errorNote } from '../notes.ts';
import type { ProfileMeans } from './means.ts';

export class SignIn {
  readonly #means: ProfileMeans;
  readonly #changed: () => void;
  #stop: AbortController | undefined;
  #prompt: SignInPrompt | undefined;
  #failure: FormNote | undefined;
  #listed: { where: IdentityCenter; accounts: readonly SsoAccount[] } | undefined;

  /** `changed` is called whenever something here is different. */
  constructor(means: ProfileMeans, changed: () => void) {
    this.#means = means;
    this.#changed = changed;
  }

  get running(): boolean {
    return this.#stop !== undefined;
  }

  /** Of the sign-in that is waited for now. */
  get prompt(): SignInPrompt | undefined {
    return this.running ? this.#prompt : undefined;
  }

  get failure(): FormNote | undefined {
    return this.#failure;
  }

  /** What is known of that address; undefined before somebody signed in there. */
  accounts({ startUrl, ssoRegion }: IdentityCenter): readonly SsoAccount[] | undefined {
    const found = this.#listed;
    return found?.where.startUrl === startUrl && found.where.ssoRegion === ssoRegion ? found.accounts : undefined;
  }

  /** `done` is called when the accounts are known, and not when it failed or was called off. */
  begin(where: IdentityCenter, profile: string, done: () => void): void {
    this.cancel();
    const stop = new AbortController();
    this.#stop = stop;
    this.#failure = undefined;
    this.#prompt = undefined;
    const show = (prompt: SignInPrompt): void => {
      if (stop !== this.#stop) return;
      this.#prompt = prompt;
      this.#changed();
    };
    void this.#means.accounts({ where, profile, show, signal: stop.signal }).then(
      (accounts) => {
        if (stop !== this.#stop) return;
        this.#stop = undefined;
        this.#listed = { where, accounts };
        done();
      },
      (error: unknown) => {
        if (stop !== this.#stop) return;
        this.#stop = undefined;
        this.#failure = failureNote(error);
        this.#changed();
      },
    );
  }

  cancel(): void {
    const stop = this.#stop;
    this.#stop = undefined;
    stop?.abort();
  }
}

/** What to type elsewhere is no help here: the page itself tries again. */
function failureNote(error: unknown): FormNote {
  const note = errorNote(error);
  const said = (note.more ?? []).filter((line) => !/^(run the same command|flip-hub aws-profiles)/.test(line));
  return {
    ...note,
    more: [...said, 'Enter tries again with a new code; back on the page before, "later" leaves it out'],
  };
}
