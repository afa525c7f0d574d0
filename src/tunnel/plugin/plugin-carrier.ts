/**
 * AWS's session-manager-plugin as a carrier, for networks and agents where our own session does not come about. It listens
 * on a port of its own behind ours. Trusts none of its manners: readiness has a time limit, its exit code means nothing,
 * its end starts another, and the session is ended by AWS's API whatever it does.
 */
import { connect as dial, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { HubError } from '../../engine/errors/hub-error.ts';
import { orAborted } from '../abort.ts';
import type { Carrier, CarrierEvents } from '../carrier.ts';
import { isPassing } from '../channel/login-gate.ts';
import { inWords, sessionClosed, stopped, targetInWords } from '../errors.ts';
import { sessionRequest } from '../native/documents.ts';
import type { SessionSurroundings } from '../native/slot.ts';
import type { PluginPort, PluginProcess, StopProof, Target } from '../types.ts';
import { pluginCall, pluginSaid, safePieces } from './call.ts';

const READY_MS = 20_000;
const END_MS = 3_000;
/** A target may take long to answer; when every open connection waits for so long, the plugin has died silently. */
const SILENT_MS = 30_000;
const MOST_QUICK_ENDS = 4;
/** The second piece of data that must not be read with the first. */
const APART_MS = 5;
const HALF_CLOSED_MS = 60_000;

export class PluginCarrier implements Carrier {
  readonly transport = 'plugin';
  readonly #around: SessionSurroundings;
  readonly #plugin: PluginPort;
  readonly #events: CarrierEvents;
  readonly #stopping = new AbortController();
  readonly #proofs: StopProof['sessions'] = [];
  readonly #connections = new Set<Connection>();
  readonly #running: Promise<void>;
  #session: string | undefined;
  #port = Promise.withResolvers<number>();
  #quickEnds = 0;
  #over: HubError | undefined;

  constructor(around: SessionSurroundings, plugin: PluginPort, events: CarrierEvents) {
    this.#around = around;
    this.#plugin = plugin;
    this.#events = events;
    this.#port.promise.catch(() => undefined);
    this.#running = this.#run();
  }

  get sessions(): readonly string[] {
    return this.#session === undefined ? [] : [this.#session];
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    const port = await orAborted(this.#port.promise, signal);
    const connection = new Connection(port, this.#around.timings.endBelievedMs);
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
    return connection;
  }

  async stop(): Promise<StopProof['sessions']> {
    this.#end(stopped());
    await this.#running;
    return this.#proofs;
  }

  async #run(): Promise<void> {
    for (let attempt = 1; this.#over === undefined; attempt += 1) {
      try {
        const bornAt = performance.now();
        const why = await this.#life();
        if (this.#over !== undefined) return;
        this.#around.onLog(`session-manager-plugin ended: ${why}`);
        this.#quickEnds = performance.now() - bornAt < READY_MS ? this.#quickEnds + 1 : 0;
        if (this.#quickEnds >= MOST_QUICK_ENDS) throw pluginFailed(why);
      } catch (error) {
        if (this.#over !== undefined) return;
        if (!isPassing(error)) {
          const cause = error instanceof HubError ? error : pluginFailed(inWords(error), error);
          this.#end(cause);
          this.#events.onFailed(cause, false);
          return;
        }
      }
      const inMs = Math.min(this.#around.timings.retryFirstMs * 2 ** this.#quickEnds, this.#around.timings.retryMaxMs);
      this.#events.onState({ name: 'reconnecting', attempt, inMs });
      // Whoever stops does not wait for it.
      await delay(inMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  /** One session with one child; resolves with why it ended. */
  async #life(): Promise<string> {
    const request = withPluginDocument(this.#around.target);
    const grant = await this.#around.gate.pass(
      () => this.#around.api.startSession(request),
      (waiting) => this.#events.onState(waiting ? { name: 'waiting-for-login' } : { name: 'starting' }),
      this.#stopping.signal,
    );
    this.#session = grant.sessionId;
    this.#around.onSession('started', grant.sessionId);
    this.#around.onLog(`session ${grant.sessionId} by session-manager-plugin`);
    const { args, env } = pluginCall(grant, request, this.#around.api);
    let child: PluginProcess | undefined;
    try {
      if (this.#over !== undefined) return 'stopped';
      child = this.#plugin.start(args, env);
      return await this.#watched(child);
    } finally {
      this.#unlisten();
      if (child !== undefined) await ended(child);
      await this.#terminate(grant.sessionId);
    }
  }

  #watched(child: PluginProcess): Promise<string> {
    return new Promise((resolve) => {
      const done = (why: string) => {
        clearTimeout(late);
        clearInterval(watching);
        this.#stopping.signal.removeEventListener('abort', stop);
        resolve(why);
      };
      const stop = () => done('stopped');
      const late = setTimeout(() => done(`it opened no port within ${READY_MS / 1000} s`), READY_MS);
      const watching = setInterval(() => {
        if (this.#isSilent()) done(`nothing came through it for ${SILENT_MS / 1000} s though connections wait`);
      }, SILENT_MS / 10);
      child.onLine((line) => {
        const said = pluginSaid(line);
        if (said.kind === 'listening') {
          clearTimeout(late);
          this.#port.resolve(said.port);
          this.#events.onState({ name: 'ready' });
        } else if (said.kind === 'target-closed')
          this.#events.onState({ name: 'degraded', why: `nothing answers at ${targetInWords(this.#around.target)}` });
        else if (said.kind === 'over') done(said.why);
        else if (line.trim() !== '') this.#around.onLog(line);
      });
      void child.ended.then(({ exit, signal }) => done(signal ?? `exit ${exit}`));
      this.#stopping.signal.addEventListener('abort', stop, { once: true });
    });
  }

  #isSilent(): boolean {
    const open = [...this.#connections];
    return open.length > 0 && open.every((connection) => connection.unansweredMs > SILENT_MS);
  }

  #unlisten(): void {
    this.#port.reject(this.#over ?? sessionClosed('session-manager-plugin ended'));
    this.#port = Promise.withResolvers<number>();
    this.#port.promise.catch(() => undefined);
    if (this.#over !== undefined) this.#port.reject(this.#over);
    for (const connection of this.#connections) connection.destroy(sessionClosed('session-manager-plugin ended'));
  }

  async #terminate(id: string): Promise<void> {
    this.#session = undefined;
    try {
      await this.#around.api.terminateSession(id);
      this.#around.onSession('ended', id);
      this.#proofs.push({ id, terminated: true });
    } catch (error) {
      this.#around.onLog(`TerminateSession ${id}: ${inWords(error)}`);
      this.#proofs.push({ id, terminated: false, why: inWords(error) });
    }
  }

  #end(why: HubError): void {
    if (this.#over !== undefined) return;
    this.#over = why;
    this.#port.reject(why);
    this.#stopping.abort(why);
  }
}

/** SIGINT lets it end its session; one that does not is killed. */
async function ended(child: PluginProcess): Promise<void> {
  child.interrupt();
  const hard = setTimeout(() => child.kill(), END_MS);
  await child.ended;
  clearTimeout(hard);
}

/** Through its own local port even for ssh: over standard input and output there is one connection and no way to tell. */
const withPluginDocument = (target: Target) =>
  sessionRequest(target.kind === 'ssh' ? { ...target, kind: 'instance' } : target);

const pluginFailed = (why: string, cause?: unknown): HubError =>
  new HubError(
    {
      code: 'ssm-plugin-failed',
      who: 'tool',
      what: `session-manager-plugin does not work here: ${why}`,
      next: ['session-manager-plugin --version'],
      tool: 'session-manager-plugin',
    },
    { cause },
  );

/** A connection to the plugin's own port. */
class Connection extends Duplex {
  readonly #socket: Socket;
  readonly #endBelievedMs: number;
  #askedAt: number | undefined;
  #believing: NodeJS.Timeout | undefined;

  constructor(port: number, endBelievedMs: number) {
    super({ allowHalfOpen: true });
    this.#endBelievedMs = endBelievedMs;
    this.#socket = dial({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.#socket.on('data', (data: Buffer) => {
      this.#askedAt = undefined;
      if (!this.push(data)) this.#socket.pause();
    });
    this.#socket.on('end', () => {
      this.#believe();
      if (!this.writableEnded) this.end();
    });
    this.#socket.on('error', (error) => this.destroy(sessionClosed(error.message, error)));
    this.#socket.on('close', () => {
      if (!this.readableEnded && !this.destroyed) this.push(null);
    });
  }

  /** Since when bytes wait for any answer. */
  get unansweredMs(): number {
    return this.#askedAt === undefined ? 0 : performance.now() - this.#askedAt;
  }

  /**
   * A plugin that dies ends its connections as politely as a target does, and that can be seen before its last words: the
   * half of an answer would look whole. So the end is passed on when the plugin has outlived it; its death destroys this.
   * In two waits: when it is this process that was held up, the second is still ahead, and the death is heard in it.
   */
  #believe(): void {
    const half = this.#endBelievedMs / 2;
    this.#believing = setTimeout(() => {
      this.#believing = setTimeout(() => this.push(null), half);
    }, half);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#askedAt ??= performance.now();
    const [first = chunk, second] = safePieces(chunk);
    if (second === undefined) {
      this.#socket.write(first, () => done());
      return;
    }
    this.#socket.write(first, () => setTimeout(() => this.#socket.write(second, () => done()), APART_MS));
  }

  /** Not passed on: the plugin closes both directions, and the reply would be lost. The far side's end, or silence, ends it. */
  override _final(done: (error?: Error | null) => void): void {
    this.#socket.setTimeout(HALF_CLOSED_MS, () => this.#socket.destroy());
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#believing);
    this.#socket.destroy();
    done(error);
  }
}
