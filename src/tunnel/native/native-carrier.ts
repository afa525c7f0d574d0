/**
 * Sessions of our own behind one port. Gives each connection the session where it fares best, opens more where that helps,
 * and replaces what is lost. Owns its slots; one that ends is replaced, slept over or reported, and the rest goes on.
 */
import type { Duplex } from 'node:stream';
import type { HubError } from '../../engine/errors/hub-error.ts';
import type { Carrier, CarrierEvents } from '../carrier.ts';
import type { Condition, SessionEnd } from '../channel/session-spec.ts';
import { sessionClosed, stopped, targetInWords } from '../errors.ts';
import type { ForwardState, StopProof } from '../types.ts';
import { type SessionSurroundings, Slot } from './slot.ts';

/** Sessions beyond the pool, for connections that would stand behind one that nobody reads. */
const MOST_EXTRA = 8;
/** With agents that take one connection a session. */
const SINGLES = 4;
/** A session that was lost sooner was not worth much: the next waits a little. */
const SHORT_LIFE_MS = 10_000;
const MOST_SHORT_LIVES = 5;
const REPLACE_FIRST_MS = 500;
const REPLACE_MAX_MS = 30_000;

interface Waiting {
  resolve: (stream: Duplex) => void;
  reject: (error: unknown) => void;
}

export class NativeCarrier implements Carrier {
  readonly transport = 'native';
  readonly #around: SessionSurroundings;
  readonly #pool: number;
  readonly #events: CarrierEvents;
  #slots: Slot[] = [];
  /** Slots that are ending. Of those that are gone only the proof is kept, however many there were. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #proofs: StopProof['sessions'] = [];
  readonly #replacing = new Set<NodeJS.Timeout>();
  readonly #waiting = new Set<Waiting>();
  #shortLives = 0;
  #wasUp = false;
  #targetClosed = false;
  /** Why the far side ended the last session; the next connection starts another. */
  #asleep: string | undefined;
  #over: HubError | undefined;

  constructor(around: SessionSurroundings, pool: number, events: CarrierEvents) {
    this.#around = around;
    this.#pool = pool;
    this.#events = events;
    for (let i = 0; i < pool; i += 1) this.#grow();
  }

