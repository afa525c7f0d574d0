/** The agent's way out: at most 1 KiB a millisecond, whatever the machine's timers make of a millisecond. */

const MESSAGE_BYTES = 1024;
/** After a hiccup of this machine, so much may be caught up at once. */
const MOST_BEHIND = 64;

interface PaceSpec {
  send: (bytes: Buffer) => void;
  /** Less than the limit is waiting: sources may go on. */
  onRoom: () => void;
  isPaused: () => boolean;
  /** 0: as fast as it goes. */
  messagesPerMs: number;
}

/** Bytes that may wait before sources should stop. */
const LIMIT = 64 * 1024;

export class Pace {
  readonly #spec: PaceSpec;
  #queue: Buffer[] = [];
  #bytes = 0;
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(spec: PaceSpec) {
    this.#spec = spec;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  get isFull(): boolean {
    return this.#bytes >= LIMIT;
  }

  write(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#bytes += bytes.length;
    this.#run();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#bytes = 0;
  }

  #run(): void {
    if (this.#timer !== undefined) return;
    const rate = this.#spec.messagesPerMs;
    const now = performance.now();
    if (rate > 0) this.#nextAt = Math.max(this.#nextAt, now - MOST_BEHIND / rate);
    const full = this.isFull;
    while (this.#bytes > 0 && !this.#spec.isPaused() && (rate === 0 || this.#nextAt <= now)) {
      this.#spec.send(this.#next());
      if (rate > 0) this.#nextAt += 1 / rate;
    }
    if (full && !this.isFull) this.#spec.onRoom();
    if (this.#bytes === 0) {
      // An agent that had nothing to send has not saved up anything.
      this.#nextAt = Math.max(this.#nextAt, now);
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run();
    }, 1);
  }

  #next(): Buffer {
    const parts: Buffer[] = [];
    let room = MESSAGE_BYTES;
    for (let head = this.#queue[0]; head !== undefined && room > 0; head = this.#queue[0]) {
      const part = head.subarray(0, room);
      parts.push(part);
      room -= part.length;
      if (part.length === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(part.length);
    }
    const bytes = Buffer.concat(parts);
    this.#bytes -= bytes.length;
    return bytes;
  }
}
