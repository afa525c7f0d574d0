/**
 * What a hub costs while it merely stands: US dollars without tax, on demand, Linux, in London. Written from memory of
 * AWS's public lists of about the date below and compared with none: unconfirmed, and called so wherever it is shown.
 * Nothing is ever asked over the network.
 */
export const PRICES_OF = '2025-01';
export const PRICE_REGION = 'eu-west-2';
/** AWS bills by the hour; a month is 730 of them. */
export const HOURS = 730;

/** An hour of one instance. */
export const EC2_HOUR: Readonly<Record<string, number>> = {
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
};

/** An hour of one PostgreSQL instance in one zone, with its vCPUs, by which its proxy is billed. */
export const RDS_HOUR: Readonly<Record<string, { usd: number; vcpus: number }>> = {
  'db.t3.micro': { usd: 0.021, vcpus: 2 },
  'db.t3.small': { usd: 0.041, vcpus: 2 },
  'db.t3.medium': { usd: 0.082, vcpus: 2 },
  'db.t3.large': { usd: 0.164, vcpus: 2 },
  'db.t4g.micro': { usd: 0.018, vcpus: 2 },
  'db.t4g.small': { usd: 0.037, vcpus: 2 },
  'db.t4g.medium': { usd: 0.073, vcpus: 2 },
  'db.m5.large': { usd: 0.207, vcpus: 2 },
  'db.m5.xlarge': { usd: 0.413, vcpus: 4 },
};

export const PRICE = {
  fargateVcpuHour: 0.04656,
  fargateGibHour: 0.00511,
  gp3GibMonth: 0.0928,
  rdsGp3GibMonth: 0.133,
  rdsProxyVcpuHour: 0.018,
  natGatewayHour: 0.05,
  loadBalancerHour: 0.02646,
  interfaceEndpointZoneHour: 0.011,
  publicAddressHour: 0.005,
  kmsKeyMonth: 1,
  secretMonth: 0.4,
  webAclMonth: 5,
  webAclRuleMonth: 1,
  privateZoneMonth: 0.5,
  alarmMonth: 0.1,
} as const;

/** What depends on use, and is therefore in no estimate. */
export const LEFT_OUT = ['traffic', 'requests', 'logs', 'backups', 'stored objects and files', 'tax'] as const;
