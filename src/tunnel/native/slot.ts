/**
 * One place for a session of ours: the session, the connections in it, and its successor when it is lost. Says whether it
 * takes another connection.
 */
import type { Duplex } from 'node:stream';
import type { LoginGate } from '../channel/login-gate.ts';
import { Session } from '../channel/session.ts';
import type { Condition, Opened, SessionEnd } from '../channel/session-spec.ts';
import { portClosed, sessionClosed, stopped } from '../errors.ts';
import { FLAG } from '../message/payloads.ts';
import { Mux } from '../mux/mux.ts';
import { Single } from '../mux/single.ts';
import type { SessionApi, StopProof, Target, Timings } from '../types.ts';
import { sessionRequest } from './documents.ts';

/** What belongs to every session of one forward. */
export interface SessionSurroundings {
  api: SessionApi;
  gate: LoginGate;
  timings: Timings;
  target: Target;
  onSession: (what: 'started' | 'ended', sessionId: string) => void;
  onLog: (line: string) => void;
}

export interface SlotEvents {
  onCondition: (condition: Condition) => void;
  /** There is room for a connection that waits. */
  onRoom: () => void;
  onTargetClosed: () => void;
  /** A connection brought bytes: something answers. */
  onAnswered: () => void;
  onEnd: (end: SessionEnd) => void;
}

/** Agents without a multiplexer do not say when the target closes; a short silence after a local end has to do. */
const SINGLE_QUIET_MS = 1_000;
/** Without any acknowledgement for so long, new connections go elsewhere. */
const STUCK_MS = 5_000;

export class Slot {
  readonly #around: SessionSurroundings;
  readonly #events: SlotEvents;
  readonly #session: Session;
  #condition: Condition = { name: 'starting' };
  #mux: Mux | undefined;
  #single: Single | undefined;
  #ended = false;

  constructor(around: SessionSurroundings, events: SlotEvents) {
    this.#around = around;
    this.#events = events;
    this.#session = new Session({
      request: sessionRequest(around.target),
      api: around.api,
      gate: around.gate,
      timings: around.timings,
      onSession: around.onSession,
      onLog: around.onLog,
      onCondition: (condition) => {
        this.#condition = condition;
        events.onCondition(condition);
      },
      onOpened: (opened) => this.#opened(opened),
      onData: (bytes) => this.#take(bytes),
      onFlag: (flag) => {
        if (flag !== FLAG.connectToPortError) return;
        this.#mux?.targetClosed();
        if (this.#single === undefined) return;
        this.#events.onTargetClosed();
        this.#single.refuse(portClosed(this.#around.target));
      },
      onDrain: () => {
        this.#mux?.drained();
        this.#single?.drained();
      },
      onEnd: (end) => this.#end(end),
    });
    this.#session.start();
  }

  get id(): string | undefined {
    return this.#ended ? undefined : this.#session.id;
  }

  get condition(): Condition {
    return this.#condition;
  }

  /** Connections in it. */
  get size(): number {
    return this.#mux?.size ?? (this.#single?.isFree === false ? 1 : 0);
  }

  /** It can take a connection at all. */
  get isOpen(): boolean {
    return !this.#ended && (this.#mux !== undefined || this.#single?.isFree === true);
  }

  /** One connection at a time. */
  get isSingle(): boolean {
    return this.#single !== undefined;
  }

  /** A new connection would be slow in it, or wait. */
  get isBusy(): boolean {
    const since = this.#session.waitingSince;
    const stuck = since !== undefined && performance.now() - since > STUCK_MS;
    return this.#condition.name !== 'up' || stuck || this.#mux?.isBehind === true;
  }

  /** Only while it is open. */
  open(): Duplex {
    const stream = this.#mux?.open() ?? this.#single?.open();
    if (stream === undefined) throw new Error('a session was used before it was open');
    // It may fail before its user listens; whoever listens hears it as well.
    stream.on('error', () => undefined);
    return stream;
  }

  stop(): Promise<StopProof['sessions'][number] | undefined> {
    return this.#session.stop();
  }

  #opened(opened: Opened): void {
    const shared = {
      write: (bytes: Buffer) => this.#session.write(bytes),
      queuedBytes: () => this.#session.queuedBytes,
      hold: () => this.#session.hold(),
      release: () => this.#session.release(),
      onRoom: this.#events.onRoom,
      onAnswered: this.#events.onAnswered,
    };
    const { halfCloseQuietMs, keepaliveMs } = this.#around.timings;
    if (opened.multiplexes && !opened.raw)
      this.#mux = new Mux({
        ...shared,
        keepaliveMs: opened.needsKeepalive ? keepaliveMs : undefined,
        quietMs: halfCloseQuietMs,
        onTargetClosed: (stream) => {
          this.#events.onTargetClosed();
          stream.destroy(portClosed(this.#around.target));
        },
      });
    else
      this.#single = new Single({
        ...shared,
        sendFlag: (flag) => {
          if (!opened.raw) this.#session.sendFlag(flag);
        },
        isQuiet: () => this.#session.isQuiet,
        quietMs: opened.raw ? halfCloseQuietMs : Math.min(halfCloseQuietMs, SINGLE_QUIET_MS),
      });
    this.#events.onRoom();
  }

  #take(bytes: Buffer): void {
    this.#single?.take(bytes);
    try {
      this.#mux?.take(bytes);
    } catch (error) {
      this.#session.fail(sessionClosed(error instanceof Error ? error.message : String(error), error));
    }
  }

  #end(end: SessionEnd): void {
    this.#ended = true;
    // The end of an ssh session is how its connection ends; everywhere else connections lose something.
    const orderly = end.kind === 'closed' && this.#around.target.kind === 'ssh';
    const error = orderly
      ? undefined
      : end.kind === 'failed'
        ? end.cause
        : end.kind === 'stopped'
          ? stopped()
          : sessionClosed(end.why);
    this.#mux?.close(error);
    this.#single?.close(error);
    this.#events.onEnd(end);
  }
}
