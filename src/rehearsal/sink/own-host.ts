/**
 * Requests that only look as if they left: S3 clients put a bucket whose name has dots before the host, also before
 * an IP literal (`logs.example.org.127.0.0.1:5000`), which no resolver knows, so they reach the proxy. The stand-in
 * is meant, and gets them with the bucket in the path.
 */
import { type IncomingMessage, request as open, type ServerResponse } from 'node:http';

/** By hand: a URL parser refuses a name that ends in an address. */
const OWN = /^http:\/\/([^/?#@:]+)\.127\.0\.0\.1:(\d+)(?=[/?#]|$)/i;
/** The control API of S3 puts the account there instead; its paths know no bucket. */
const ACCOUNT = /^\d{12}$/;

interface OwnTarget {
  port: number;
  path: string;
}

/** Where an absolute URL leads on this machine; undefined for any that leads away from the gateway. */
export function ownTarget(url: string, gatewayPort: number | undefined): OwnTarget | undefined {
  const [whole, before, port] = OWN.exec(url) ?? [];
  if (gatewayPort === undefined || whole === undefined || before === undefined) return undefined;
  if (Number(port) !== gatewayPort) return undefined;
  const path = url.slice(whole.length) || '/';
  return { port: gatewayPort, path: ACCOUNT.test(before) ? path : `/${before}${path === '/' ? '' : path}` };
}

/** Passes the request on and its answer back. A gateway that is gone ends the connection, as any dead server does. */
export function passOn(target: OwnTarget, incoming: IncomingMessage, answer: ServerResponse): void {
  const onward = open(
    {
      host: '127.0.0.1',
      port: target.port,
      method: incoming.method,
      path: target.path,
      headers: { ...incoming.headers, host: `127.0.0.1:${target.port}` },
    },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    },
  );
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}
