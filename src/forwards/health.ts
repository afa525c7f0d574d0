/**
 * Is the service behind a forward well? Asked through the tunnel, as a browser or client would: a TCP connect proves
 * nothing, because the local port answers whatever lies behind it.
 */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Health, HttpHealth } from './targets.ts';

export interface HealthVerdict {
  verdict: 'well' | 'ill' | 'alarm';
  /** `200`, `answers 502`, `no answer in 10 s`. */
  words: string;
}

export interface Address {
  host: string;
  port: number;
}

/** Milliseconds the service has for its answer; a page that was idle may need a while. */
const PATIENCE_MS = 10_000;

/** Never rejects: no answer is a verdict. */
export function probe(health: Health, at: Address, patienceMs = PATIENCE_MS): Promise<HealthVerdict> {
  return health.kind === 'http' ? probeHttp(health, at, patienceMs) : probePostgres(at, patienceMs);
}

export function judge(health: HttpHealth, status: number): HealthVerdict {
  if (health.alarm?.status === status) return { verdict: 'alarm', words: `${status}: ${health.alarm.why}` };
  if (health.well.includes(status)) return { verdict: 'well', words: String(status) };
  return { verdict: 'ill', words: `answers ${status} instead of ${health.well.join(' or ')}` };
}

function probeHttp(health: HttpHealth, at: Address, patienceMs: number): Promise<HealthVerdict> {
  return new Promise((resolve) => {
    const call = request({
      host: at.host,
      port: at.port,
      path: health.path,
      method: 'GET',
      agent: false,
      headers: { connection: 'close', accept: 'text/html,*/*' },
      signal: AbortSignal.timeout(patienceMs),
    });
    call.once('response', (response) => {
      // Only the status is wanted: a long page would keep the tunnel busy.
      response.destroy();
      resolve(judge(health, response.statusCode ?? 0));
    });
    call.once('error', (error) => resolve(noAnswer(error, patienceMs)));
    call.end();
  });
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

function probePostgres(at: Address, patienceMs: number): Promise<HealthVerdict> {
  return new Promise((resolve) => {
    const socket = connect(at);
    const say = (verdict: HealthVerdict) => {
      // A server that waits for more must not be left waiting behind a half-closed tunnel.
      socket.resetAndDestroy();
      resolve(verdict);
    };
    socket.setTimeout(patienceMs, () => say({ verdict: 'ill', words: silence(patienceMs) }));
    socket.once('connect', () => socket.write(SSL_REQUEST));
    socket.once('data', (answer) => {
      const first = String.fromCharCode(answer[0] ?? 0);
      if (first === 'S') say({ verdict: 'well', words: 'PostgreSQL, TLS' });
      else if (first === 'N') say({ verdict: 'well', words: 'PostgreSQL, no TLS' });
      else say({ verdict: 'ill', words: 'what answers is not PostgreSQL' });
    });
    socket.once('end', () => say({ verdict: 'ill', words: 'closed without an answer' }));
    socket.once('error', (error) => say(noAnswer(error, patienceMs)));
  });
}

const silence = (patienceMs: number) => `no answer in ${Math.round(patienceMs / 1000)} s`;

function noAnswer(error: Error & { code?: string }, patienceMs: number): HealthVerdict {
  const words =
    error.name === 'AbortError' || error.name === 'TimeoutError'
      ? silence(patienceMs)
      : error.code === 'ECONNRESET'
        ? 'closed without an answer'
        : (error.code ?? error.message);
  return { verdict: 'ill', words };
}
