/**
 * What `src/tunnel` offers and needs, as types. A *tunnel* is one or more SSM sessions; a *forward* is a local port whose
 * connections travel through them. Knows no screen, no AWS client and no child process: those come in as ports.
 */
import type { Duplex } from 'node:stream';
import type { HubError } from '../engine/errors/hub-error.ts';

/** Where a tunnel ends. Ports are 1…65535. */
export type Target =
  /** A port on the instance itself (`AWS-StartPortForwardingSession`). */
  | { kind: 'instance'; instance: string; port: number }
  /** A port of another host, reached from the instance (`AWS-StartPortForwardingSessionToRemoteHost`). */
  | { kind: 'remote'; instance: string; host: string; port: number }
  /** The instance's ssh daemon, one raw stream (`AWS-StartSSHSession`). For `openStream` only. */
  | { kind: 'ssh'; instance: string; port: number };

/** What StartSession and ResumeSession answer. The token opens the session: it is never logged or shown. */
export interface SessionGrant {
  sessionId: string;
  token: string;
  /** `wss://…`, used whole: its query names a cell that changes. */
  streamUrl: string;
}

export interface SessionRequest {
  instance: string;
  /** Name of the SSM document. */
  document: string;
  parameters: Record<string, string[]>;
}

/**
 * AWS as this folder needs it. Every call rejects with a HubError whose code decides what follows: `credentials` pauses
 * until somebody signed in; `aws-unreachable`, `aws-throttled` and `aws-server-error` are tried again; the rest is final.
 */
export interface SessionApi {
  startSession(request: SessionRequest): Promise<SessionGrant>;
  /** Undefined: the session is over (AWS answers with an empty token), a new one is needed. */
  resumeSession(sessionId: string): Promise<SessionGrant | undefined>;
  /** A session that is over already is no error. */
  terminateSession(sessionId: string): Promise<void>;
  /** SigV4 headers for the WebSocket's GET of that URL (service `ssmmessages`); none for a URL that is signed already. */
  signStream(streamUrl: string): Promise<Record<string, string>>;
  region: string;
  /** For the fallback program, which makes its own ResumeSession and TerminateSession calls. */
  profile?: string;
  endpoint: string;
}

/** A running child as the fallback needs it. */
export interface PluginProcess {
  /** Each line of its standard output and standard error, without its end. */
  onLine(listener: (line: string) => void): void;
  /** Settles when it has ended, however it ended. */
  ended: Promise<{ exit: number | null; signal: string | undefined }>;
  /** SIGINT: the plugin ends its session and itself. */
  interrupt(): void;
  /** SIGKILL to its group. */
  kill(): void;
}

/** How `session-manager-plugin` is started, where there is one. */
export interface PluginPort {
  /** Starts it with this argv and these variables added to a built environment. It must not outlive this process. */
  start(args: readonly string[], env: Readonly<Record<string, string>>): PluginProcess;
}

export type Transport = 'native' | 'plugin';

/** In words on screens; `failed` and `stopped` are final until `restart()`. */
export type ForwardState =
  | { name: 'starting' }
  | { name: 'ready' }
  /** It works, but not as it should: nothing listens behind it, one of several sessions is away, AWS closed it for idleness. */
  | { name: 'degraded'; why: string }
  /** Local connections are kept; the next attempt comes in `inMs` (0: it is running). */
  | { name: 'reconnecting'; attempt: number; inMs: number }
  | { name: 'waiting-for-login' }
  | { name: 'stopped' }
  | { name: 'failed'; cause: HubError };

export interface Counters {
  /** Local connections open now, and since the forward was opened. */
  open: number;
  total: number;
  /** Payload bytes of local connections: up is towards the target. */
  bytesUp: number;
  bytesDown: number;
}

/** Proof that nothing is left: each session that was ever started, and the port. */
export interface StopProof {
  sessions: { id: string; terminated: boolean; why?: string }[];
  portClosed: boolean;
}

export interface ForwardOptions {
  /** Any name that is unique among the forwards of one `Tunnels`; appears in `onSession` and `onLog`. */
  id: string;
  target: Exclude<Target, { kind: 'ssh' }>;
  /** Local address to listen on. Default 127.0.0.1. */
  bind?: string;
  /** 0 takes any free port. */
  localPort: number;
  /** `auto` (default): native; the plugin when native fails before its handshake is complete and a plugin is there. */
  transport?: Transport | 'auto';
  /** Sessions behind the one port: a download each goes at the agent's pace, several go faster. Default 1. */
  pool?: number;
}

export interface Forward {
  readonly id: string;
  readonly target: Target;
  /** Where it listens; the real port when 0 was asked for. */
  readonly address: { host: string; port: number };
  readonly state: ForwardState;
  /** Which one carries it; undefined until one does. */
  readonly transport: Transport | undefined;
  readonly counters: Readonly<Counters>;
  /** Ids of the sessions it has open at AWS now. */
  readonly sessions: readonly string[];
  /** Called after every change of `state` (not of counters, which are read when drawn). Returns how to stop listening. */
  onChange(listener: (state: ForwardState) => void): () => void;
  /** Resolves at the first `ready` or `degraded`; rejects with the cause of `failed`, or when it is stopped first. */
  ready(): Promise<void>;
  /** New sessions behind the same listener. Open connections are reset. Also revives `failed` and `stopped`. */
  restart(): Promise<void>;
  /** Ends everything and proves it. Never rejects; what could not be ended is in the proof. */
  stop(): Promise<StopProof>;
}

/** What is written down as soon as it is known, so that a crash leaves no unknown session at AWS. */
export interface SessionEvent {
  forward: string;
  sessionId: string;
  what: 'started' | 'ended';
}

export interface TunnelsSpec {
  api: SessionApi;
  plugin?: PluginPort;
  /**
   * Credentials are gone. Called once, however many forwards wait; they go on when it resolves, and fail when it rejects.
   * Without it, a forward without credentials fails.
   */
  needLogin?: () => Promise<void>;
  onSession?: (event: SessionEvent) => void;
  /** One line for the log of a forward; never holds a token or payload. */
  onLog?: (forward: string, line: string) => void;
  timings?: Partial<Timings>;
}

/** Milliseconds, bytes and counts that tests shorten. `DEFAULT_TIMINGS` says why each is what it is. */
export interface Timings {
  pingEveryMs: number;
  deadAfterMs: number;
  connectMs: number;
  handshakeMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  /** After a local half-close, how long the target may be silent before the connection is closed both ways. */
  halfCloseQuietMs: number;
  /** How long the plugin must outlive the end of a connection for it to be an end, and not the plugin's death. */
  endBelievedMs: number;
  /** How often an agent that ends silent sessions hears a sign of life; it waits 30 s. */
  keepaliveMs: number;
  /** Upload pace of one session: messages of at most 1 KiB a millisecond. 0: unpaced. */
  messagesPerMs: number;
}

export interface Tunnels {
  /**
   * Listens, then connects in the background. Rejects with `port-in-use` before anything is asked of AWS; everything
   * later is told by the forward's state.
   */
  openForward(options: ForwardOptions): Promise<Forward>;
  /**
   * One connection, for standard input and output. Its session is ended with the stream. Ending the writable side lets
   * the reply arrive. Rejects with a HubError when no session comes about.
   */
  openStream(target: Target, options?: { id?: string; transport?: Transport | 'auto' }): Promise<Duplex>;
  /** Stops all forwards and streams, side by side. */
  stopAll(): Promise<StopProof>;
}
