/**
 * Stand-ins of the pages of a trust, one server a service: small, of our own making, and true only in what a forward and a
 * browser need: the port they are reached by, the status codes, the redirects, Orthanc's password.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

interface ServicePages {
  title: string;
  /** The port the service has on the trust host. */
  port: number;
  answer: (path: string, request: IncomingMessage) => Reply;
}

/** Orthanc asks for these; they open nothing anywhere else. */
const ORTHANC_LOGIN = 'rehearsal:rehearsal';

const html = (title: string, more = ''): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title} (rehearsal)</title>
<style>body{font:18px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:40rem;color:#1c2733}h1{border-left:.4rem solid #2a7d8c;padding-left:1rem}</style>
<h1>${title}</h1><p>This page stands for ${title} in a rehearsal. It came through a session of the stand-in, by the
forward you opened.</p>${more}</html>\n`,
});
const missing: Reply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found\n' };
const to = (location: string): Reply => ({ status: 302, headers: { location } });

const api = (title: string, port: number): ServicePages => ({
  title,
  port,
  answer: (path) =>
    path === '/docs'
      ? html(title, '<p>Here a trust shows the documentation of its API.</p>')
      : path === '/health'
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}\n' }
        : missing,
});

export const SERVICES: readonly ServicePages[] = [
  {
    title: 'XNAT',
    port: 8105,
    answer: (path) => (path === '/' ? to('/app/template/Login.vm') : path.startsWith('/app/') ? html('XNAT') : missing),
  },
  {
    title: 'Orthanc',
    port: 8042,
    answer: (_, request) =>
      request.headers.authorization === `Basic ${Buffer.from(ORTHANC_LOGIN).toString('base64')}`
        ? html('Orthanc')
        : {
            status: 401,
            headers: { 'www-authenticate': 'Basic realm="Orthanc (rehearsal)"', 'content-type': 'text/plain' },
            body: `Name and password are ${ORTHANC_LOGIN.replace(':', ' and ')} here.\n`,
          },
  },
  api('trust-api', 8020),
  api('imaging-api', 8001),
  api('data-access-api', 8010),
  {
    title: 'Grafana',
    port: 3000,
    answer: (path) => (path === '/' ? to('/login') : path === '/login' ? html('Grafana') : missing),
  },
];

export interface TrustPages {
  /** What is where on this machine, by the port of the trust host. */
  places: { port: number; to: number }[];
  close(): Promise<void>;
}

/** All of them, each on a free port of its own. */
export async function startTrustPages(): Promise<TrustPages> {
  const started = await Promise.all(SERVICES.map(start));
  return {
    places: started.map(({ port, to }) => ({ port, to })),
    close: async () => {
      await Promise.all(started.map(({ close }) => close()));
    },
  };
}

async function start({ port, answer }: ServicePages) {
  const server = createServer((request, response) => {
    const { status, headers = {}, body = '' } = answer((request.url ?? '/').split('?')[0] ?? '/', request);
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? '' : body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port,
    to: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
