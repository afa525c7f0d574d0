/**
 * The agent's connections to targets: many in smux frames for newer clients, else one raw stream. An end from either side
 * closes both directions, as with the real agent.
 */
import { connect, type Socket } from 'node:net';

export interface Address {
  host: string;
  port: number;
}

interface ConnectionsSpec {
  /** Undefined: nothing is there. */
  target: () => Address | undefined;
  write: (bytes: Buffer) => void;
  isFull: () => boolean;
  onRefused: () => void;
  onActivity: () => void;
}

export interface Connections {
  take(bytes: Buffer): void;
  /** Sources that were held may send again. */
  resume(): void;
  /** Bytes that targets have not taken yet. */
  readonly waiting: number;
  disconnect(): void;
  keepalive(): void;
  close(): void;
}

const SYN = 0;
const FIN = 1;
const PSH = 2;
const NOP = 3;
/** The most one frame of data carries. */
const MOST_DATA = 32_768;

export class MuxConnections implements Connections {
  readonly #spec: ConnectionsSpec;
  readonly #sockets = new Map<number, Socket>();
  #input = Buffer.alloc(0);

  constructor(spec: ConnectionsSpec) {
    this.#spec = spec;
  }

  get waiting(): number {
    let bytes = 0;
    for (const socket of this.#sockets.values()) bytes += socket.writableLength;
    return bytes;
  }

  take(bytes: Buffer): void {
    this.#spec.onActivity();
    this.#input = this.#input.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#input, bytes]);
    for (;;) {
      if (this.#input.length < 8) return;
      if (this.#input[0] !== 1) throw new Error(`smux version ${this.#input[0]}`);
      const length = this.#input.readUInt16LE(2);
      if (this.#input.length < 8 + length) return;
      const id = this.#input.readUInt32LE(4);
      const data = this.#input.subarray(8, 8 + length);
      const command = this.#input[1];
      this.#input = this.#input.subarray(8 + length);
      if (command === SYN) this.#open(id);
      else if (command === PSH) this.#sockets.get(id)?.write(data);
      else if (command === FIN) this.#finished(id);
      else if (command !== NOP) throw new Error(`smux command ${command}`);
    }
  }

  resume(): void {
    for (const socket of this.#sockets.values()) socket.resume();
  }

  disconnect(): void {}

  keepalive(): void {
    this.#spec.write(frame(NOP, 0));
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
  }

  #open(id: number): void {
    const target = this.#spec.target();
    if (target === undefined) {
      this.#refuse(id);
      return;
    }
    const socket = connect({ ...target, noDelay: true, allowHalfOpen: true });
    let connected = false;
    this.#sockets.set(id, socket);
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (data: Buffer) => {
      for (let at = 0; at < data.length; at += MOST_DATA)
        this.#spec.write(frame(PSH, id, data.subarray(at, at + MOST_DATA)));
      if (this.#spec.isFull()) socket.pause();
    });
    socket.on('end', () => this.#leave(id, socket));
    socket.on('error', () => {
      if (connected) this.#leave(id, socket);
      else {
        this.#sockets.delete(id);
        this.#refuse(id);
      }
    });
  }

  /** The flag does not say which stream is meant; the end that follows does. */
  #refuse(id: number): void {
    this.#spec.onRefused();
    this.#spec.write(frame(FIN, id));
  }

  #finished(id: number): void {
    const socket = this.#sockets.get(id);
    if (socket !== undefined) this.#leave(id, socket);
  }

  #leave(id: number, socket: Socket): void {
    if (!this.#sockets.delete(id)) return;
    this.#spec.write(frame(FIN, id));
    socket.removeAllListeners('data');
    socket.resume();
    socket.end(() => socket.destroy());
  }
}

function frame(command: number, id: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 1;
  header[1] = command;
  header.writeUInt16LE(data.length, 2);
  header.writeUInt32LE(id, 4);
  return Buffer.concat([header, data]);
}

/** Dials when the session begins, and again with the next data after a disconnection. `once`: the end of the first is the end. */
export class SingleConnection implements Connections {
  readonly #spec: ConnectionsSpec & { once: boolean; onEnd: () => void };
  #socket: Socket | undefined;

  constructor(spec: ConnectionsSpec & { once: boolean; onEnd: () => void }) {
    this.#spec = spec;
    this.#dial();
  }

  get waiting(): number {
    return this.#socket?.writableLength ?? 0;
  }

  take(bytes: Buffer): void {
    this.#spec.onActivity();
    if (this.#socket === undefined) this.#dial();
    this.#socket?.write(Buffer.from(bytes));
  }

  resume(): void {
    this.#socket?.resume();
  }

  disconnect(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners('data');
    socket?.destroy();
  }

  keepalive(): void {}

  close(): void {
    this.disconnect();
  }

  #dial(): void {
    const target = this.#spec.target();
    if (target === undefined) {
      this.#spec.onRefused();
      return;
    }
    const socket = connect({ ...target, noDelay: true });
    this.#socket = socket;
    socket.on('data', (data: Buffer) => {
      this.#spec.write(data);
      if (this.#spec.isFull()) socket.pause();
    });
    const ended = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (this.#spec.once) this.#spec.onEnd();
    };
    socket.on('end', ended);
    socket.on('error', ended);
  }
}
