/**
 * The message service of the stand-in: sessions, their WebSockets, and an agent for each. While nobody is connected the
 * agent is told to pause and what was on its way is lost, as the worst reading of the real one. Owns every session of
 * this stand-in; `faults` and the event methods spoil them on demand.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Agent, type AgentOptions, REAL_AGENT } from './agent.ts';
import type { Address } from './connections.ts';
import { chance, NO_FAULTS, type SessionFaults } from './faults.ts';
import { write } from './wire.ts';
import { passer } from './wires.ts';

/** What a session was asked to reach: the instance itself, or a host behind it. */
export interface SessionTarget {
  instance: string;
  host: string | undefined;
  port: number;
}

export interface SessionInput {
  instance: string;
  document: string;
  parameters: Record<string, string[]>;
  owner?: string;
}

export interface ServiceOptions {
  /** The service's own address, `ws://127.0.0.1:5599`. */
  url: () => string;
  /** What stands for a target on this machine; undefined: nothing listens there. */
  reach: (target: SessionTarget) => Address | undefined;
  /** Something came through a session. */
  onActivity?: () => void;
  agent?: Partial<AgentOptions>;
  seed?: number;
}

interface Session {
  id: string;
  input: SessionInput;
  target: SessionTarget;
  startedAt: Date;
  endedAt: Date | undefined;
  token: string;
  cell: number;
  client: WebSocket | undefined;
  agent: Agent | undefined;
}

/** The documents that lead to ports; any other is refused. */
const DOCUMENTS: Record<string, (parameters: Record<string, string[]>) => Record<string, string>> = {
  'AWS-StartPortForwardingSession': ({ portNumber, localPortNumber }) => ({
    portNumber: portNumber?.[0] ?? '80',
    type: 'LocalPortForwarding',
    localPortNumber: localPortNumber?.[0] ?? '0',
  }),
  'AWS-StartPortForwardingSessionToRemoteHost': ({ host, portNumber, localPortNumber }) => ({
    host: host?.[0] ?? '',
    portNumber: portNumber?.[0] ?? '80',
    type: 'LocalPortForwarding',
    localPortNumber: localPortNumber?.[0] ?? '0',
  }),
  'AWS-StartSSHSession': ({ portNumber }) => ({ portNumber: portNumber?.[0] ?? '22' }),
};

const PATH = /^\/v1\/data-channel\/([\w.@-]+)/;
const TOKEN_MS = 10_000;
const CUT_TICK_MS = 100;