  get sessions(): readonly string[] {
    return this.#slots.flatMap((slot) => slot.id ?? []);
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    signal.throwIfAborted();
    if (this.#over !== undefined) throw this.#over;
    if (this.#asleep !== undefined) {
      this.#asleep = undefined;
      this.#grow();
      this.#tell();
    }
    const slot = this.#pick();
    if (slot !== undefined) return slot.open();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { resolve, reject };
      this.#waiting.add(waiting);
      signal.addEventListener(
        'abort',
        () => {
          if (this.#waiting.delete(waiting)) reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  async stop(): Promise<StopProof['sessions']> {
    this.#end(stopped());
    for (const slot of this.#slots) this.#forget(slot);
    await Promise.all(this.#leaving);
    return this.#proofs;
  }

  /** The open session with the fewest connections, where none has to wait; undefined: wait for the next one. */
  #pick(): Slot | undefined {
    const open = this.#slots.filter((slot) => slot.isOpen).sort((a, b) => a.size - b.size);
    const best = open.find((slot) => !slot.isBusy);
    if (best !== undefined) return best;
    const behind = open.some((slot) => slot.condition.name === 'up');
    const single = this.#slots.some((slot) => slot.isSingle);
    const most = single ? Math.max(this.#pool, SINGLES) : this.#pool + MOST_EXTRA;
    const opening = this.#slots.some((slot) => slot.condition.name === 'starting') || this.#replacing.size > 0;
    if ((behind || single) && this.#slots.length < most && !opening) {
      this.#grow();
      return undefined;
    }
    if (behind && opening) return undefined;
    // Whatever is open reconnects, and takes the connection with it: it is kept until then.
    return open[0];
  }

  #grow(): void {
    const bornAt = performance.now();
    const slot = new Slot(this.#around, {
      onCondition: (condition) => {
        if (condition.name === 'up') this.#wasUp = true;
        // The slot tells its first condition while it is made.
        queueMicrotask(() => this.#tell());
      },
      onRoom: () => queueMicrotask(() => this.#serve()),
      onTargetClosed: () => {
        if (!this.#targetClosed) this.#around.onLog(`nothing answers at ${targetInWords(this.#around.target)}`);
        this.#targetClosed = true;
        this.#tell();
      },
      onAnswered: () => {
        if (!this.#targetClosed) return;
        this.#targetClosed = false;
        this.#tell();
      },
      onEnd: (end) => queueMicrotask(() => this.#slotEnded(slot, end, performance.now() - bornAt)),
    });
    this.#slots.push(slot);
  }

  #serve(): void {
    for (const waiting of this.#waiting) {
      const slot = this.#pick();
      if (slot === undefined) return;
      this.#waiting.delete(waiting);
      waiting.resolve(slot.open());
    }
    this.#trim();
  }

  /** Sessions beyond the pool go when nobody uses them. */
  #trim(): void {
    for (const slot of this.#slots.slice(this.#pool)) {
      if (slot.size > 0 || !slot.isOpen) continue;
      this.#forget(slot);
    }
  }

  /** It ends, if it has not ended by itself. */
  #forget(slot: Slot): void {
    this.#slots = this.#slots.filter((other) => other !== slot);
    const leaving = slot.stop().then((proof) => {
      this.#leaving.delete(leaving);
      if (proof !== undefined) this.#proofs.push(proof);
    });
    this.#leaving.add(leaving);
  }

  #slotEnded(slot: Slot, end: SessionEnd, livedMs: number): void {
    if (this.#over !== undefined || end.kind === 'stopped') return;
    this.#forget(slot);
    const others = this.#slots.some((other) => other.isOpen);
    if (end.kind === 'failed' && !others) {
      this.#end(end.cause);
      this.#events.onFailed(end.cause, end.at === 'stream');
      return;
    }
    this.#shortLives = livedMs < SHORT_LIFE_MS ? this.#shortLives + 1 : 0;
    if (this.#shortLives >= MOST_SHORT_LIVES && !others) {
      const cause = end.kind === 'failed' ? end.cause : sessionClosed(end.why);
      this.#end(cause);
      this.#events.onFailed(cause, true);
      return;
    }
    const idle = end.kind === 'closed' && this.#waiting.size === 0 && this.#slots.length + this.#replacing.size === 0;
    if (idle && this.#wasUp) this.#asleep = end.why;
    else if (this.#slots.length + this.#replacing.size < this.#pool) this.#replace();
    this.#tell();
  }

  #replace(): void {
    const waitMs = this.#shortLives <= 1 ? 0 : Math.min(REPLACE_FIRST_MS * 2 ** (this.#shortLives - 2), REPLACE_MAX_MS);
    const timer = setTimeout(() => {
      this.#replacing.delete(timer);
      this.#grow();
      this.#tell();
    }, waitMs);
    this.#replacing.add(timer);
  }

  #end(why: HubError): void {
    this.#over ??= why;
    for (const timer of this.#replacing) clearTimeout(timer);
    this.#replacing.clear();
    for (const { reject } of this.#waiting) reject(this.#over);
    this.#waiting.clear();
  }

  #tell(): void {
    if (this.#over === undefined) this.#events.onState(this.#state());
  }

  #state(): ForwardState {
    const conditions = this.#slots.map((slot) => slot.condition);
    if (conditions.some(({ name }) => name === 'waiting-for-login')) return { name: 'waiting-for-login' };
    if (this.#asleep !== undefined)
      return { name: 'degraded', why: `ended by AWS (${this.#asleep}); the next connection opens it again` };
    const up = conditions.filter(({ name }) => name === 'up').length;
    const reconnecting = conditions.filter((one) => one.name === 'reconnecting');
    if (up === 0) return this.#wasUp || reconnecting.length > 0 ? soonest(reconnecting) : { name: 'starting' };
    if (this.#targetClosed)
      return { name: 'degraded', why: `nothing answers at ${targetInWords(this.#around.target)}` };
    const away = reconnecting.length + this.#replacing.size;
    if (away > 0) return { name: 'degraded', why: `${away} of ${away + up} sessions reconnecting` };
    return { name: 'ready' };
  }
}

function soonest(reconnecting: Extract<Condition, { name: 'reconnecting' }>[]): ForwardState {
  let best: Extract<Condition, { name: 'reconnecting' }> | undefined;
  for (const one of reconnecting) if (best === undefined || one.inMs < best.inMs) best = one;
  return best ?? { name: 'reconnecting', attempt: 1, inMs: 0 };
}
