/** Puts messages back into their order. Owns a bounded buffer of those that came early. */

const MOST_MESSAGES = 8_192;
const MOST_BYTES = 12 * 1024 * 1024;

export interface Ordered {
  payloadType: number;
  payload: Buffer;
}

export class Incoming {
  readonly #deliver: (message: Ordered) => void;
  readonly #early = new Map<number, Ordered>();
  #earlyBytes = 0;
  #expected = 0;

  constructor(deliver: (message: Ordered) => void) {
    this.#deliver = deliver;
  }

  /**
   * True when the sender may forget it, which includes one that came before: its first acknowledgement may be lost. False
   * when there is no room, so that it comes again.
   */
  take(sequence: number, message: Ordered): boolean {
    if (sequence < this.#expected || this.#early.has(sequence)) return true;
    if (sequence > this.#expected) {
      if (this.#early.size >= MOST_MESSAGES || this.#earlyBytes + message.payload.length > MOST_BYTES) return false;
      this.#early.set(sequence, message);
      this.#earlyBytes += message.payload.length;
      return true;
    }
    this.#expected += 1;
    this.#deliver(message);
    for (let next = this.#early.get(this.#expected); next !== undefined; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#earlyBytes -= next.payload.length;
      this.#expected += 1;
      this.#deliver(next);
    }
    return true;
  }
}
