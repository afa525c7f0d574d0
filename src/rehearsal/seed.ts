/**
 * What an operator owns before a first deployment, made in a stand-in through its API: the public hosted zone.
 * Finding it there already is success.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { OWN_ACCESS_KEY } from './account.ts';
import { element, elements, escapeXml } from './gateway/protocol/xml.ts';
import { gatewayUrl, type StandIn } from './stand-in.ts';

const XMLNS = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

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

async function route53(standIn: StandIn, method: 'GET' | 'POST', path: string, body?: string): Promise<string> {
  const response = await fetch(`${gatewayUrl(standIn)}${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${OWN_ACCESS_KEY}/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.ok) return text;
  throw new HubError({
    code: 'rehearsal-gap',
    who: 'bug',
    what: `the stand-in refused to make the hosted zone: ${element('Message', text) ?? response.status}`,
    next: ['flip-hub rehearse stop', 'run the rehearsal again'],
    exit: EXIT.bug,
  });
}
