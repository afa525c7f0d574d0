/**
 * One SSM session, from StartSession to TerminateSession, over as many connections as it takes. Keeps what was not
 * acknowledged, resumes with the new address and token, and says in which condition it is. Knows nothing of ports.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '../../engine/errors/hub-error.ts';
import { orAborted } from '../abort.ts';
import { inWords, sessionClosed, sessionRefused, stopped } from '../errors.ts';
import { abilitiesOf } from '../message/agent-version.ts';
import { FLAG, flagPayload, handshakeRequest, handshakeResponse, PAYLOAD } from '../message/payloads.ts';
import type { SessionGrant, StopProof } from '../types.ts';
import { type Link, LinkRefused, openLink } from './link.ts';
import { isPassing } from './login-gate.ts';
import { Outgoing } from './outgoing.ts';
import { Reception } from './reception.ts';
import type { Condition, Opened, SessionEnd, SessionSpec } from './session-spec.ts';

/** Attempts to connect to a stream that AWS grants and the message service refuses. */
const MOST_STREAM_ATTEMPTS = 6;
const TERMINATE_MS = 10_000;

export class Session {
  readonly #spec: SessionSpec;
  readonly #clientId = randomUUID();
  readonly #stopping = new AbortController();
  readonly #outgoing: Outgoing;
  readonly #reception: Reception;
  readonly #pings = { answered: false };
  #link: Link | undefined;
  #id: string | undefined;
  /** What the agent asked for; it becomes `#opened` when the agent says that the handshake is complete. */
  #offered: Opened | undefined;
  #opened: Opened | undefined;
  #end: SessionEnd | undefined;
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
    this.#reception = new Reception({
      acknowledge: (frame) => void this.#link?.sendSoon(frame),
      onAcknowledged: (sequence) => this.#outgoing.acknowledged(sequence),
      onData: (payload) => {
        if (this.#opened !== undefined && !this.#ended()) spec.onData(payload);
      },
      onFlag: (flag) => {
        if (!this.#ended()) spec.onFlag(flag);
      },
      onHandshakeRequest: (payload) => {
        if (!this.#ended()) this.#answerHandshake(payload);
      },
      onHandshakeComplete: () => {
        if (!this.#ended()) this.#handshakeComplete();
      },
      onClosed: (why) => this.#finish({ kind: 'closed', why }),
      onPause: () => this.#outgoing.pause(),
      onGo: () => this.#outgoing.go(),
      onRefused: (why) => spec.onLog(`a frame was refused: ${why}`),
      onNonsense: (why) => this.#streamFailed(sessionClosed(why)),
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
    const headers = await this.#asked(() => this.#untilStopped(this.#spec.api.signStream(grant.streamUrl)), {
      name: 'starting',
    });
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
      onFrame: (frame) => {
        if (this.#reception.take(frame)) this.#heard = true;
      },
      signal: this.#stopping.signal,
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
        const grant = await this.#asked(() => this.#untilStopped(this.#spec.api.resumeSession(sessionId)), {
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

  /** Rejects at once when the session is stopped while somebody has to sign in. */
  #asked<T>(call: () => Promise<T>, afterLogin: Condition): Promise<T> {
    const onWaiting = (waiting: boolean) => {
      if (!this.#ended()) this.#spec.onCondition(waiting ? { name: 'waiting-for-login' } : afterLogin);
    };
    return this.#spec.gate.pass(call, onWaiting, this.#stopping.signal);
  }

  /** For calls whose answer nobody needs any more once the session is stopped. What StartSession answers is always needed. */
  readonly #untilStopped = <T>(call: Promise<T>): Promise<T> => orAborted(call, this.#stopping.signal);

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
