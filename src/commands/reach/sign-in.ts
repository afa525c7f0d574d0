/**
 * Credentials that ended while forwards are open: everything waits here until they work again, whoever signs in, in this
 * terminal or in another. Asks AWS every few seconds, never the person twice.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { callerIdentity, requireAccount } from '../../aws/identity.ts';
import { deviceLogin } from '../../aws/sso/device-login.ts';
import { readSharedConfig } from '../../aws/sso/shared-config.ts';
import { readProfileLogin } from '../../aws/sso/sso-profile.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { HubServices } from '../../phases/services.ts';

const ASK_EVERY_MS = 3_000;

export class SignInGate {
  readonly #services: HubServices;
  readonly #show: (lines: readonly string[]) => void;
  readonly #over: AbortSignal;
  #signingIn = false;

  /** `show` gets what to tell the person, and nothing when it is over. */
  constructor(services: HubServices, show: (lines: readonly string[]) => void, over: AbortSignal) {
    this.#services = services;
    this.#show = show;
    this.#over = over;
  }

  /** Resolves when the credentials work and are for the right account. Rejects for a wrong account, or when all is over. */
  async wait(): Promise<void> {
    this.#show([`The AWS sign-in has ended, all forwards wait. In another terminal: ${this.#services.login}`]);
    for (;;) {
      if (await this.#works()) break;
      await delay(ASK_EVERY_MS, undefined, { signal: this.#over });
    }
    this.#show([]);
  }

  /** Signs in by device code, as far as this profile does; says in words what is missing. */
  async signIn(): Promise<string | undefined> {
    const { signInMeans: means, profile, login } = this.#services;
    if (this.#signingIn) return undefined;
    if (means === undefined || profile === undefined) return `sign in with: ${login}`;
    const found = readProfileLogin(readSharedConfig(means.configFile), profile);
    if (found.kind === 'absent' || found.kind === 'other') return `sign in with: ${login}`;
    this.#signingIn = true;
    try {
      await deviceLogin({
        sso: found.sso,
        oidc: means.oidc(found.sso.region),
        cacheDir: means.cacheDir,
        clock: means.clock,
        secret: (secret) => secret,
        show: (prompt) =>
          this.#show([`Open ${prompt.completeUrl ?? prompt.url} and confirm the code ${prompt.userCode}`]),
        signal: this.#over,
      });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      this.#signingIn = false;
    }
  }

  async #works(): Promise<boolean> {
    const { services } = { services: this.#services };
    try {
      const identity = await callerIdentity(services.aws(), services.login, this.#over);
      requireAccount(identity, services.settings().text('FLIP_AWS_ACCOUNT_ID'), services.envFile);
      return true;
    } catch (error) {
      if (error instanceof HubError && error.fields.exit === EXIT.authentication) return false;
      if (error instanceof HubError && error.fields.code === 'aws-unreachable') return false;
      throw error;
    }
  }
}
