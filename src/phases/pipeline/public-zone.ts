/**
 * public-zone: the hosted zone is in the account, delegated, and open to Amazon's certificate authority, before anything
 * is changed: with an undelegated zone the apply would wait for its certificates until it gives up. Only looks.
 */
import { hostedZones } from '../../aws/hosted-zones.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { Problem } from '../../engine/graph/phase.ts';
import { lookAtZone, type ZoneFinding } from '../../hub/public-zone/index.ts';
import { rightAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { onceSignedIn } from './once-signed-in.ts';

export const publicZone: HubPhase = {
  id: 'public-zone',
  title: 'Public zone, delegated and open to certificates',
  needs: ['aws-login'],
  reads: ['ALB_SUBDOMAIN', 'PUBLIC_ZONE_NAME'],
  danger: 'mild',
  rehearse: 'real',
  check: (ctx) => onceSignedIn(ctx, async () => problems(await look(ctx))),
  // Somebody else keeps it, and looking takes a second.
  prove: async () => 'not done',
  async run(ctx) {
    await rightAccount(ctx);
    const findings = await look(ctx);
    const [problem] = problems(findings);
    if (problem) throw new HubError({ exit: EXIT.precondition, ...problem });
    for (const { verdict, found, fix } of findings) {
      if (verdict === 'unknown') ctx.warn('zone-unknown', [found, ...fix].join('; '));
      else ctx.log(found);
    }
    if (ctx.services.publicDns === undefined)
      ctx.log('public DNS is not asked in a rehearsal: delegation and CAA of a name that nobody owns say nothing');
    return Object.fromEntries(findings.map(({ about, verdict }) => [about, verdict]));
  },
};

async function look({ services }: HubContext): Promise<ZoneFinding[]> {
  const settings = services.settings();
  const publicName = settings.required('ALB_SUBDOMAIN');
  const zone = settings.text('PUBLIC_ZONE_NAME') ?? publicName;
  const found = await hostedZones(services.aws(), zone, services.login);
  return lookAtZone({ zone, publicName, found, dns: services.publicDns });
}

const CAUSES: Record<ZoneFinding['about'], string> = {
  zone: 'certificates are proven and public names are set in a hosted zone of this account',
  delegation: 'nobody sees the records that prove a certificate, and the apply would wait for them in vain',
  caa: 'the certificate authority of Amazon obeys these records and refuses',
};

function problems(findings: readonly ZoneFinding[]) {
  return findings.flatMap(({ about, verdict, found, fix }) =>
    verdict === 'fail'
      ? [{ code: 'zone-not-ready', who: 'operator', what: found, cause: CAUSES[about], next: fix } satisfies Problem]
      : [],
  );
}
