/**
 * One SSM session, from StartSession to TerminateSession, over as many connections as it takes. Keeps what was not
 * acknowledged, resumes with the new address and token, and says in which condition it is. Knows nothing of ports.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '../../engine/errors/hub-error.ts';
import { inWords, sessionClosed, sessionRefused, stopped } from '../errors.ts';
import { parseMessage } from '../message/agent-message.ts';
import { type AgentAbilities, abilitiesOf } from '../message/agent-version.ts';
import {
  acknowledgedSequence,
  closedBecause,
  FLAG,
  flagOf,
  flagPayload,
  handshakeRequest,
  handshakeResponse,
  PAYLOAD,
} from '../message/payloads.ts';
import type { SessionApi, SessionGrant, SessionRequest, StopProof, Timings } from '../types.ts';
import { acknowledge } from './acknowledge.ts';
import { Incoming, type Ordered } from './incoming.ts';
import { type Link, LinkRefused, openLink } from './link.ts';
import { isPassing, type LoginGate } from './login-gate.ts';
import { Outgoing } from './outgoing.ts';

export type Condition =
  | { name: 'starting' }
  | { name: 'up' }
  | { name: 'reconnecting'; attempt: number; inMs: number }
  | { name: 'waiting-for-login' };

export type SessionEnd =
  /** By us. */
  | { kind: 'stopped' }
  /** By the far side, which said why: idleness, an administrator, the agent's end. */
  | { kind: 'closed'; why: string }
  /** It cannot be resumed any more; another one may come about. */
  | { kind: 'lost'; why: string }
  /** It did not come about. `at` says whether another transport may do better. */
  | { kind: 'failed'; cause: HubError; at: 'api' | 'stream' };

export interface Opened extends AgentAbilities {
  /** Raw: one stream without a multiplexer. */
  raw: boolean;
}

export interface SessionSpec {
  request: SessionRequest;
  api: SessionApi;
  gate: LoginGate;
  timings: Timings;
  onSession: (what: 'started' | 'ended', sessionId: string) => void;
  onLog: (line: string) => void;
  onCondition: (condition: Condition) => void;
  onOpened: (opened: Opened) => void;
  onData: (payload: Buffer) => void;
  onFlag: (flag: number) => void;
  onDrain: () => void;
  /** Once, last. */
  onEnd: (end: SessionEnd) => void;
}

/** So many frames in a row that are no messages: the other side speaks something else. */
const MOST_REFUSED = 64;
/** Attempts to connect to a stream that AWS grants and the message service refuses. */
const MOST_STREAM_ATTEMPTS = 6;
const TERMINATE_MS = 10_000;

export class Session {
  readonly #spec: SessionSpec;
  readonly #clientId = randomUUID();
  readonly #stopping = new AbortController();
  readonly #outgoing: Outgoing;
  readonly #incoming = new Incoming((message) => this.#deliver(message));
  readonly #pings = { answered: false };
  #link: Link | undefined;
  #id: string | undefined;
  /** What the agent asked for; it becomes `#opened` when the agent says that the handshake is complete. */
  #offered: Opened | undefined;
  #opened: Opened | undefined;
  #end: SessionEnd | undefined;
  #refusedInRow = 0;
  #heard = false;
  #held = false;
  #handshakeTimer: NodeJS.Timeout | undefined;
  #linkDown: ((why: string) => void) | undefined;
  #running: Promise<void> | undefined;
  #terminated: Promise<StopProof['sessions'][number]> | undefined;

