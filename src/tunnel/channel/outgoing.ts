/**
 * Sends one stream of messages so that all of them arrive: a window that acknowledgements open, a pace, and a second
 * sending of what was not acknowledged in time. Owns sequence numbers and everything not yet acknowledged, over any
 * number of connections. Knows no socket: `transmit` is one.
 */
import { encodeMessage } from '../message/agent-message.ts';
import { PAYLOAD } from '../message/payloads.ts';
import { RoundTrip } from './round-trip.ts';

/** The size AWS's own client and agent use. */
export const LARGEST_PAYLOAD = 1024;
const FIRST_WINDOW = 64;
const SMALLEST_WINDOW = 16;
const LARGEST_WINDOW = 512;
/** A message is lost when so many that were sent after it have been acknowledged. */
const OVERTAKEN = 8;
/** Messages that may go out at once after a silence. */
const BURST = 16;
/** While told to pause, one message asks so often whether it still holds. */
const PAUSED_ASK_MS = 1_000;

interface Unacknowledged {
  frame: Buffer;
  sentAt: number;
  /** Counts transmissions, of all messages. */
  order: number;
  tries: number;
}

interface Queued {
  payloadType: number;
  payload: Buffer;
}

interface OutgoingSpec {
  /** False: it could not be taken now; `pump` is called when it can. */
  transmit: (frame: Buffer) => boolean;
  /** More may be written. */
  onDrain: () => void;
  /** Messages a millisecond; 0 is without pace. */
  pace: number;
}

export class Outgoing {
  readonly #spec: OutgoingSpec;
  readonly #roundTrip = new RoundTrip();
  readonly #queue: Queued[] = [];
  /** In the order of their last transmission. */
  readonly #unacknowledged = new Map<number, Unacknowledged>();
  #queuedBytes = 0;
  #sequence = 0;
  #order = 0;
  #window = FIRST_WINDOW;
  #threshold = LARGEST_WINDOW;
  #shrunkAt = 0;
  #progressAt = 0;
  #tokens = BURST;
  #tokensAt = performance.now();
  #pausedAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #up = false;

  constructor(spec: OutgoingSpec) {
    this.#spec = spec;
  }

  /** Bytes that wait for their first transmission. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Since when nothing is acknowledged although something should be (monotonic); undefined: nothing waits. */
  get waitingSince(): number | undefined {
    return this.#unacknowledged.size === 0 ? undefined : this.#progressAt;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#unacknowledged.size === 0;
  }

  write(payload: Buffer, payloadType: number = PAYLOAD.output): void {
    if (payload.length === 0) return;
    this.#queue.push({ payloadType, payload });
    this.#queuedBytes += payload.length;
    this.pump();
  }

