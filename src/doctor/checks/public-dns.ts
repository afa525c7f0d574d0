/**
 * What anybody can see of the public names: are they delegated at all, and may Amazon issue their certificates. Whether
 * the delegation leads to this account, `--deep` says. An undelegated zone keeps an apply waiting for its certificates.
 */
import { ENVIRONMENTS } from '../../engine/environments.ts';
import { judgeCaa, judgeDelegation, upwards } from '../../hub/public-zone/judge.ts';
import type { Check, DoctorContext, Finding } from '../check.ts';
import { worstOf } from './deep.ts';

/** A resolver that does not answer is tried three times, three seconds each. */
const DNS_MS = 12_000;

export const publicDnsChecks: readonly Check[] = Object.values(ENVIRONMENTS)
  .filter((environment) => environment.terraform !== undefined)
  .map((environment) => ({
    id: `public-dns-${environment.name}`,
    title: `${environment.name}: public DNS`,
    needed: 'delegated, open to Amazon',
    neededBy: ['apply'],
    boundMs: DNS_MS,
    concerns: (ctx) => ctx.dns !== undefined && nameOf(ctx, environment.name) !== undefined,
    look: (ctx) => look(ctx, environment.name),
  }));

const readingOf = (ctx: DoctorContext, environment: string) =>
  ctx.environments.find((e) => e.environment.name === environment)?.reading;

function nameOf(ctx: DoctorContext, environment: string): string | undefined {
  const values = readingOf(ctx, environment)?.values;
  return values?.value('MANAGE_DNS') === false ? undefined : values?.text('ALB_SUBDOMAIN');
}

async function look(ctx: DoctorContext, environment: string): Promise<Finding> {
  const { dns } = ctx;
  const publicName = nameOf(ctx, environment);
  if (dns === undefined || publicName === undefined) return { verdict: 'unknown', found: 'not asked' };
  const zone = readingOf(ctx, environment)?.values.text('PUBLIC_ZONE_NAME') ?? publicName;
  const [servers, caa] = await Promise.all([
    dns.nameServers(zone),
    Promise.all(upwards(publicName).map(async (name) => ({ name, answer: await dns.certificateAuthorities(name) }))),
  ]);
  // Whose name servers these are is not asked here: any will do.
  const nameServers = servers.kind === 'records' ? servers.records : [];
  const delegation = judgeDelegation(zone, { id: '', nameServers }, servers);
  const unset = {
    ...delegation,
    fix: [`make the hosted zone ${zone} in the account, and delegate to its name servers`],
  };
  return worstOf([delegation.verdict === 'fail' ? unset : delegation, judgeCaa(publicName, caa)], zone);
}
