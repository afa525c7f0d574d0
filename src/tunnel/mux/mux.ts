/**
 * Many connections in one session: the client side of smux 1. Shares the way out fairly, and keeps one reader that does
 * not read from filling the memory. The protocol has no window of a stream, so what is on its way cannot be held back for
 * one alone: alone in its session it may hold the session; among others it is reset when its backlog is full.
 */
import { tooSlow } from '../errors.ts';
import { COMMAND, FrameReader, frame } from './frames.ts';
import { MuxStream } from './mux-stream.ts';

/** Data of one turn of a stream: small, so that a big upload lets a small request pass. */
const TURN_BYTES = 4_096;
/** What may wait in the session before streams have to wait themselves. */
const MOST_QUEUED = 16 * 1024;
/** Backlog of a stream at which its session takes no new ones; below it, it does again. */
const SLOW_BYTES = 256 * 1024;
/** Backlog at which a stream that is alone holds its session. */
const HOLD_BYTES = 1024 * 1024;
/** Backlog at which a stream among others is reset. */
const MOST_STREAM_BYTES = 4 * 1024 * 1024;
/** Backlog of all streams together at which the slowest is reset. */
const MOST_BYTES = 8 * 1024 * 1024;

interface MuxSpec {
  write: (bytes: Buffer) => void;
  queuedBytes: () => number;
  /** No more is to come until `release`. */
  hold: () => void;
  release: () => void;
  /** Undefined: the agent needs no sign of life. */
  keepaliveMs: number | undefined;
  quietMs: number;
  /** A stream has ended, or its reader keeps up again. */
  onRoom: () => void;
  /** The first bytes of a stream: something answers at the target. */
  onAnswered: () => void;
  /** The far side could not reach the target for one stream. */
  onTargetClosed: (stream: MuxStream) => void;
}

interface Turn {
  stream: MuxStream;
  chunk: Buffer;
  done: () => void;
}

export class Mux {
  readonly #spec: MuxSpec;
  readonly #streams = new Map<number, MuxStream>();
  readonly #reader: FrameReader;
  #turns: Turn[] = [];
  #next = 3;
  #refused = 0;
  #heldFor: MuxStream | undefined;
  #keepalive: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(spec: MuxSpec) {
    this.#spec = spec;
    this.#reader = new FrameReader({
      // Only clients open streams; what an agent opens nobody waits for.
      opened: (id) => spec.write(frame(COMMAND.finish, id)),
      finished: (id) => this.#farEnd(id),
      data: (id, piece) => this.#arrived(id, piece),
    });
    if (spec.keepaliveMs !== undefined)
      this.#keepalive = setInterval(() => spec.write(frame(COMMAND.keepalive, 0)), spec.keepaliveMs);
  }

  get size(): number {
    return this.#streams.size;
  }

  /** One of its readers is behind: a new stream would suffer from it. */
  get isBehind(): boolean {
    if (this.#heldFor !== undefined) return true;
    for (const stream of this.#streams.values()) if (stream.backlog > SLOW_BYTES) return true;
    return false;
  }

  open(): MuxStream {
    const stream = new MuxStream(this.#next, {
      quietMs: this.#spec.quietMs,
      send: (from, chunk, done) => {
        this.#turns.push({ stream: from, chunk, done });
        this.drained();
      },
      taken: (from) => this.#taken(from),
      leave: (from) => this.#leave(from),
    });
    this.#next += 2;
    this.#streams.set(stream.id, stream);
    this.#spec.write(frame(COMMAND.open, stream.id));
    return stream;
  }

  /** Bytes of the session. Throws when they are not smux. */
  take(bytes: Buffer): void {
    this.#reader.take(bytes);
  }

  /** The agent could not connect a stream, and does not say which: the next that ends without a byte. */
  targetClosed(): void {
    this.#refused += 1;
  }

  /** The session takes more: each stream that waits has its turn. */
  drained(): void {
    while (this.#turns.length > 0 && this.#spec.queuedBytes() < MOST_QUEUED) {
      const turn = this.#turns.shift() as Turn;
      if (!this.#streams.has(turn.stream.id)) {
        turn.done();
        continue;
      }
      const data = turn.chunk.subarray(0, TURN_BYTES);
      if (data.length < turn.chunk.length) this.#turns.push({ ...turn, chunk: turn.chunk.subarray(data.length) });
      if (data.length > 0) this.#spec.write(frame(COMMAND.push, turn.stream.id, data));
      if (data.length === turn.chunk.length) turn.done();
    }
  }

  /** Ends every stream: with the error, or as if the far side had ended. */
  close(error: Error | undefined): void {
    this.#closed = true;
    clearInterval(this.#keepalive);
    for (const stream of [...this.#streams.values()]) stream.destroy(error);
    this.#streams.clear();
    for (const turn of this.#turns.splice(0)) turn.done();
  }

  #arrived(id: number, piece: Buffer): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (stream.bytesIn === 0) this.#spec.onAnswered();
    stream.deliver(piece);
    if (stream.backlog <= SLOW_BYTES) return;
    if (this.#streams.size === 1) {
      if (stream.backlog > HOLD_BYTES) this.#hold(stream);
    } else if (stream.backlog > MOST_STREAM_BYTES) stream.destroy(tooSlow());
    else if (this.#backlog() > MOST_BYTES) this.#slowest()?.destroy(tooSlow());
  }

  #hold(stream: MuxStream): void {
    if (this.#heldFor !== undefined) return;
    this.#heldFor = stream;
    this.#spec.hold();
  }

  #taken(stream: MuxStream): void {
    if (this.#heldFor !== stream || stream.backlog > SLOW_BYTES) return;
    this.#letGo();
  }

  #letGo(): void {
    this.#heldFor = undefined;
    this.#spec.release();
    this.#spec.onRoom();
  }

  #backlog(): number {
    let bytes = 0;
    for (const stream of this.#streams.values()) bytes += stream.backlog;
    return bytes;
  }

  #slowest(): MuxStream | undefined {
    let slowest: MuxStream | undefined;
    for (const stream of this.#streams.values()) if (stream.backlog > (slowest?.backlog ?? 0)) slowest = stream;
    return slowest;
  }

  #farEnd(id: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (this.#refused > 0 && stream.bytesIn === 0) {
      this.#refused -= 1;
      this.#spec.onTargetClosed(stream);
    } else stream.farEnd();
  }

  #leave(stream: MuxStream): void {
    if (this.#streams.delete(stream.id) && !this.#closed) {
      this.#turns = this.#turns.filter((turn) => {
        if (turn.stream === stream) turn.done();
        return turn.stream !== stream;
      });
      this.#spec.write(frame(COMMAND.finish, stream.id));
      if (this.#heldFor === stream && stream.destroyed) this.#letGo();
      this.#spec.onRoom();
    }
  }
}
