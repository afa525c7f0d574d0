/**
 * The agent's half of the data channel, with the agent's own habits: every message is acknowledged, also one that comes
 * again; of what is not acknowledged only the oldest is sent again, every 100 ms at most.
 */
import { acknowledgementOf, type Message, read, write } from './wire.ts';

const RESEND_MS = 100;
const FIRST_TIMEOUT_MS = 200;
const LONGEST_TIMEOUT_MS = 1_000;
const MOST_EARLY = 100_000;

interface ReliableSpec {
  send: (frame: Buffer) => void;
  /** False: not ready; it is not acknowledged and must come again. */
  onMessage: (message: Message) => boolean;
}

export class Reliable {
  readonly #spec: ReliableSpec;
  readonly #unacknowledged = new Map<number, { frame: Buffer; sentAt: number }>();
  readonly #early = new Map<number, Message>();
  readonly #resending: NodeJS.Timeout;
  #sequence = 0;
  #expected = 0;
  #mean = 100;
  #variation = 0;
  #timeout = FIRST_TIMEOUT_MS;
  /** Nobody is at the other side, or the service asked for silence. */
  paused = false;

  constructor(spec: ReliableSpec) {
    this.#spec = spec;
    this.#resending = setInterval(() => this.#resend(), RESEND_MS);
  }

  send(payloadType: number, payload: Buffer): void {
    const sequence = this.#sequence;
    this.#sequence += 1;
    const frame = write({ type: 'output_stream_data', sequence, flags: sequence === 0 ? 1 : 0, payloadType, payload });
    this.#unacknowledged.set(sequence, { frame, sentAt: performance.now() });
    if (!this.paused) this.#spec.send(frame);
  }

  take(frame: Buffer): void {
    const message = read(frame);
    if (message === undefined) return;
    if (message.type === 'acknowledge') this.#acknowledged(message.payload);
    else if (message.type === 'input_stream_data') this.#arrived(message);
  }

  close(): void {
    clearInterval(this.#resending);
    this.#unacknowledged.clear();
    this.#early.clear();
  }

  #arrived(message: Message): void {
    if (message.sequence > this.#expected) {
      if (this.#early.size >= MOST_EARLY) return;
      // What lies in the frame's memory may be used again before its turn.
      this.#early.set(message.sequence, { ...message, payload: Buffer.from(message.payload) });
      this.#spec.send(acknowledgementOf(message));
      return;
    }
    if (message.sequence === this.#expected) {
      if (!this.#spec.onMessage(message)) return;
      this.#expected += 1;
    }
    this.#spec.send(acknowledgementOf(message));
    this.#deliverEarly();
  }

  #deliverEarly(): void {
    for (let next = this.#early.get(this.#expected); next !== undefined; next = this.#early.get(this.#expected)) {
      if (!this.#spec.onMessage(next)) return;
      this.#early.delete(this.#expected);
      this.#expected += 1;
    }
  }

  #acknowledged(payload: Buffer): void {
    const { AcknowledgedMessageSequenceNumber: sequence } = JSON.parse(payload.toString()) as Record<string, number>;
    const message = this.#unacknowledged.get(sequence ?? -1);
    if (message === undefined) return;
    this.#unacknowledged.delete(sequence ?? -1);
    const took = performance.now() - message.sentAt;
    this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#mean - took);
    this.#mean = 0.875 * this.#mean + 0.125 * took;
    this.#timeout = Math.min(this.#mean + Math.max(10, 4 * this.#variation), LONGEST_TIMEOUT_MS);
  }

  #resend(): void {
    if (this.paused) return;
    this.#deliverEarly();
    const [oldest] = this.#unacknowledged.values();
    if (oldest === undefined || performance.now() - oldest.sentAt < this.#timeout) return;
    oldest.sentAt = performance.now();
    this.#spec.send(oldest.frame);
  }
}
