/**
 * What an operator owns before a first deployment, made in a stand-in through its API: the public hosted zone, and the
 * bucket with the kits of federated learning. Finding it there already is success.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { OWN_ACCESS_KEY } from './account.ts';
import { element, elements, escapeXml } from './gateway/protocol/xml.ts';
import { gatewayUrl, type StandIn } from './stand-in.ts';

const XMLNS = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

/** Files that hold no kit and stand for one. */
export interface StubKits {
  bucket: string;
  region: string;
  keys: readonly string[];
}

/** What each of them says of itself. */
const STUB = 'Rehearsal: a stub in place of a signed file of an FL kit.\n';

interface Seeded {
  /** The zone's id without `/hostedzone/`. */
  publicZoneId: string;
}

/** Throws HubError when the stand-in refuses. */
export async function seedStandIn(standIn: StandIn, wanted: { publicZone: string }): Promise<Seeded> {
  const name = wanted.publicZone.replace(/\.?$/, '.');
  const known = await route53(standIn, 'GET', '/2013-04-01/hostedzone');
  const existing = elements('HostedZone', known).find((zone) => element('Name', zone) === name);
  const zone =
    existing ??
    (await route53(
      standIn,
      'POST',
      '/2013-04-01/hostedzone',
      `<CreateHostedZoneRequest ${XMLNS}><Name>${escapeXml(name)}</Name>` +
        `<CallerReference>rehearsal-${escapeXml(name)}</CallerReference></CreateHostedZoneRequest>`,
    ));
  return { publicZoneId: (element('Id', zone) ?? '').replace('/hostedzone/', '') };
}

/** Throws HubError when the stand-in refuses. */
export async function seedKits(standIn: StandIn, { bucket, region, keys }: StubKits): Promise<void> {
  // The oldest region must not be named as a constraint; every other one must.
  const where =
    region === 'us-east-1'
      ? undefined
      : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${escapeXml(region)}</LocationConstraint></CreateBucketConfiguration>`;
  await s3(standIn, region, `/${bucket}`, where, [409]);
  for (const key of keys)
    await s3(standIn, region, `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`, STUB);
}

function route53(standIn: StandIn, method: 'GET' | 'POST', path: string, body?: string): Promise<string> {
  return ask(standIn, {
    method,
    path,
    scope: 'us-east-1/route53',
    what: 'the hosted zone',
    ...(body === undefined ? {} : { body }),
  });
}

function s3(standIn: StandIn, region: string, path: string, body?: string, fine: number[] = []): Promise<string> {
  return ask(standIn, {
    method: 'PUT',
    path,
    scope: `${region}/s3`,
    what: 'the stubs of FL kits',
    fine,
    ...(body === undefined ? {} : { body }),
  });
}

interface Asked {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  /** Region and service, as a signature names them. */
  scope: string;
  /** What is made, for the error. */
  what: string;
  body?: string;
  /** Statuses that are as good as a yes. */
  fine?: readonly number[];
}

async function ask(standIn: StandIn, { method, path, scope, what, body, fine = [] }: Asked): Promise<string> {
  const response = await fetch(`${gatewayUrl(standIn)}${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${OWN_ACCESS_KEY}/20260101/${scope}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.ok || fine.includes(response.status)) return text;
  throw new HubError({
    code: 'rehearsal-gap',
    who: 'bug',
    what: `the stand-in refused to make ${what}: ${element('Message', text) ?? response.status}`,
    next: ['flip-hub rehearse stop', 'run the rehearsal again'],
    exit: EXIT.bug,
  });
}