export class SessionRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class MessageService {
  faults: SessionFaults = { ...NO_FAULTS };
  /** How often a stream was opened, and how often with a signature. */
  readonly opened = { streams: 0, signed: 0 };
  readonly #options: ServiceOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #sockets = new Set<Duplex>();
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 4 * 1024 * 1024 });
  readonly #pass: ReturnType<typeof passer>;
  readonly #cutting: NodeJS.Timeout;
  #cutAt = performance.now();

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#pass = passer(() => this.faults, chance(options.seed ?? 1));
    this.#cutting = setInterval(() => this.#cut(), CUT_TICK_MS);
    this.#cutting.unref();
  }

  start(input: SessionInput): { SessionId: string; TokenValue: string; StreamUrl: string } {
    const properties = DOCUMENTS[input.document]?.(input.parameters);
    if (properties === undefined)
      throw new SessionRefused('InvalidDocument', `Document with name ${input.document} does not exist.`);
    if (!/^m?i-[0-9a-z]+$/.test(input.instance))
      throw new SessionRefused('TargetNotConnected', `${input.instance} is not connected.`);
    const session: Session = {
      id: `${input.owner ?? 'rehearsal'}-${randomBytes(9).toString('hex').slice(0, 17)}`,
      input,
      target: { instance: input.instance, host: properties.host, port: Number(properties.portNumber) },
      startedAt: new Date(),
      endedAt: undefined,
      token: newToken(),
      cell: 1,
      client: undefined,
      agent: undefined,
    };
    this.#sessions.set(session.id, session);
    return this.#grant(session);
  }

  resume(id: string): { SessionId: string; TokenValue: string; StreamUrl: string } {
    const session = this.#sessions.get(id);
    if (session === undefined || this.faults.refuseResume === 'with an error')
      throw new SessionRefused('DoesNotExistException', `Session ${id} does not exist.`);
    if (session.endedAt !== undefined || this.faults.refuseResume === 'with an empty token')
      return { SessionId: id, TokenValue: '', StreamUrl: '' };
    session.token = newToken();
    session.cell += 1;
    return this.#grant(session);
  }

  terminate(id: string): { SessionId: string } {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new SessionRefused('DoesNotExistException', `Session ${id} does not exist.`);
    if (session.agent !== undefined) session.agent.end('');
    else this.#over(session, '');
    return { SessionId: id };
  }

  describe(state: 'Active' | 'History'): object[] {
    return [...this.#sessions.values()]
      .filter(({ endedAt }) => (endedAt === undefined) === (state === 'Active'))
      .map((session) => ({
        SessionId: session.id,
        Target: session.input.instance,
        Status: session.endedAt === undefined ? 'Connected' : 'Terminated',
        StartDate: session.startedAt.getTime() / 1000,
        ...(session.endedAt === undefined ? {} : { EndDate: session.endedAt.getTime() / 1000 }),
        DocumentName: session.input.document,
        Owner: 'arn:aws:iam::111122223333:user/rehearsal',
      }));
  }

  /** Ids of sessions that have not ended. */
  get active(): string[] {
    return [...this.#sessions.values()].filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id);
  }

  /** A WebSocket for a data channel; true when it is one, whatever became of it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const id = PATH.exec(url.pathname)?.[1];
    if (id === undefined) return false;
    const session = this.#sessions.get(decodeURIComponent(id));
    if (this.faults.outage) {
      socket.destroy();
      return true;
    }
    const gone = this.faults.newUrl && url.searchParams.get('cell-number') !== String(session?.cell);
    if (session === undefined || session.endedAt !== undefined || gone || this.faults.refuseStream) {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\nconnection: close\r\n\r\nForbidden');
      return true;
    }
    if (this.faults.silentStream) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy()).once('close', () => this.#sockets.delete(socket));
      return true;
    }
    this.opened.streams += 1;
    if (request.headers.authorization?.includes('/ssmmessages/aws4_request')) this.opened.signed += 1;
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#server.handleUpgrade(request, socket, head, (client) => this.#greet(session, client));
    return true;
  }

  /** Cuts every connection in the middle. How many there were. */
  reset(): number {
    const { size } = this.#sockets;
    for (const socket of this.#sockets) (socket as Socket).resetAndDestroy();
    return size;
  }

  #cut(): void {
    const { resetEvery } = this.faults;
    if (resetEvery === 0 || performance.now() - this.#cutAt < resetEvery * 1_000) return;
    this.#cutAt = performance.now();
    this.reset();
  }

  /** Ends every connection politely, as the real service does about every hour. */
  closeAll(code = 1000): void {
    for (const { client, agent } of this.#sessions.values()) {
      if (client === undefined) continue;
      // Who closes knows it: the agent is told to pause before, and not only when the client has answered.
      agent?.pause();
      client.close(code, 'Bye');
    }
  }

  /** The connections of now stay open and carry nothing any more, in either direction. */
  freeze(): void {
    for (const session of this.#sessions.values()) {
      const { client } = session;
      if (client === undefined) continue;
      client.removeAllListeners('message');
      client.removeAllListeners('close');
      client.pause();
      this.#detach(session, client);
    }
  }

  /** Ends sessions from AWS's side, with a reason, as for idleness or by an administrator. */
  closeSessions(why: string): void {
    for (const session of this.#sessions.values()) if (session.endedAt === undefined) this.#end(session, why);
  }

  /** Asks the client for silence, and for the opposite. */
  publication(what: 'pause' | 'start'): void {
    for (const { client } of this.#sessions.values())
      client?.send(
        write({ type: `${what}_publication`, sequence: 0, flags: 3, payloadType: 0, payload: Buffer.from('{}') }),
      );
  }

  close(): void {
    clearInterval(this.#cutting);
    for (const session of this.#sessions.values()) this.#end(session, 'the stand-in ended');
    for (const socket of this.#sockets) socket.destroy();
  }

  #grant(session: Session): { SessionId: string; TokenValue: string; StreamUrl: string } {
    const path = `/v1/data-channel/${encodeURIComponent(session.id)}?role=publish_subscribe&cell-number=${session.cell}`;
    return { SessionId: session.id, TokenValue: session.token, StreamUrl: `${this.#options.url()}${path}` };
  }

  /** The first frame is text and carries the token; everything after it is binary. */
  #greet(session: Session, client: WebSocket): void {
    const late = setTimeout(() => client.close(1008, 'no token'), TOKEN_MS);
    client.on('error', () => client.terminate());
    client.once('close', () => clearTimeout(late));
    client.once('message', (data: Buffer, isBinary: boolean) => {
      clearTimeout(late);
      const token = isBinary ? undefined : tokenIn(data.toString('utf8'));
      if (token !== session.token) client.close(1008, 'wrong token');
      else this.#attach(session, client);
    });
  }

  #attach(session: Session, client: WebSocket): void {
    const before = session.client;
    session.client = client;
    before?.terminate();
    client.on('message', (frame: Buffer) => {
      this.#options.onActivity?.();
      this.#pass(frame, false, (passed) => session.agent?.take(passed));
    });
    client.on('close', () => this.#detach(session, client));
    if (session.agent === undefined) session.agent = this.#hire(session);
    else session.agent.resume();
  }

  #detach(session: Session, client: WebSocket): void {
    if (session.client !== client) return;
    session.client = undefined;
    session.agent?.pause();
  }

  #hire(session: Session): Agent {
    const { agentVersion, slowAgent } = this.faults;
    const usual = { ...REAL_AGENT, ...this.#options.agent };
    return new Agent({
      ...usual,
      version: agentVersion || usual.version,
      messagesPerMs: usual.messagesPerMs / Math.max(slowAgent, 1),
      properties: DOCUMENTS[session.input.document]?.(session.input.parameters) ?? {},
      target: () => (this.faults.refusePort ? undefined : this.#options.reach(session.target)),
      mute: this.faults.muteHandshake,
      send: (frame) => {
        const { client } = session;
        if (client === undefined) return;
        this.#pass(frame, true, (passed) => {
          if (client.readyState === client.OPEN) client.send(passed);
        });
      },
      onEnd: (why) => this.#over(session, why),
    });
  }

  #end(session: Session, why: string): void {
    if (session.agent === undefined) this.#over(session, why);
    else session.agent.end(why);
  }

  #over(session: Session, why: string): void {
    if (session.endedAt !== undefined) return;
    session.endedAt = new Date();
    const { client } = session;
    session.client = undefined;
    if (client === undefined) return;
    const content = { MessageType: 'channel_closed', SessionId: session.id, SchemaVersion: 1, Output: why };
    client.send(
      write({
        type: 'channel_closed',
        sequence: 0,
        flags: 3,
        payloadType: 0,
        payload: Buffer.from(JSON.stringify(content)),
      }),
    );
    client.close(1000, 'Bye');
  }
}

const newToken = (): string => randomBytes(48).toString('base64');

function tokenIn(text: string): string | undefined {
  try {
    const { TokenValue } = JSON.parse(text) as { TokenValue?: string };
    return TokenValue;
  } catch {
    // Not what a client says first.
    return undefined;
  }
}
