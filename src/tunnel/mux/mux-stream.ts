/**
 * One connection inside a session. Ending it does not close it at once: the protocol's end closes both directions, and
 * the reply would be lost; so it stays open until the far side ends, or has been silent for long.
 */
import { Duplex } from 'node:stream';

/** What the multiplexer does for its streams. */
export interface StreamHost {
  send(stream: MuxStream, chunk: Buffer, done: () => void): void;
  /** The reader took something. */
  taken(stream: MuxStream): void;
  /** Tells the far side and forgets the stream. */
  leave(stream: MuxStream): void;
  quietMs: number;
}

export class MuxStream extends Duplex {
  readonly id: number;
  readonly #host: StreamHost;
  #bytesIn = 0;
  #farEnded = false;
  #quiet: NodeJS.Timeout | undefined;

  constructor(id: number, host: StreamHost) {
    super({ allowHalfOpen: true, emitClose: true });
    this.id = id;
    this.#host = host;
  }

  get bytesIn(): number {
    return this.#bytesIn;
  }

  /** Bytes that arrived and were not read. */
  get backlog(): number {
    return this.readableLength;
  }

  deliver(piece: Buffer): void {
    if (this.#farEnded || this.destroyed) return;
    this.#bytesIn += piece.length;
    this.#quiet?.refresh();
    this.push(piece);
  }

  farEnd(): void {
    if (this.#farEnded || this.destroyed) return;
    this.#farEnded = true;
    clearTimeout(this.#quiet);
    this.push(null);
    // The far side has closed both directions: what is still written goes nowhere.
    this.#host.leave(this);
    if (!this.writableEnded) this.end();
  }

  override _read(): void {
    this.#host.taken(this);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#farEnded) done();
    else this.#host.send(this, chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#farEnded) this.#quiet = setTimeout(() => this.farEnd(), this.#host.quietMs);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#quiet);
    this.#host.leave(this);
    done(error);
  }
}
