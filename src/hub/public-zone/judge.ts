/**
 * Is the public hosted zone fit for certificates: there once, delegated to, and open to Amazon's certificate authority.
 * Pure: it gets what was found and answers findings. An undelegated zone makes certificate validation hang for hours.
 */
import type { CaaRecord, DnsAnswer } from './public-dns.ts';

/** A public zone of that exact name in the account. */
export interface OwnZone {
  id: string;
  nameServers: string[];
}

/** `unknown` is neither: nobody could be asked. */
export interface ZoneFinding {
  about: 'zone' | 'delegation' | 'caa';
  verdict: 'ok' | 'fail' | 'unknown';
  /** One line. */
  found: string;
  /** What to do, commands first; empty when it is fine. */
  fix: string[];
}

/** Any of them allows Amazon to issue. */
export const AMAZON_AUTHORITIES: readonly string[] = ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com'];

export function judgeZone(name: string, zones: readonly OwnZone[]): ZoneFinding {
  const [zone] = zones;
  if (zones.length === 1 && zone)
    return { about: 'zone', verdict: 'ok', found: `the public zone ${name} is in this account (${zone.id})`, fix: [] };
  if (zones.length === 0)
    return {
      about: 'zone',
      verdict: 'fail',
      found: `this account has no public hosted zone ${name}`,
      fix: [
        `aws route53 create-hosted-zone --name ${name} --caller-reference ${name}`,
        `then set its four name servers as NS records of ${name} where ${parentOf(name)} is kept`,
        'or name another zone of this account that holds both public names: PUBLIC_ZONE_NAME',
      ],
    };
  return {
    about: 'zone',
    verdict: 'fail',
    found: `this account has ${zones.length} public hosted zones ${name}: ${zones.map(({ id }) => id).join(', ')}`,
    fix: [
      'aws route53 delete-hosted-zone --id <the one that nothing is delegated to>',
      `dig +short NS ${name}    shows the name servers of the other one`,
    ],
  };
}

export function judgeDelegation(name: string, zone: OwnZone, answer: DnsAnswer<string>): ZoneFinding {
  const about = 'delegation';
  const own = new Set(zone.nameServers.map(plain));
  const fix = [
    `set these NS records for ${name} where ${parentOf(name)} is kept: ${[...own].sort().join(' ')}`,
    `dig +short NS ${name}    shows them once they are public`,
  ];
  if (answer.kind === 'unknown')
    return {
      about,
      verdict: 'unknown',
      found: `whether ${name} is delegated could not be asked: ${answer.why}`,
      fix: [`dig +short NS ${name}    on a machine with public DNS must show ${[...own].sort().join(' ')}`],
    };
  if (answer.kind === 'none')
    return { about, verdict: 'fail', found: `${name} is not delegated: public DNS has no NS records for it`, fix };
  if (answer.kind === 'broken')
    return {
      about,
      verdict: 'fail',
      found: `${name} is delegated to name servers that do not answer for it (${answer.why})`,
      fix,
    };
  const foreign = [...new Set(answer.records.map(plain))].filter((server) => !own.has(server)).sort();
  if (foreign.length === 0) return { about, verdict: 'ok', found: `${name} is delegated to this zone`, fix: [] };
  return {
    about,
    verdict: 'fail',
    found: `${name} is delegated to name servers that are not this zone's: ${foreign.join(', ')}`,
    fix,
  };
}

/** `answers`: the name and each name above it, nearest first; the first that has records rules. */
export function judgeCaa(
  name: string,
  answers: readonly { name: string; answer: DnsAnswer<CaaRecord> }[],
): ZoneFinding {
  const about = 'caa';
  for (const { name: at, answer } of answers) {
    if (answer.kind === 'none') continue;
    if (answer.kind !== 'records')
      return {
        about,
        verdict: 'unknown',
        found: `which authorities may issue certificates for ${at} could not be asked: ${answer.why}`,
        fix: [`dig +short CAA ${at}    must show nothing, or an entry of ${AMAZON_AUTHORITIES[0]}`],
      };
    const issuers = answer.records
      .filter(({ tag }) => tag.toLowerCase() === 'issue')
      .map(({ value }) => issuerOf(value));
    // Records that only speak of wildcards or of reports forbid nothing.
    if (issuers.length === 0 || issuers.some((issuer) => AMAZON_AUTHORITIES.includes(issuer)))
      return { about, verdict: 'ok', found: `CAA records of ${at} allow Amazon to issue certificates`, fix: [] };
    return {
      about,
      verdict: 'fail',
      found: `CAA records of ${at} allow certificates of ${issuers.join(', ') || 'nobody'} only, and not Amazon's`,
      fix: [
        `add a CAA record to ${at}: 0 issue "${AMAZON_AUTHORITIES[0]}"`,
        `dig +short CAA ${at}    shows it once it is public`,
      ],
    };
  }
  return { about, verdict: 'ok', found: `no CAA record keeps Amazon from issuing certificates for ${name}`, fix: [] };
}

/** The name and each name above it, down to the top-level domain. */
export function upwards(name: string): string[] {
  const labels = plain(name).split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, '');
const parentOf = (name: string) => plain(name).split('.').slice(1).join('.') || 'its parent';
/** `amazon.com; account=…` names an authority and what it is told. */
const issuerOf = (value: string) => plain((value.split(';')[0] ?? '').trim());
