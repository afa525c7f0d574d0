/**
 * The proxy that lets nothing out: every request that reaches it wanted to leave this machine, is refused with 403
 * and recorded. A rehearsal whose record is not empty has failed. What means the stand-in itself is passed to it.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ownTarget, passOn } from './own-host.ts';

export interface SinkContact {
  time: string;
  method: string;
  /** `host:port` of a CONNECT, or the absolute URL without its query. */
  target: string;
}

export interface Sink {
  port: number;
  contacts(): SinkContact[];
  close(): Promise<void>;
}

export const SINK_FILE = 'sink.jsonl';
const REFUSAL = 'flip-hub: a rehearsal lets nothing leave this machine\n';

/** `gatewayPort` is asked at each request, since the gateway may start later. */
export async function startSink(dir: string, gatewayPort: () => number | undefined = () => undefined): Promise<Sink> {
  const contacts: SinkContact[] = [];
  const note = (method: string, target: string) => {
    const contact = { time: new Date().toISOString(), method, target: target.replace(/\?.*$/s, '') };
    contacts.push(contact);
    appendFileSync(join(dir, SINK_FILE), `${JSON.stringify(contact)}\n`, { mode: 0o600 });
  };
  const server = createServer((request, response) => {
    const own = ownTarget(request.url ?? '', gatewayPort());
    if (own) {
      passOn(own, request, response);
      return;
    }
    note(request.method ?? 'GET', request.url ?? '');
    request.resume();
    response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' });
    response.end(REFUSAL);
  });
  server.on('connect', (request, socket) => {
    note('CONNECT', request.url ?? '');
    // a client that hangs up at once has had its answer
    socket.on('error', () => socket.destroy());
    socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${REFUSAL.length}\r\nConnection: close\r\n\r\n${REFUSAL}`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    contacts: () => [...contacts],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
