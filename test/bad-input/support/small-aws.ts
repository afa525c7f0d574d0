/**
 * STS, S3 and Route 53 as far as a run needs them, in this process: who is calling, one flat store of objects with
 * conditional writes, and every public zone that is asked for; of everything else it has nothing. `fault` answers instead when it says something: that is how a test makes AWS misbehave.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Fault {
  status: number;
  body: string;
  type?: string;
}

export interface SmallAws {
  endpoint: string;
  account: string;
  buckets: Set<string>;
  /** `bucket/key` → text. */
  objects: Map<string, string>;
  /** `bucket/key` → when it was written, by this AWS's own clock. */
  written: Map<string, Date>;
  /** This AWS's clock; every answer says it. */
  now: () => Date;
  /** `METHOD /path` or the name of the action, in order. */
  calls: string[];
  /** Answers instead, is silent for ever on 'silence', or undefined for the usual answer. */
  fault: (call: string) => Fault | 'silence' | undefined;
  put(bucket: string, key: string, value: unknown): void;
  close(): Promise<void>;
}

const etag = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;
const xmlError = (code: string, message: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
/** An error as STS words it. */
export const stsError = (code: string, message: string): Fault => ({
  status: 403,
  type: 'text/xml',
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

export async function smallAws(): Promise<SmallAws> {
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    const target = request.headers['x-amz-target']?.toString().split('.').at(-1);
    const action = /Action=(\w+)/.exec(body)?.[1] ?? target;
    const call = action ?? `${request.method} ${path}`;
    aws.calls.push(call);
    const fault = aws.fault(call);
    if (fault === 'silence') return;
    const said =
      fault ??
      (target === undefined ? undefined : nothing(target)) ??
      zone(request.url ?? '/') ??
      (action === undefined ? s3(aws, request, path, body) : identity(aws.account));
    response.writeHead(said.status, {
      date: aws.now().toUTCString(),
      ...('lastModified' in said ? { 'last-modified': String(said.lastModified) } : {}),
      'content-type': said.type ?? 'application/xml',
      ...('etag' in said ? { etag: String(said.etag) } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const aws: SmallAws = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account: '111122223333',
    buckets: new Set(),
    objects: new Map(),
    written: new Map(),
    now: () => new Date(),
    calls: [],
    fault: () => undefined,
    put: (bucket, key, value) => {
      aws.buckets.add(bucket);
      aws.objects.set(`${bucket}/${key}`, typeof value === 'string' ? value : JSON.stringify(value));
      aws.written.set(`${bucket}/${key}`, aws.now());
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return aws;
}

/** What an account without a hub says to the JSON services. */
function nothing(action: string): Fault {
  const type = 'application/x-amz-json-1.1';
  if (action.startsWith('List')) return { status: 200, type, body: '{}' };
  return {
    status: 400,
    type,
    body: JSON.stringify({
      __type: action === 'DescribeKey' ? 'NotFoundException' : 'ResourceNotFoundException',
      message: 'not there',
    }),
  };
}

function identity(account: string): Fault {
  return {
    status: 200,
    type: 'text/xml',
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::${account}:assumed-role/Operator/op</Arn><UserId>AROA:op</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}

/** An operator's public zone is there before anything else. */
function zone(url: string): Fault | undefined {
  const [path = '', query] = url.split('?');
  if (!path.startsWith('/2013-04-01/hostedzone')) return undefined;
  const name = new URLSearchParams(query).get('dnsname') ?? 'example.org.';
  const one = `<HostedZone><Id>/hostedzone/Z1</Id><Name>${name}</Name><CallerReference>1</CallerReference></HostedZone>`;
  const body = path.endsWith('byname')
    ? `<ListHostedZonesByNameResponse><HostedZones>${one}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>20</MaxItems></ListHostedZonesByNameResponse>`
    : `<GetHostedZoneResponse>${one}<DelegationSet><NameServers><NameServer>ns-1.example.net</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>`;
  return { status: 200, type: 'text/xml', body };
}

function s3(
  aws: SmallAws,
  request: IncomingMessage,
  path: string,
  body: string,
): Fault & { etag?: string; lastModified?: string } {
  const name = path.slice(1).replace(/\/$/, '');
  const [bucket = '', ...rest] = name.split('/');
  if (rest.length === 0) {
    if (request.method === 'PUT' && !(request.url ?? '').includes('?')) aws.buckets.add(bucket);
    if (aws.buckets.has(bucket)) return { status: 200, body: '' };
    return { status: 404, body: xmlError('NoSuchBucket', 'The specified bucket does not exist') };
  }
  if (!aws.buckets.has(bucket))
    return { status: 404, body: xmlError('NoSuchBucket', 'The specified bucket does not exist') };
  const found = aws.objects.get(name);
  const { 'if-none-match': absent, 'if-match': match } = request.headers;
  if (request.method === 'PUT' || request.method === 'DELETE') {
    if (match !== undefined && found === undefined)
      return { status: 404, body: xmlError('NoSuchKey', 'The specified key does not exist.') };
    if ((absent === '*' && found !== undefined) || (match !== undefined && etag(found ?? '') !== match))
      return {
        status: 412,
        body: xmlError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold'),
      };
  }
  if (request.method === 'DELETE') {
    aws.objects.delete(name);
    return { status: 204, body: '' };
  }
  if (request.method === 'PUT') {
    aws.objects.set(name, body);
    aws.written.set(name, aws.now());
    return { status: 200, body: '', etag: etag(body) };
  }
  if (found === undefined) return { status: 404, body: xmlError('NoSuchKey', 'The specified key does not exist.') };
  return {
    status: 200,
    body: found,
    type: 'application/json',
    etag: etag(found),
    lastModified: (aws.written.get(name) ?? aws.now()).toUTCString(),
  };
}

/** The body, out of the signed chunks in which clients may send it. */
async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (!String(request.headers['content-encoding'] ?? '').includes('aws-chunked')) return text;
  return text.replace(/(?:^|\r\n)[0-9a-f]+(?:;[^\r\n]*)?\r\n/g, '').replace(/\r\n[\s\S]*$/, '');
}