  acknowledged(sequence: number): void {
    this.#pausedAt = undefined;
    const message = this.#unacknowledged.get(sequence);
    if (message === undefined) return;
    this.#unacknowledged.delete(sequence);
    this.#progressAt = performance.now();
    if (message.tries === 1) this.#roundTrip.measured(performance.now() - message.sentAt);
    this.#window = Math.min(this.#window + (this.#window < this.#threshold ? 1 : 1 / this.#window), LARGEST_WINDOW);
    for (const [other, waiting] of this.#unacknowledged) {
      if (waiting.order + OVERTAKEN > message.order) break;
      if (!this.#again(other, waiting)) break;
    }
    this.pump();
  }

  /** The far side asks for silence. Ends by `go`, by any acknowledgement, or with the connection. */
  pause(): void {
    this.#pausedAt = performance.now();
    this.#shrink();
    this.#arm();
  }

  go(): void {
    this.#pausedAt = undefined;
    this.pump();
  }

  connectionUp(): void {
    this.#up = true;
    this.#progressAt = performance.now();
    this.#pausedAt = undefined;
    this.#roundTrip.forget();
    // Whatever was on its way when the last connection ended may be lost; it is due now.
    for (const message of this.#unacknowledged.values()) {
      message.sentAt = 0;
      message.tries += 1;
    }
    this.pump();
  }

  connectionDown(): void {
    this.#up = false;
    this.#disarm();
  }

  close(): void {
    this.connectionDown();
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#unacknowledged.clear();
  }

  pump(): void {
    if (!this.#up) return;
    const queued = this.#queuedBytes;
    this.#resend();
    while (this.#queue.length > 0 && this.#unacknowledged.size < Math.floor(this.#window) && this.#mayPass()) {
      const message = this.#next();
      const sequence = this.#sequence;
      const frame = encodeMessage({ type: 'input_stream_data', sequence, createdAt: Date.now(), ...message });
      this.#sequence += 1;
      this.#order += 1;
      const entry = { frame, sentAt: performance.now(), order: this.#order, tries: 1 };
      if (this.#unacknowledged.size === 0) this.#progressAt = entry.sentAt;
      this.#unacknowledged.set(sequence, entry);
      if (!this.#spec.transmit(frame)) {
        entry.tries = 2;
        break;
      }
    }
    this.#arm();
    if (this.#queuedBytes < queued) this.#spec.onDrain();
  }

  #resend(): void {
    if (this.#pausedAt !== undefined && !this.#mayAsk()) return;
    const now = performance.now();
    const timeout = this.#roundTrip.timeout;
    let lost = false;
    for (const [sequence, message] of this.#unacknowledged) {
      if (message.sentAt + timeout > now) break;
      // A time of 0 marks what the end of a connection may have cost: nobody's fault, so the window stays.
      const due = message.sentAt === 0;
      if (!this.#mayPass() || !this.#again(sequence, message)) break;
      lost ||= !due;
    }
    if (!lost) return;
    this.#roundTrip.lost();
    this.#shrink();
  }

  #again(sequence: number, message: Unacknowledged): boolean {
    if (!this.#spec.transmit(message.frame)) return false;
    this.#unacknowledged.delete(sequence);
    this.#order += 1;
    message.order = this.#order;
    message.sentAt = performance.now();
    message.tries += 1;
    this.#unacknowledged.set(sequence, message);
    return true;
  }

  /** The next payload: neighbours of the byte stream share a message. */
  #next(): Queued {
    const first = this.#queue[0] as Queued;
    if (first.payloadType !== PAYLOAD.output) {
      this.#queue.shift();
      this.#queuedBytes -= first.payload.length;
      return first;
    }
    const parts: Buffer[] = [];
    let room = LARGEST_PAYLOAD;
    for (let head = this.#queue[0]; head !== undefined && room > 0; head = this.#queue[0]) {
      if (head.payloadType !== PAYLOAD.output) break;
      const part = head.payload.subarray(0, room);
      parts.push(part);
      room -= part.length;
      if (part.length === head.payload.length) this.#queue.shift();
      else head.payload = head.payload.subarray(part.length);
    }
    const payload = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    this.#queuedBytes -= payload.length;
    return { payloadType: PAYLOAD.output, payload };
  }

  #mayPass(): boolean {
    if (this.#pausedAt !== undefined && !this.#mayAsk()) return false;
    if (this.#spec.pace === 0) return true;
    const now = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#tokensAt) * this.#spec.pace);
    this.#tokensAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #mayAsk(): boolean {
    if (this.#pausedAt === undefined || performance.now() - this.#pausedAt < PAUSED_ASK_MS) return false;
    this.#pausedAt = performance.now();
    return true;
  }

  /** At most once a round trip: one loss shows itself in many messages. */
  #shrink(): void {
    const now = performance.now();
    if (now - this.#shrunkAt < this.#roundTrip.timeout) return;
    this.#shrunkAt = now;
    this.#threshold = Math.max(SMALLEST_WINDOW, this.#window / 2);
    this.#window = this.#threshold;
  }

  /** One timer, for whatever comes first: the next token, the next loss, the next question while paused. */
  #arm(): void {
    const oldest = this.#unacknowledged.values().next().value;
    let at = oldest === undefined ? Number.POSITIVE_INFINITY : oldest.sentAt + this.#roundTrip.timeout;
    const wants = this.#queue.length > 0 && this.#unacknowledged.size < Math.floor(this.#window);
    if (this.#pausedAt !== undefined) at = this.#pausedAt + PAUSED_ASK_MS;
    else if (wants) at = Math.min(at, performance.now() + 1);
    if (at === Number.POSITIVE_INFINITY || !this.#up) {
      this.#disarm();
      return;
    }
    if (this.#timer !== undefined && this.#timerAt <= at) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#timerAt = Number.POSITIVE_INFINITY;
        this.pump();
      },
      Math.max(1, at - performance.now()),
    );
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
  }
}
