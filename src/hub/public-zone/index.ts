/** The public hosted zone: what public DNS says of it, and whether certificates can be had with it. */
import { judgeCaa, judgeDelegation, judgeZone, type OwnZone, upwards, type ZoneFinding } from './judge.ts';
import type { PublicDns } from './public-dns.ts';

export type { OwnZone, ZoneFinding } from './judge.ts';
export { type PublicDns, publicDns } from './public-dns.ts';

export interface ZoneQuestion {
  /** Name of the hosted zone. */
  zone: string;
  /** The name that certificates are for; within the zone. */
  publicName: string;
  /** Public zones of that name in the account. */
  found: readonly OwnZone[];
  /** Undefined where public DNS cannot know the names, as in a rehearsal: then only the account is judged. */
  dns: PublicDns | undefined;
}

/** Findings in order: the zone, its delegation, who may issue certificates. What a failed one makes pointless is left out. */
export async function lookAtZone({ zone, publicName, found, dns }: ZoneQuestion): Promise<ZoneFinding[]> {
  const there = judgeZone(zone, found);
  const [own] = found;
  if (there.verdict !== 'ok' || own === undefined || dns === undefined) return [there];
  const [delegation, caa] = await Promise.all([
    dns.nameServers(zone).then((answer) => judgeDelegation(zone, own, answer)),
    caaOf(publicName, dns),
  ]);
  // Below a zone that nobody is led to, CAA answers say nothing.
  return delegation.verdict === 'fail' ? [there, delegation] : [there, delegation, caa];
}

async function caaOf(publicName: string, dns: PublicDns): Promise<ZoneFinding> {
  const names = upwards(publicName);
  const answers = await Promise.all(
    names.map(async (name) => ({ name, answer: await dns.certificateAuthorities(name) })),
  );
  return judgeCaa(publicName, answers);
}
