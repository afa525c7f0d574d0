/**
 * Looking up, by exact name, what exists in the account already. Each look-up answers an id, or undefined for "not
 * there"; everything else (no permission, no network, two of one name) is thrown. Changes nothing.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

const absent = (error: unknown) =>
  awsStatus(error) === 404 ||
  ['ResourceNotFoundException', 'NotFoundException', 'NotFound', 'NoSuchBucket'].includes(awsErrorName(error));

async function lookUp<T>(call: string, login: string, work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (absent(error)) return undefined;
    throw awsError(error, call, login);
  }
}

/** A bucket of that name that this account may use. A 403 means the name is somebody else's, and is thrown. */
export function existingBucket(aws: Aws, name: string, login: string): Promise<string | undefined> {
  return lookUp(`s3:HeadBucket ${name}`, login, async () => {
    const { client, HeadBucketCommand } = await aws.s3();
    await client.send(new HeadBucketCommand({ Bucket: name }));
    return name;
  });
}

export interface ExistingSecret {
  arn: string;
  /** Set when it is scheduled for deletion: importing it would fail. */
  deletedAt: Date | undefined;
}

export function existingSecret(aws: Aws, name: string, login: string): Promise<ExistingSecret | undefined> {
  return lookUp(`secretsmanager:DescribeSecret ${name}`, login, async () => {
    const { client, DescribeSecretCommand } = await aws.secrets();
    const found = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return found.ARN === undefined ? undefined : { arn: found.ARN, deletedAt: found.DeletedDate };
  });
}

export async function restoreSecret(aws: Aws, arn: string, login: string): Promise<void> {
  const { client, RestoreSecretCommand } = await aws.secrets();
  try {
    await client.send(new RestoreSecretCommand({ SecretId: arn }));
  } catch (error) {
    throw awsError(error, `secretsmanager:RestoreSecret ${arn}`, login);
  }
}

export function existingAlias(aws: Aws, alias: string, login: string): Promise<string | undefined> {
  return lookUp(`kms:DescribeKey ${alias}`, login, async () => {
    const { client, DescribeKeyCommand } = await aws.kms();
    return (await client.send(new DescribeKeyCommand({ KeyId: alias }))).KeyMetadata?.KeyId;
  });
}

export interface ExistingPool {
  id: string;
  domain: string | undefined;
  client: string | undefined;
}

export function existingPool(
  aws: Aws,
  name: string,
  clientName: string,
  login: string,
): Promise<ExistingPool | undefined> {
  return lookUp(`cognito-idp:ListUserPools ${name}`, login, async () => {
    const { client, ...sdk } = await aws.cognito();
    const pools: string[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await client.send(new sdk.ListUserPoolsCommand({ MaxResults: 60, NextToken: token }));
      for (const pool of page.UserPools ?? []) if (pool.Name === name && pool.Id !== undefined) pools.push(pool.Id);
      token = page.NextToken;
    }
    const id = onlyOne(pools, `Cognito user pools named ${name}`);
    if (id === undefined) return undefined;
    const clients: string[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await client.send(
        new sdk.ListUserPoolClientsCommand({ UserPoolId: id, MaxResults: 60, NextToken: token }),
      );
      for (const c of page.UserPoolClients ?? [])
        if (c.ClientName === clientName && c.ClientId !== undefined) clients.push(c.ClientId);
      token = page.NextToken;
    }
    const { UserPool } = await client.send(new sdk.DescribeUserPoolCommand({ UserPoolId: id }));
    return { id, domain: UserPool?.Domain, client: onlyOne(clients, `clients named ${clientName} in the pool ${id}`) };
  });
}

/** The newest certificate of that exact name and `Name` tag that is issued or being validated. */
export function existingCertificate(
  aws: Aws,
  where: 'regional' | 'edge',
  domain: string,
  tag: string,
  login: string,
): Promise<string | undefined> {
  return lookUp(`acm:ListCertificates ${domain}`, login, async () => {
    const { client, ...sdk } = await (where === 'edge' ? aws.acmEdge() : aws.acm());
    const found: string[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await client.send(
        new sdk.ListCertificatesCommand({ CertificateStatuses: ['ISSUED', 'PENDING_VALIDATION'], NextToken: token }),
      );
      for (const c of page.CertificateSummaryList ?? [])
        if (c.DomainName === domain && c.CertificateArn !== undefined) found.push(c.CertificateArn);
      token = page.NextToken;
    }
    const ours: string[] = [];
    for (const arn of found) {
      const { Tags } = await client.send(new sdk.ListTagsForCertificateCommand({ CertificateArn: arn }));
      if (Tags?.some((t) => t.Key === 'Name' && t.Value === tag)) ours.push(arn);
    }
    return onlyOne(ours, `certificates for ${domain} tagged ${tag}`);
  });
}

export function existingSender(aws: Aws, identity: string, login: string): Promise<string | undefined> {
  return lookUp(`ses:GetEmailIdentity ${identity}`, login, async () => {
    const { client, GetEmailIdentityCommand } = await aws.ses();
    await client.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
    return identity;
  });
}

/** The only one; none is undefined, two are an error: which of them is the hub's is not for us to guess. */
function onlyOne(ids: string[], what: string): string | undefined {
  if (ids.length <= 1) return ids[0];
  throw new HubError({
    code: 'import-failed',
    who: 'operator',
    what: `there are ${ids.length} ${what}: ${ids.join(', ')}`,
    cause: "only one of them can be the hub's, and importing the wrong one would change it",
    next: ["rename or remove the ones that are not the hub's, then run the same command again"],
    exit: EXIT.precondition,
  });
}
