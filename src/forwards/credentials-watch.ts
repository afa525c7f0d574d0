/** How long the credentials of all forwards will last, in words. Asked for now and then; owns no credentials. */
import type { Clock } from '../engine/clock.ts';
import type { CredentialsLeft } from '../engine/forward-port.ts';

const ASK_EVERY_MS = 60_000;
/** From here on the AWS client renews them, in the background: a question starts it, a later one hears of it. */
const RENEWED_MS = 5 * 60_000;
const ASK_NEAR_END_MS = 15_000;
/** So little is left only when that did not come about. */
const SOON_MS = 4 * 60_000;

export class CredentialsWatch {
  readonly #ask: () => Promise<Date | undefined>;
  readonly #clock: Clock;
  #end: Date | undefined;
  #asking = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(ask: () => Promise<Date | undefined>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** Asks when it is due. Never rejects. */
  async tick(): Promise<void> {
    const now = this.#clock.monotonic();
    const every = this.#left() < RENEWED_MS ? ASK_NEAR_END_MS : ASK_EVERY_MS;
    if (this.#asking || now - this.#askedAt < every) return;
    this.#asking = true;
    this.#askedAt = now;
    try {
      this.#end = await this.#ask();
    } catch {
      // What was known stays true. That there are no others is said by the forwards, which ask for the same ones.
    } finally {
      this.#asking = false;
    }
  }

  /** Undefined while nothing is known, and for what has no end. */
  told(): CredentialsLeft | undefined {
    if (this.#end === undefined) return undefined;
    const left = this.#left();
    return { words: `credentials ${inWords(left)}`, soon: left < SOON_MS };
  }

  #left(): number {
    return this.#end === undefined ? Number.POSITIVE_INFINITY : this.#end.getTime() - this.#clock.now().getTime();
  }
}

/** Whole minutes, rounded down: nobody should count on the last one. */
function inWords(ms: number): string {
  if (ms <= 0) return 'ended';
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'under 1 min';
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
