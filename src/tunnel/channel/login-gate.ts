/**
 * One door to AWS for all tunnels: when credentials are gone, everybody who needs them waits here, and one question is
 * asked for all. Owns no credentials.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { orAborted } from '../abort.ts';

export class LoginGate {
  readonly #needLogin: (() => Promise<void>) | undefined;
  #asking: Promise<void> | undefined;

  constructor(needLogin: (() => Promise<void>) | undefined) {
    this.#needLogin = needLogin;
  }

  /**
   * Runs the call, again after each sign-in. `onWaiting` hears when it starts and ends to wait for one; the signal ends
   * that wait, and the question stays for the others.
   */
  async pass<T>(call: () => Promise<T>, onWaiting: (waiting: boolean) => void, signal: AbortSignal): Promise<T> {
    for (;;) {
      if (this.#asking !== undefined) await this.#wait(this.#asking, onWaiting, signal);
      try {
        return await call();
      } catch (error) {
        if (this.#needLogin === undefined || !wantsLogin(error)) throw error;
        this.#asking ??= this.#needLogin().finally(() => {
          this.#asking = undefined;
        });
        await this.#wait(this.#asking, onWaiting, signal);
      }
    }
  }

  async #wait(asking: Promise<void>, onWaiting: (waiting: boolean) => void, signal: AbortSignal): Promise<void> {
    onWaiting(true);
    try {
      await orAborted(asking, signal);
    } finally {
      onWaiting(false);
    }
  }
}

const wantsLogin = (error: unknown): boolean => error instanceof HubError && error.fields.code === 'credentials';

const PASSING = new Set(['aws-unreachable', 'aws-throttled', 'aws-server-error']);

/** Whether AWS may answer the same call otherwise in a moment. */
export const isPassing = (error: unknown): boolean => error instanceof HubError && PASSING.has(error.fields.code);
