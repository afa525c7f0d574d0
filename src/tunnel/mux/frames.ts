/** Frames of smux, version 1: eight bytes of header, little-endian, then data. A byte stream cut anywhere goes in. */

export const COMMAND = { open: 0, finish: 1, push: 2, keepalive: 3 } as const;

const VERSION = 1;
export const HEADER_BYTES = 8;

export function frame(command: number, stream: number, data?: Buffer): Buffer {
  const length = data?.length ?? 0;
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + length);
  bytes[0] = VERSION;
  bytes[1] = command;
  bytes.writeUInt16LE(length, 2);
  bytes.writeUInt32LE(stream, 4);
  data?.copy(bytes, HEADER_BYTES);
  return bytes;
}

interface FrameEvents {
  opened(stream: number): void;
  finished(stream: number): void;
  /** A piece of a frame's data: frames are passed on as they arrive. */
  data(stream: number, piece: Buffer): void;
}

/** Reads frames out of pieces of any size. Keeps at most a header. */
export class FrameReader {
  readonly #events: FrameEvents;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #have = 0;
  #left = 0;
  #stream = 0;
  #command = 0;

  constructor(events: FrameEvents) {
    this.#events = events;
  }

  /** Throws when the bytes are no frames: nothing after that can be understood. */
  take(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const piece = bytes.subarray(at, at + this.#left);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#command === COMMAND.push) this.#events.data(this.#stream, piece);
        continue;
      }
      const copied = bytes.copy(this.#header, this.#have, at, at + HEADER_BYTES - this.#have);
      at += copied;
      this.#have += copied;
      if (this.#have < HEADER_BYTES) return;
      this.#have = 0;
      this.#begin();
    }
  }

  #begin(): void {
    const [version, command = 0] = this.#header;
    if (version !== VERSION || command > COMMAND.keepalive)
      throw new Error(`the multiplexer got a frame of version ${version} with command ${command}`);
    this.#command = command;
    this.#left = this.#header.readUInt16LE(2);
    this.#stream = this.#header.readUInt32LE(4);
    if (command === COMMAND.open) this.#events.opened(this.#stream);
    if (command === COMMAND.finish) this.#events.finished(this.#stream);
  }
}
