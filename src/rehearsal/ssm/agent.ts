/**
 * The SSM agent of a stand-in host, for one session: handshake, pace, and connections to whatever stands for the host's
 * services. Behaves like the real one also where that is inconvenient.
 */
import { type Address, type Connections, MuxConnections, SingleConnection } from './connections.ts';
import { Pace } from './pace.ts';
import { Reliable } from './reliable.ts';
import { FLAGS, flag, KIND, type Message } from './wire.ts';

export interface AgentOptions {
  /** Its version decides how it talks: up to 3.0.196.0 one connection at a time. */
  version: string;
  /** 1 is the real pace: 1 KiB a millisecond. 0: without. */
  messagesPerMs: number;
  /** Where its multiplexer wants to hear something: how long it waits. */
  keepaliveMs: number;
}

export const REAL_AGENT: AgentOptions = { version: '3.3.2299.0', messagesPerMs: 1, keepaliveMs: 30_000 };

interface AgentSpec extends AgentOptions {
  /** What the session's document says; without `type`, one raw stream. */
  properties: Record<string, string>;
  target: () => Address | undefined;
  send: (frame: Buffer) => void;
  mute: boolean;
  /** With the reason, for the client. */
  onEnd: (why: string) => void;
}

const HANDSHAKE_MS = 15_000;
/** Of the whole session: what the multiplexer holds before it stops to read. */
const RECEIVE_BYTES = 4 * 1024 * 1024;

export class Agent {
  readonly #spec: AgentSpec;
  readonly #channel: Reliable;
  readonly #pace: Pace;
  readonly #began = performance.now();
  readonly #handshake: NodeJS.Timeout;
  #connections: Connections | undefined;
  #keepalive: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #over = false;

  constructor(spec: AgentSpec) {
    this.#spec = spec;
    this.#channel = new Reliable({ send: spec.send, onMessage: (message) => this.#take(message) });
    this.#pace = new Pace({
      messagesPerMs: spec.messagesPerMs,
      isPaused: () => this.#channel.paused,
      send: (bytes) => this.#channel.send(KIND.output, bytes),
      onRoom: () => this.#connections?.resume(),
    });
    this.#handshake = setTimeout(() => this.end('Handshake timed out'), HANDSHAKE_MS);
    this.#send(KIND.handshakeRequest, {
      AgentVersion: spec.version,
      RequestedClientActions: [
        { ActionType: 'SessionType', ActionParameters: { SessionType: 'Port', Properties: spec.properties } },
      ],
    });
  }

  /** The service has nobody to pass anything to. */
  pause(): void {
    this.#channel.paused = true;
  }

  resume(): void {
    this.#channel.paused = false;
  }

  take(frame: Buffer): void {
    if (!this.#over) this.#channel.take(frame);
  }

  end(why: string): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#handshake);
    clearInterval(this.#keepalive);
    this.#connections?.close();
    this.#pace.close();
    this.#channel.close();
    this.#spec.onEnd(why);
  }

  #take(message: Message): boolean {
    switch (message.payloadType) {
      case KIND.handshakeResponse:
        this.#answered(message.payload);
        return true;
      case KIND.flag:
        return this.#flagged(message.payload.readUInt32BE(0));
      default:
        if (this.#connections === undefined || this.#connections.waiting > RECEIVE_BYTES) return false;
        try {
          this.#connections.take(message.payload);
        } catch (error) {
          this.end(error instanceof Error ? error.message : String(error));
        }
        return true;
    }
  }

  #flagged(value: number): boolean {
    if (value === FLAGS.terminateSession) this.end('');
    if (value === FLAGS.disconnectToPort) this.#connections?.disconnect();
    return true;
  }

  #answered(payload: Buffer): void {
    const answer = JSON.parse(payload.toString()) as {
      ClientVersion: string;
      ProcessedClientActions: { ActionStatus: number }[];
    };
    if (answer.ProcessedClientActions.some(({ ActionStatus }) => ActionStatus !== 1)) {
      this.end('the client refused what the handshake asks for');
      return;
    }
    if (this.#spec.mute) return;
    clearTimeout(this.#handshake);
    this.#connect(answer.ClientVersion);
    this.#send(KIND.handshakeComplete, {
      HandshakeTimeToComplete: Math.round((performance.now() - this.#began) * 1_000_000),
      CustomerMessage: '',
    });
  }

  #connect(client: string): void {
    const parts = {
      target: this.#spec.target,
      write: (bytes: Buffer) => this.#pace.write(bytes),
      isFull: () => this.#pace.isFull,
      onRefused: () => this.#channel.send(KIND.flag, flag(FLAGS.connectToPortError)),
      onActivity: () => {
        this.#heardAt = performance.now();
      },
    };
    const forwarding = this.#spec.properties.type === 'LocalPortForwarding';
    const { version } = this.#spec;
    if (!forwarding || !newer(client, '1.1.69') || !newer(version, '3.0.196.0')) {
      this.#connections = new SingleConnection({ ...parts, once: !forwarding, onEnd: () => this.#drained() });
      return;
    }
    this.#connections = new MuxConnections(parts);
    if (!newer(client, '1.2.331.0') || !newer(version, '3.1.1511.0')) this.#stayAwake();
  }

  /** The target's last words go out before the session ends. */
  #drained(): void {
    const waiting = setInterval(() => {
      if (!this.#over && !this.#pace.isEmpty) return;
      clearInterval(waiting);
      setTimeout(() => this.end(''), LAST_WORDS_MS).unref();
    }, 10);
    waiting.unref();
  }

  #stayAwake(): void {
    const { keepaliveMs } = this.#spec;
    this.#keepalive = setInterval(() => {
      if (performance.now() - this.#heardAt > keepaliveMs) this.end('keepalive timed out');
      else this.#connections?.keepalive();
    }, keepaliveMs / 3);
  }

  #send(kind: number, content: object): void {
    this.#channel.send(kind, Buffer.from(JSON.stringify(content)));
  }
}

const LAST_WORDS_MS = 300;

/** Four numbers, compared one after the other. */
function newer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 4; i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
