/** The stand-in hub's own pages: what the status checks and a deployment ask of the running hub. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface HubServer {
  port: number;
  close(): Promise<void>;
}

/** What each page answers, by path. */
const PAGES: Record<string, () => unknown> = {
  '/api/health': () => ({ status: 'ok', version: '0.0.0-rehearsal' }),
  '/fl/quiesce': () => ({ deployment_mode: false, fl_quiesced: true }),
};

export async function startHub(): Promise<HubServer> {
  const server = createServer((request, response) => {
    const page = request.method === 'GET' ? PAGES[(request.url ?? '').split('?')[0] ?? ''] : undefined;
    response.writeHead(page ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(page?.() ?? { detail: 'Not Found' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