  constructor(spec: SessionSpec) {
    this.#spec = spec;
    this.#outgoing = new Outgoing({
      transmit: (frame) => this.#link?.send(frame) ?? false,
      onDrain: spec.onDrain,
      pace: spec.timings.messagesPerMs,
    });
  }

  get id(): string | undefined {
    return this.#id;
  }

  /** Bytes not sent yet. Whoever writes keeps this small. */
  get queuedBytes(): number {
    return this.#outgoing.queuedBytes;
  }

  /** Since when the far side acknowledges nothing though it should (monotonic milliseconds). */
  get waitingSince(): number | undefined {
    return this.#outgoing.waitingSince;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  write(bytes: Buffer): void {
    this.#outgoing.write(bytes);
  }

  sendFlag(flag: number): void {
    this.#outgoing.write(flagPayload(flag), PAYLOAD.flag);
  }

  /** Everything that was written has been acknowledged. */
  get isQuiet(): boolean {
    return this.#outgoing.isEmpty;
  }

  /** Nothing more comes until `release`: for the one reader of this session that cannot keep up. */
  hold(): void {
    this.#held = true;
    this.#link?.pause();
  }

  release(): void {
    this.#held = false;
    this.#link?.resume();
  }

  /** What came through it cannot be understood: it is given up. */
  fail(cause: HubError): void {
    this.#streamFailed(cause);
  }

  /** Ends it at AWS and here. Undefined when there never was one. Never rejects. */
  async stop(): Promise<StopProof['sessions'][number] | undefined> {
    if (this.#link !== undefined && this.#opened?.knowsTerminate === true && this.#end === undefined)
      this.sendFlag(FLAG.terminateSession);
    this.#finish({ kind: 'stopped' });
    await this.#running;
    return this.#terminated;
  }

  async #run(): Promise<void> {
    try {
      const grant = await this.#started();
      this.#id = grant.sessionId;
      this.#spec.onSession('started', grant.sessionId);
      this.#spec.onLog(`session ${grant.sessionId}`);
      await this.#connected(grant);
    } catch (error) {
      if (this.#end === undefined)
        this.#finish({
          kind: 'failed',
          at: 'api',
          cause: error instanceof HubError ? error : sessionRefused(inWords(error), error),
        });
    }
    if (this.#id !== undefined) {
      this.#terminated = this.#terminate(this.#id);
      await this.#terminated;
    }
  }

  /** StartSession, again while AWS cannot be reached. */
  async #started(): Promise<SessionGrant> {
    this.#spec.onCondition({ name: 'starting' });
    for (let attempt = 1; ; attempt += 1) {
      this.#stopping.signal.throwIfAborted();
      try {
        return await this.#asked(() => this.#spec.api.startSession(this.#spec.request), { name: 'starting' });
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.#spec.onLog(`StartSession: ${inWords(error)}`);
        await this.#pause(attempt);
      }
    }
  }

  /** One connection after the other until the session has ended. */
  async #connected(first: SessionGrant): Promise<void> {
    let grant = first;
    let attempt = 0;
    let streamAttempts = 0;
    while (this.#end === undefined) {
      try {
        const why = await this.#connection(grant);
        if (this.#end !== undefined) return;
        this.#spec.onLog(`connection lost: ${why}`);
        // One that ended before anything came through it was none.
        attempt = this.#heard ? 0 : attempt + 1;
        streamAttempts = 0;
      } catch (error) {
        if (this.#end !== undefined) return;
        streamAttempts += 1;
        this.#spec.onLog(`no connection: ${inWords(error)}`);
        const final = this.#opened === undefined && (error instanceof LinkRefused || error instanceof HubError);
        if (final || streamAttempts >= MOST_STREAM_ATTEMPTS) return this.#streamFailed(error);
        attempt += 1;
      }
      const next = await this.#resumed(first.sessionId, attempt);
      if (next === undefined) return;
      attempt = next.attempt;
      grant = next.grant;
    }
  }

  #streamFailed(error: unknown): void {
    const cause = error instanceof HubError ? error : sessionRefused(inWords(error), error);
    if (this.#opened === undefined) this.#finish({ kind: 'failed', at: 'stream', cause });
    else this.#finish({ kind: 'lost', why: inWords(error) });
  }

  /** Lives as long as one connection; resolves with the reason of its end. Rejects when there was none. */
  async #connection(grant: SessionGrant): Promise<string> {
    const headers = await this.#asked(() => this.#spec.api.signStream(grant.streamUrl), { name: 'starting' });
    if (this.#end !== undefined) return 'stopped';
    let isDown: (why: string) => void = () => undefined;
    const down = new Promise<string>((resolve) => {
      isDown = resolve;
    });
    this.#heard = false;
    const link = await openLink({
      url: grant.streamUrl,
      headers,
      token: grant.token,
      clientId: this.#clientId,
      timings: this.#spec.timings,
      pings: this.#pings,
      waitingSince: () => this.#outgoing.waitingSince,
      onFrame: (frame) => this.#take(frame),
      onDown: isDown,
    });
    // `finish` may have come while it opened.
    if (this.#ended()) {
      link.close();
      return 'stopped';
    }
    this.#link = link;
    this.#linkDown = isDown;
    if (this.#held) link.pause();
    if (this.#opened === undefined) {
      this.#handshakeTimer ??= setTimeout(() => {
        this.#streamFailed(sessionRefused('the agent did not finish its handshake in time'));
      }, this.#spec.timings.handshakeMs);
    } else this.#spec.onCondition({ name: 'up' });
    this.#outgoing.connectionUp();
    const why = await down;
    this.#link = undefined;
    this.#outgoing.connectionDown();
    return why;
  }

  #ended(): boolean {
    return this.#end !== undefined;
  }

  /** ResumeSession until it is answered. Undefined: the session has ended meanwhile, or cannot be resumed. */
  async #resumed(sessionId: string, attempts: number): Promise<{ grant: SessionGrant; attempt: number } | undefined> {
    for (let attempt = attempts; this.#end === undefined; attempt += 1) {
      if (attempt > 0) await this.#pause(attempt);
      else this.#spec.onCondition({ name: 'reconnecting', attempt: 1, inMs: 0 });
      if (this.#ended()) return undefined;
      try {
        const grant = await this.#asked(() => this.#spec.api.resumeSession(sessionId), {
          name: 'reconnecting',
          attempt: attempt + 1,
          inMs: 0,
        });
        if (grant !== undefined) return { grant, attempt };
        this.#finish({ kind: 'lost', why: 'AWS says the session is over' });
      } catch (error) {
        if (this.#ended()) return undefined;
        this.#spec.onLog(`ResumeSession: ${inWords(error)}`);
        if (isPassing(error)) continue;
        const login = error instanceof HubError && error.fields.code === 'credentials';
        this.#finish(login ? { kind: 'failed', at: 'api', cause: error } : { kind: 'lost', why: inWords(error) });
      }
    }
    return undefined;
  }

  #asked<T>(call: () => Promise<T>, afterLogin: Condition): Promise<T> {
    return this.#spec.gate.pass(call, (waiting) => {
      if (this.#end === undefined) this.#spec.onCondition(waiting ? { name: 'waiting-for-login' } : afterLogin);
    });
  }

  /** Rejects when the session is stopped meanwhile. */
  async #pause(attempt: number): Promise<void> {
    const { retryFirstMs, retryMaxMs } = this.#spec.timings;
    const longest = Math.min(retryFirstMs * 2 ** (attempt - 1), retryMaxMs);
    // Some of it is left to chance, so that many sessions do not come back in one moment.
    const inMs = Math.round(longest * (0.75 + Math.random() / 4));
    this.#spec.onCondition({ name: 'reconnecting', attempt: attempt + 1, inMs });
    await delay(inMs, undefined, { signal: this.#stopping.signal });
    this.#spec.onCondition({ name: 'reconnecting', attempt: attempt + 1, inMs: 0 });
  }

  #take(frame: Buffer): void {
    const parsed = parseMessage(frame);
    if ('refused' in parsed) {
      this.#refuse(parsed.refused);
      return;
    }
    const { message } = parsed;
    this.#refusedInRow = 0;
    this.#heard = true;
    switch (message.type) {
      case 'output_stream_data':
        if (this.#incoming.take(message.sequence, message)) this.#link?.send(acknowledge(message));
        break;
      case 'acknowledge': {
        const sequence = acknowledgedSequence(message.payload);
        if (sequence !== undefined) this.#outgoing.acknowledged(sequence);
        break;
      }
      case 'channel_closed':
        this.#finish({ kind: 'closed', why: closedBecause(message.payload) || 'no reason was given' });
        break;
      case 'pause_publication':
        this.#outgoing.pause();
        break;
      case 'start_publication':
        this.#outgoing.go();
        break;
      default:
        // A kind of message that came after this was written; the stream does not depend on it.
        break;
    }
  }

  /** Not acknowledged, so a frame that was damaged on its way comes again. */
  #refuse(why: string): void {
    this.#refusedInRow += 1;
    if (this.#refusedInRow === 1) this.#spec.onLog(`a frame was refused: ${why}`);
    if (this.#refusedInRow < MOST_REFUSED) return;
    this.#streamFailed(sessionClosed(`${MOST_REFUSED} frames in a row were no messages (${why})`));
  }

  #deliver({ payloadType, payload }: Ordered): void {
    if (this.#end !== undefined) return;
    switch (payloadType) {
      case PAYLOAD.output:
        if (this.#opened !== undefined) this.#spec.onData(payload);
        break;
      case PAYLOAD.flag: {
        const flag = flagOf(payload);
        if (flag !== undefined) this.#spec.onFlag(flag);
        break;
      }
      case PAYLOAD.handshakeRequest:
        this.#answerHandshake(payload);
        break;
      case PAYLOAD.handshakeComplete:
        this.#handshakeComplete();
        break;
      default:
        break;
    }
  }

  #answerHandshake(payload: Buffer): void {
    const request = handshakeRequest(payload);
    if (request === undefined) {
      this.#streamFailed(sessionRefused('the handshake of the agent cannot be read'));
      return;
    }
    this.#outgoing.write(handshakeResponse(request), PAYLOAD.handshakeResponse);
    const problem =
      request.unsupported.length > 0
        ? `it asks for ${request.unsupported.join(', ')}`
        : request.sessionType !== 'Port'
          ? `it is a session of type ${request.sessionType ?? 'unknown'}, not of a port`
          : undefined;
    if (problem !== undefined) {
      this.#streamFailed(sessionRefused(problem));
      return;
    }
    this.#spec.onLog(`agent ${request.agentVersion || 'of unknown version'}`);
    this.#offered = { ...abilitiesOf(request.agentVersion), raw: request.portType === undefined };
  }

  #handshakeComplete(): void {
    if (this.#opened !== undefined || this.#offered === undefined) return;
    clearTimeout(this.#handshakeTimer);
    this.#opened = this.#offered;
    this.#spec.onOpened(this.#opened);
    this.#spec.onCondition({ name: 'up' });
  }

  #finish(end: SessionEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    clearTimeout(this.#handshakeTimer);
    this.#stopping.abort(stopped());
    this.#link?.close();
    this.#link = undefined;
    this.#outgoing.close();
    this.#linkDown?.('ended');
    if (end.kind === 'closed' || end.kind === 'lost') this.#spec.onLog(`session ended: ${end.why}`);
    if (end.kind === 'failed') this.#spec.onLog(end.cause.message);
    this.#spec.onEnd(end);
  }

  async #terminate(id: string): Promise<StopProof['sessions'][number]> {
    try {
      if (this.#end?.kind !== 'closed') await within(TERMINATE_MS, this.#spec.api.terminateSession(id));
    } catch (error) {
      this.#spec.onLog(`TerminateSession ${id}: ${inWords(error)}`);
      return { id, terminated: false, why: inWords(error) };
    }
    this.#spec.onSession('ended', id);
    return { id, terminated: true };
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
