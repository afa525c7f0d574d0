/** Public hosted zones of this account by exact name, with their name servers. Only looks. */
import { awsError } from './errors.ts';
import type { Aws } from './factory.ts';

export interface HostedZone {
  id: string;
  nameServers: string[];
}

/** More of one name than this are not told apart any more: two are too many already. */
const FEW = 20;

export async function hostedZones(aws: Aws, name: string, login: string): Promise<HostedZone[]> {
  const wanted = `${name.toLowerCase().replace(/\.$/, '')}.`;
  try {
    const { client, ...sdk } = await aws.route53();
    // Listed in order of their names, from the wanted one on.
    const listed = await client.send(new sdk.ListHostedZonesByNameCommand({ DNSName: wanted, MaxItems: FEW }));
    const ids = (listed.HostedZones ?? []).flatMap(({ Name, Config, Id }) =>
      Name === wanted && Config?.PrivateZone !== true && Id !== undefined ? [Id] : [],
    );
    return await Promise.all(
      ids.map(async (id) => {
        const { DelegationSet } = await client.send(new sdk.GetHostedZoneCommand({ Id: id }));
        return { id: id.replace('/hostedzone/', ''), nameServers: DelegationSet?.NameServers ?? [] };
      }),
    );
  } catch (error) {
    throw awsError(error, `route53:ListHostedZonesByName ${name}`, login);
  }
}
