/**
 * One WebSocket of a session, from its opening to its end. Notices when the other side is silent, when this machine slept
 * and when the clock jumped. Knows nothing of messages; a session outlives many of these.
 */
import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { LARGEST_FRAME } from '../message/agent-message.ts';
import { tokenFrame } from '../message/payloads.ts';
import type { Timings } from '../types.ts';

export interface LinkSpec {
  url: string;
  headers: Record<string, string>;
  token: string;
  clientId: string;
  timings: Timings;
  onFrame: (frame: Buffer) => void;
  /** Once, with the reason in words. Never before `openLink` has resolved. */
  onDown: (why: string) => void;
  /** Since when something sent waits for its acknowledgement (monotonic milliseconds). */
  waitingSince: () => number | undefined;
  /** Whether this session's far side has ever answered a ping; written here, kept by the session. */
  pings: { answered: boolean };
  /** Gives up an opening that is on its way. An open link is closed by its owner. */
  signal: AbortSignal;
}

export interface Link {
  /** False when the socket is full or gone. */
  send(frame: Buffer): boolean;
  /** As `send`, for what may wait a moment for others to go with: one write of the system for many acknowledgements. */
  sendSoon(frame: Buffer): boolean;
  /** Nothing more is read until `resume`; the network holds the sender. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** The upgrade was answered with something else than a WebSocket. */
export class LinkRefused extends Error {
  readonly status: number;
  constructor(status: number, said: string) {
    super(`the message service answered ${status}${said === '' ? '' : `: ${said}`}`);
    this.status = status;
  }
}

/** What may lie in the socket before it counts as full. */
const MOST_BUFFERED = 256 * 1024;
const LONGEST_SAID = 200;
/** A tick that comes so much too late means that this process, or the machine, did not run. */
const LATE_MS = 2_000;
const CLOSE_MS = 1_000;
/** Far below what an agent waits for an acknowledgement. */
const SOON_MS = 4;
/** After a sleep nobody waits the full time: the other side answers a ping or is gone. */
const AFTER_SLEEP_MS = 3_000;

export function openLink(spec: LinkSpec): Promise<Link> {
  const socket = new WebSocket(spec.url, {
    headers: spec.headers,
    perMessageDeflate: false,
    maxPayload: LARGEST_FRAME,
    skipUTF8Validation: true,
    handshakeTimeout: spec.timings.connectMs,
    followRedirects: false,
  });
  return new Promise<Link>((resolve, reject) => {
    const giveUp = () => socket.terminate();
    spec.signal.addEventListener('abort', giveUp, { once: true });
    socket.once('close', () => spec.signal.removeEventListener('abort', giveUp));
    socket.once('error', reject);
    socket.once('unexpected-response', (_, response) => {
      let said = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(0, LONGEST_SAID);
      });
      response.once('close', () =>
        reject(new LinkRefused(response.statusCode ?? 0, said.replaceAll(/\s+/g, ' ').trim())),
      );
      response.once('end', () => response.destroy());
    });
    let wire: Duplex | undefined;
    socket.once('upgrade', (response) => {
      wire = response.socket;
    });
    socket.once('open', () => {
      socket.off('error', reject);
      spec.signal.removeEventListener('abort', giveUp);
      socket.send(tokenFrame(spec.token, spec.clientId, randomUUID()));
      resolve(watched(socket, wire, spec));
    });
  });
}

function watched(socket: WebSocket, wire: Duplex | undefined, spec: LinkSpec): Link {
  const { timings } = spec;
  const openedAt = performance.now();
  let heardAt = openedAt;
  let down = false;
  let paused = false;

  const end = (why: string): void => {
    if (down) return;
    down = true;
    clearInterval(ticking);
    letGo();
    // The other side may never answer a close: whatever the state, the socket goes now.
    socket.terminate();
    spec.onDown(why);
  };
  /** After a sleep the other side was asked, and has not answered yet. */
  let asked = false;
  const heard = (): void => {
    heardAt = performance.now();
    asked = false;
  };

  let tickedAt = openedAt;
  let wallAt = Date.now();
  const tick = (): void => {
    const now = performance.now();
    const wall = Date.now();
    const jumped = Math.abs(wall - wallAt - (now - tickedAt));
    const late = now - tickedAt - timings.pingEveryMs;
    tickedAt = now;
    wallAt = wall;
    if (paused) {
      heard();
      return;
    }
    if ((late > LATE_MS || jumped > LATE_MS) && !asked) {
      asked = true;
      heardAt = now - timings.deadAfterMs + Math.min(AFTER_SLEEP_MS, timings.deadAfterMs);
      socket.ping();
      return;
    }
    // What has arrived already is read before anything is judged by its absence.
    setImmediate(judge, now);
  };
  /** By the clock as it was: what this machine slept since then is the next tick's to notice. */
  const judge = (now: number): void => {
    if (down || paused) return;
    const silent = now - heardAt;
    if (silent > timings.deadAfterMs && mustAnswer(now)) end(`no sign of life for ${(silent / 1000).toFixed(1)} s`);
    else if (silent >= timings.pingEveryMs / 2) socket.ping();
  };
  /** A service that never answers pings is judged by what it owes: acknowledgements. */
  const mustAnswer = (now: number): boolean => {
    if (spec.pings.answered) return true;
    const since = spec.waitingSince();
    return since !== undefined && now - since > timings.deadAfterMs;
  };
  const ticking = setInterval(tick, timings.pingEveryMs);

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    heard();
    if (isBinary && !down) spec.onFrame(data);
  });
  socket.on('pong', () => {
    spec.pings.answered = true;
    heard();
  });
  socket.on('ping', heard);
  socket.on('error', (error) => end(error.message));
  socket.on('close', (code, reason) => end(`closed with ${code}${reason.length === 0 ? '' : ` ${String(reason)}`}`));
  socket.ping();

  let gathering: NodeJS.Timeout | undefined;
  const letGo = (): void => {
    if (gathering === undefined) return;
    clearTimeout(gathering);
    gathering = undefined;
    wire?.uncork();
  };
  const sent = (frame: Buffer): boolean => {
    if (down || socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > MOST_BUFFERED) return false;
    socket.send(frame);
    return true;
  };

  return {
    send: (frame) => {
      const taken = sent(frame);
      letGo();
      return taken;
    },
    sendSoon: (frame) => {
      if (gathering === undefined && !down) {
        wire?.cork();
        gathering = setTimeout(letGo, SOON_MS);
      }
      return sent(frame);
    },
    pause: () => {
      paused = true;
      socket.pause();
    },
    resume: () => {
      paused = false;
      heard();
      socket.resume();
    },
    close: () => {
      if (down) return;
      down = true;
      clearInterval(ticking);
      letGo();
      socket.close(1000);
      // Frames that were written go out first; a peer that does not answer the close is not waited for.
      setTimeout(() => socket.terminate(), CLOSE_MS).unref();
    },
  };
}
