/** How long an answer takes, measured; gives the time after which a message counts as lost. Milliseconds. */

const FIRST_GUESS_MS = 100;
const GAIN = 1 / 8;
const VARIATION_GAIN = 1 / 4;
const GRANULARITY_MS = 10;
/** Below this, a busy machine looks like a lost message. */
const SHORTEST_MS = 100;
const LONGEST_MS = 2_000;
const FIRST_TIMEOUT_MS = 300;

export class RoundTrip {
  #mean = FIRST_GUESS_MS;
  #variation = 0;
  #timeout = FIRST_TIMEOUT_MS;
  #backOff = 1;

  /** Only of messages that were sent once: for the others nobody knows which one was answered. */
  measured(ms: number): void {
    this.#variation = (1 - VARIATION_GAIN) * this.#variation + VARIATION_GAIN * Math.abs(this.#mean - ms);
    this.#mean = (1 - GAIN) * this.#mean + GAIN * ms;
    this.#timeout = this.#mean + Math.max(GRANULARITY_MS, 4 * this.#variation);
    this.#backOff = 1;
  }

  /** A message was lost to this timeout: the next one waits longer, until something is measured. */
  lost(): void {
    this.#backOff = Math.min(this.#backOff * 2, 16);
  }

  /** A new connection: nothing is known of it. */
  forget(): void {
    this.#backOff = 1;
  }

  get timeout(): number {
    return Math.min(Math.max(this.#timeout, SHORTEST_MS) * this.#backOff, LONGEST_MS);
  }
}
