/** The way from the gateway to moto: forwards a call as it came, or makes one of our own for a row. */
import { type IncomingHttpHeaders, request } from 'node:http';
import { OWN_ACCESS_KEY } from '../account.ts';
import type { Answer } from './answer.ts';
import type { RawRequest } from './call.ts';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
]);
const SLOWEST_MS = 180_000;

interface OwnCall {
  service: string;
  region: string;
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Moto {
  /** Forwards a request unchanged but for its hop-by-hop headers. Rejects when moto breaks the connection. */
  forward(raw: RawRequest): Promise<Answer>;
  /** One call of our own to moto's API. */
  call(own: OwnCall): Promise<Answer>;
  /** A call of the query protocol, from its fields (`Action`, `Version` …). */
  query(service: string, region: string, fields: Record<string, string>): Promise<Answer>;
}

export function motoAt(port: number): Moto {
  const forward = (raw: RawRequest) => send(port, raw);
  const call = (own: OwnCall) =>
    forward({
      method: own.method ?? 'POST',
      url: own.url ?? '/',
      headers: {
        host: `127.0.0.1:${port}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${OWN_ACCESS_KEY}/20260101/${own.region}/${own.service}/aws4_request, SignedHeaders=host, Signature=0`,
        ...own.headers,
      },
      body: Buffer.from(own.body ?? ''),
    });
  return {
    forward,
    call,
    query: (service, region, fields) =>
      call({
        service,
        region,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}

function send(port: number, raw: RawRequest): Promise<Answer> {
  const headers = Object.fromEntries(
    Object.entries(raw.headers).filter(([name]) => !HOP_BY_HOP.has(name)),
  ) as IncomingHttpHeaders;
  if (raw.body.length > 0 || (raw.method !== 'GET' && raw.method !== 'HEAD')) {
    headers['content-length'] = String(raw.body.length);
  }
  return new Promise((resolve, reject) => {
    const out = request(
      { host: '127.0.0.1', port, method: raw.method, path: raw.url, headers, agent: false, timeout: SLOWEST_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const kept: Answer['headers'] = {};
          for (const [name, value] of Object.entries(response.headers)) {
            const wanted = !HOP_BY_HOP.has(name) || (name === 'content-length' && raw.method === 'HEAD');
            if (wanted && value !== undefined) kept[name] = value;
          }
          resolve({ status: response.statusCode ?? 502, headers: kept, body: Buffer.concat(chunks) });
        });
      },
    );
    out.on('timeout', () => out.destroy(new Error(`moto did not answer within ${SLOWEST_MS / 1000} s`)));
    out.on('error', reject);
    out.end(raw.body);
  });
}
