/**
 * A local port and what carries its connections. The listener outlives carriers: a restart, or the change to the plugin,
 * is seen by those who connect as a short wait.
 */
import type { Socket } from 'node:net';
import type { HubError } from '../../engine/errors/hub-error.ts';
import type { Carrier, CarrierEvents } from '../carrier.ts';
import { inWords, stopped } from '../errors.ts';
import type { Counters, Forward, ForwardOptions, ForwardState, StopProof, Transport } from '../types.ts';
import { join } from './join.ts';
import { type Listener, listen } from './listener.ts';

export interface ForwardParts {
  options: ForwardOptions;
  /** A new carrier of that kind. */
  carrier: (transport: Transport, events: CarrierEvents) => Carrier;
  hasPlugin: boolean;
  onLog: (line: string) => void;
}

export async function openForward(parts: ForwardParts): Promise<Forward> {
  const forward = new LocalForward(parts);
  await forward.listen();
  forward.start();
  return forward;
}

class LocalForward implements Forward {
  readonly #parts: ForwardParts;
  readonly #listeners = new Set<(state: ForwardState) => void>();
  readonly #counters: Counters = { open: 0, total: 0, bytesUp: 0, bytesDown: 0 };
  readonly #past: StopProof['sessions'] = [];
  #listener: Listener | undefined;
  #address = { host: '', port: 0 };
  #carrier: Carrier | undefined;
  #leaving: Promise<unknown> = Promise.resolve();
  #state: ForwardState = { name: 'starting' };
  #life = new AbortController();

  constructor(parts: ForwardParts) {
    this.#parts = parts;
  }

  get id() {
    return this.#parts.options.id;
  }
  get target() {
    return this.#parts.options.target;
  }
  get address() {
    return this.#address;
  }
  get state() {
    return this.#state;
  }
  get transport() {
    return this.#carrier?.transport;
  }
  get counters() {
    return this.#counters;
  }
  get sessions() {
    return this.#carrier?.sessions ?? [];
  }

  async listen(): Promise<void> {
    const { bind = '127.0.0.1', localPort } = this.#parts.options;
    // After a stop, the same port again, also where any was asked for.
    const port = this.#address.port || localPort;
    this.#listener = await listen(bind, port, (socket) => void this.#accept(socket));
    this.#address = this.#listener.address;
  }

  start(): void {
    const { transport = 'auto' } = this.#parts.options;
    this.#life = new AbortController();
    this.#become({ name: 'starting' });
    this.#carry(transport === 'plugin' ? 'plugin' : 'native');
  }

  onChange(listener: (state: ForwardState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (state: ForwardState): void => {
        if (state.name === 'ready' || state.name === 'degraded') resolve();
        else if (state.name === 'failed') reject(state.cause);
        else if (state.name === 'stopped') reject(stopped());
        else return;
        off();
      };
      const off = this.onChange(look);
      look(this.#state);
    });
  }

  async restart(): Promise<void> {
    await this.#drop();
    this.#listener?.reset();
    if (this.#listener === undefined) await this.listen();
    this.start();
  }

  async stop(): Promise<StopProof> {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#become({ name: 'stopped' });
    const [portClosed] = await Promise.all([listener?.close() ?? true, this.#drop()]);
    return { sessions: [...this.#past], portClosed };
  }

  #carry(transport: Transport): void {
    const carrier = this.#parts.carrier(transport, {
      onState: (state) => {
        if (this.#carrier === carrier) this.#become(state);
      },
      onFailed: (cause, elsewhere) => {
        if (this.#carrier === carrier) this.#failed(cause, elsewhere);
      },
    });
    this.#carrier = carrier;
  }

  #failed(cause: HubError, elsewhere: boolean): void {
    const { transport = 'auto' } = this.#parts.options;
    const plugin = elsewhere && transport === 'auto' && this.#parts.hasPlugin && this.#carrier?.transport === 'native';
    this.#leave();
    if (plugin) {
      this.#parts.onLog(`${cause.message}; session-manager-plugin takes over`);
      this.#become({ name: 'starting' });
      this.#carry('plugin');
    } else {
      this.#life.abort(cause);
      this.#become({ name: 'failed', cause });
      this.#listener?.reset();
    }
  }

  /** The carrier goes; its proof is kept. */
  #leave(): void {
    const carrier = this.#carrier;
    this.#carrier = undefined;
    if (carrier === undefined) return;
    this.#leaving = Promise.all([this.#leaving, carrier.stop().then((proof) => this.#past.push(...proof))]);
  }

  async #drop(): Promise<void> {
    this.#life.abort(stopped());
    this.#leave();
    await this.#leaving;
  }

  async #accept(socket: Socket): Promise<void> {
    this.#counters.total += 1;
    this.#counters.open += 1;
    const gone = new AbortController();
    socket.once('close', () => {
      this.#counters.open -= 1;
      gone.abort(stopped());
    });
    // Failures of a connection are its program's to see; here they only end it.
    socket.on('error', () => socket.destroy());
    try {
      join(socket, await this.#connect(AbortSignal.any([gone.signal, this.#life.signal])), this.#counters);
    } catch (error) {
      if (!socket.destroyed) this.#parts.onLog(`a connection was reset: ${inWords(error)}`);
      socket.resetAndDestroy();
    }
  }

  /** A connection that meets a change of carriers is taken by the next one. */
  async #connect(signal: AbortSignal) {
    for (;;) {
      const carrier = this.#carrier;
      signal.throwIfAborted();
      if (carrier === undefined) throw stopped();
      try {
        const stream = await carrier.connect(signal);
        if (!signal.aborted) return stream;
        stream.destroy();
      } catch (error) {
        await Promise.resolve();
        if (this.#carrier === carrier || this.#carrier === undefined) throw error;
      }
    }
  }

  #become(state: ForwardState): void {
    if (this.#state.name === 'stopped' && state.name !== 'starting') return;
    if (same(this.#state, state)) return;
    this.#state = state;
    this.#parts.onLog(inOneLine(state));
    for (const listener of [...this.#listeners]) listener(state);
  }
}

const same = (a: ForwardState, b: ForwardState): boolean =>
  a.name === b.name && (a.name === 'failed' || JSON.stringify(a) === JSON.stringify(b));

function inOneLine(state: ForwardState): string {
  switch (state.name) {
    case 'degraded':
      return `degraded: ${state.why}`;
    case 'reconnecting':
      return `reconnecting, attempt ${state.attempt}${state.inMs > 0 ? ` in ${state.inMs} ms` : ''}`;
    case 'failed':
      return `failed: ${state.cause.message}`;
    default:
      return state.name.replaceAll('-', ' ');
  }
}
