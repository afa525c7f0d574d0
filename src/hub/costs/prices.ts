/**
 * What a hub costs while it merely stands: US dollars without tax, on demand, Linux, in London. Every figure names the list
 * it was read in (`sources.ts`), or is called unconfirmed wherever it counts. Nothing is ever asked over the network.
 */
import type { SourceName } from './sources.ts';

export const PRICE_REGION = 'eu-west-2';
/** AWS bills by the hour; a month is 730 of them. */
export const HOURS = 730;

type Basis =
  | { source: SourceName; unconfirmed?: never }
  /** Written from memory: no public list was found that says it. */
  | { unconfirmed: true; source?: never };

/** A figure has a source or says that it has none; there is no third way to write one. */
export type Price = Readonly<{ what: string; per: 'hour' | 'GiB and month' | 'month'; usd: number } & Basis>;

function hourly<K extends string>(basis: Basis, figures: Record<K, number>): Record<K, Price> {
  const rows = Object.entries<number>(figures).map(([what, usd]) => [what, { what, per: 'hour', usd, ...basis }]);
  return Object.fromEntries(rows) as Record<K, Price>;
}

export const EC2: Readonly<Record<string, Price>> = hourly(
  { source: 'instances' },
  {
    't3.nano': 0.0059,
    't3.micro': 0.0118,
    't3.small': 0.0236,
    't3.medium': 0.0472,
    't3.large': 0.0944,
    't3.xlarge': 0.1888,
    't3.2xlarge': 0.3776,
    'm5.large': 0.111,
    'm5.xlarge': 0.222,
    'm5.2xlarge': 0.444,
  },
);

/** PostgreSQL in one zone. */
export const RDS: Readonly<Record<string, Price>> = {
  ...hourly({ source: 'databases' }, { 'db.t3.micro': 0.021, 'db.t4g.micro': 0.018, 'db.t4g.medium': 0.072 }),
  ...hourly({ source: 'moreDatabases' }, { 'db.t4g.small': 0.036 }),
  ...hourly(
    { unconfirmed: true },
    { 'db.t3.small': 0.041, 'db.t3.medium': 0.082, 'db.t3.large': 0.164, 'db.m5.large': 0.207, 'db.m5.xlarge': 0.413 },
  ),
};

/** By its database's vCPUs a proxy is billed; of the classes above, all but these have two. */
export const RDS_VCPUS: Readonly<Record<string, number>> = { 'db.m5.xlarge': 4 };

export const PRICE = {
  fargateVcpu: { what: 'a vCPU of Fargate', per: 'hour', usd: 0.04656, source: 'containers' },
  fargateGib: { what: 'a GiB of memory of Fargate', per: 'hour', usd: 0.00511, source: 'containers' },
  gp3: { what: 'disks of hosts (gp3)', per: 'GiB and month', usd: 0.0928, source: 'ec2' },
  rdsGp3: { what: "the database's storage (gp3)", per: 'GiB and month', usd: 0.133, source: 'databases' },
  rdsProxyVcpu: { what: "a vCPU of the proxy's database", per: 'hour', usd: 0.017, source: 'moreDatabases' },
  natGateway: { what: 'the NAT gateway', per: 'hour', usd: 0.05, source: 'ec2' },
  loadBalancer: { what: 'a load balancer', per: 'hour', usd: 0.02646, source: 'loadBalancers' },
  interfaceEndpointZone: { what: 'an interface endpoint in a zone', per: 'hour', usd: 0.011, source: 'network' },
  publicAddress: { what: 'a public IPv4 address', per: 'hour', usd: 0.005, source: 'network' },
  kmsKey: { what: 'a KMS key', per: 'month', usd: 1, source: 'keys' },
  secret: { what: 'a secret', per: 'month', usd: 0.4, source: 'secrets' },
  webAcl: { what: 'the web ACL', per: 'month', usd: 5, source: 'firewall' },
  webAclRule: { what: 'a rule of the web ACL', per: 'month', usd: 1, source: 'firewall' },
  privateZone: { what: 'the private DNS zone', per: 'month', usd: 0.5, source: 'names' },
  alarm: { what: 'an alarm', per: 'month', usd: 0.1, source: 'alarms' },
} as const satisfies Readonly<Record<string, Price>>;

export const PRICES: readonly Price[] = [...Object.values(EC2), ...Object.values(RDS), ...Object.values(PRICE)];

/** What depends on use, and is therefore in no estimate. */
export const LEFT_OUT = ['traffic', 'requests', 'logs', 'backups', 'stored objects and files', 'tax'] as const;
