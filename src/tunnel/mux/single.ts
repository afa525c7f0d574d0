/**
 * A session without a multiplexer: one connection at a time, its bytes as they are. For agents that know no better, and
 * for ssh. An agent says neither that the target has closed nor, for ssh, anything but the end of the whole session.
 */
import { Duplex } from 'node:stream';
import { FLAG } from '../message/payloads.ts';

const MOST_QUEUED = 16 * 1024;
const HOLD_BYTES = 1024 * 1024;
const RELEASE_BYTES = 256 * 1024;
/** What a target may say before anybody is connected: a greeting. */
const MOST_EARLY = 64 * 1024;
/** Between two connections: what the first one's target still sent must not reach the second. */
const SETTLE_MS = 150;

interface SingleSpec {
  write: (bytes: Buffer) => void;
  sendFlag: (flag: number) => void;
  queuedBytes: () => number;
  /** Everything written has been acknowledged. */
  isQuiet: () => boolean;
  hold: () => void;
  release: () => void;
  /** After a local half-close, how long the target may be silent. */
  quietMs: number;
  /** Bytes came: something answers at the target. */
  onAnswered: () => void;
  /** It can take a connection (again). */
  onRoom: () => void;
}

export class Single {
  readonly #spec: SingleSpec;
  #stream: SingleStream | undefined;
  #waiting: { chunk: Buffer; done: () => void } | undefined;
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #used = false;
  #settling: NodeJS.Timeout | undefined;
  #heldBack = false;
  #closed = false;

  constructor(spec: SingleSpec) {
    this.#spec = spec;
  }

  get isFree(): boolean {
    return this.#stream === undefined && this.#settling === undefined && !this.#closed;
  }

  /** Only while it is free. */
  open(): Duplex {
    this.#used = true;
    const stream = new SingleStream({
      send: (chunk, done) => {
        this.#waiting = { chunk, done };
        this.drained();
      },
      taken: () => {
        if (!this.#heldBack || stream.readableLength > RELEASE_BYTES) return;
        this.#heldBack = false;
        this.#spec.release();
      },
      left: () => this.#left(stream),
      quietMs: this.#spec.quietMs,
    });
    this.#stream = stream;
    for (const bytes of this.#early.splice(0)) stream.deliver(bytes);
    return stream;
  }

  take(bytes: Buffer): void {
    if (this.#stream !== undefined) {
      this.#spec.onAnswered();
      this.#stream.deliver(bytes);
      if (this.#stream.readableLength <= HOLD_BYTES || this.#heldBack) return;
      this.#heldBack = true;
      this.#spec.hold();
    } else if (this.#used) this.#settling?.refresh();
    else if (this.#earlyBytes + bytes.length <= MOST_EARLY) {
      this.#early.push(bytes);
      this.#earlyBytes += bytes.length;
    }
  }

  drained(): void {
    while (this.#waiting !== undefined && this.#spec.queuedBytes() < MOST_QUEUED) {
      const { chunk, done } = this.#waiting;
      const part = chunk.subarray(0, MOST_QUEUED);
      this.#waiting = part.length < chunk.length ? { chunk: chunk.subarray(part.length), done } : undefined;
      if (part.length > 0) this.#spec.write(part);
      if (part.length === chunk.length) done();
    }
  }

  /** Nothing listens at the target: the connection that asked for it ends, the session stays. */
  refuse(error: Error): void {
    this.#stream?.destroy(error);
  }

  /** Ends the connection: with the error, or as the far side's end. */
  close(error: Error | undefined): void {
    this.#closed = true;
    clearTimeout(this.#settling);
    const stream = this.#stream;
    this.#stream = undefined;
    if (error === undefined) stream?.farEnd();
    else stream?.destroy(error);
    this.#waiting?.done();
    this.#waiting = undefined;
  }

  #left(stream: SingleStream): void {
    if (this.#stream !== stream || this.#closed) return;
    this.#stream = undefined;
    this.#waiting?.done();
    this.#waiting = undefined;
    if (this.#heldBack) {
      this.#heldBack = false;
      this.#spec.release();
    }
    this.#spec.sendFlag(FLAG.disconnectToPort);
    this.#settle();
  }

  #settle(): void {
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      if (this.#spec.isQuiet()) this.#spec.onRoom();
      else this.#settle();
    }, SETTLE_MS);
  }
}

interface SingleHost {
  send: (chunk: Buffer, done: () => void) => void;
  taken: () => void;
  left: () => void;
  quietMs: number;
}

class SingleStream extends Duplex {
  readonly #host: SingleHost;
  #quiet: NodeJS.Timeout | undefined;
  #farEnded = false;

  constructor(host: SingleHost) {
    super({ allowHalfOpen: true });
    this.#host = host;
  }

  deliver(bytes: Buffer): void {
    if (this.#farEnded || this.destroyed) return;
    this.#quiet?.refresh();
    this.push(bytes);
  }

  farEnd(): void {
    if (this.#farEnded || this.destroyed) return;
    this.#farEnded = true;
    clearTimeout(this.#quiet);
    this.push(null);
    if (!this.writableEnded) this.end();
  }

  override _read(): void {
    this.#host.taken();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#farEnded) done();
    else this.#host.send(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#farEnded) this.#quiet = setTimeout(() => this.farEnd(), this.#host.quietMs);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#quiet);
    this.#host.left();
    done(error);
  }
}
