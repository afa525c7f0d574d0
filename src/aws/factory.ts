/**
 * AWS clients for one environment: made lazily, each from its own chunk, all with the same credentials, region and
 * retry rules. Knows where requests go (AWS, or a stand-in) and nothing of what they ask.
 */
export interface AwsTarget {
  region: string;
  /** The profile of `~/.aws/config`; undefined where the environment itself carries an identity (CI). */
  profile?: string;
  /** Buckets by path instead of by host name: for an endpoint that is not AWS's own. */
  pathStyle?: boolean;
  /** How long one request may stay without an answer, milliseconds. Every call here is small. */
  timeoutMs?: number;
  /** A stand-in: where every request goes, with keys that mean nothing anywhere else. */
  standIn?: { endpoint: string; accessKeyId: string; secretAccessKey: string };
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 15_000;
/**
 * Calls about sessions come when a network has just changed: each on a connection of its own, since an old one may be dead
 * without knowing it, and given up soon, since whoever waits tries again by itself.
 */
const SESSION_CALLS = {
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 4_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
    httpsAgent: { keepAlive: false },
  },
};
/** A stand-in shares this machine with Terraform, and loads each of its services at the first call. */
const STAND_IN_MS = 60_000;

export type Aws = ReturnType<typeof createAws>;

/** Nothing is loaded or connected before the first call. Every client is made once. */
export function createAws(target: AwsTarget) {
  const config = {
    region: target.region,
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: target.timeoutMs ?? (target.standIn ? STAND_IN_MS : ANSWER_MS),
      throwOnRequestTimeout: true,
    },
    ...(target.profile === undefined || target.standIn ? {} : { profile: target.profile }),
    ...(target.standIn
      ? {
          endpoint: target.standIn.endpoint,
          credentials: { accessKeyId: target.standIn.accessKeyId, secretAccessKey: target.standIn.secretAccessKey },
        }
      : {}),
  };
  const byPath = target.standIn !== undefined || target.pathStyle === true;
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
  };
  return {
    target,
    sts: once(async () => {
      const sdk = await import('./clients/sts.ts');
      return { ...sdk, client: new sdk.STSClient(config) };
    }),
    s3: once(async () => {
      const sdk = await import('./clients/s3.ts');
      return { ...sdk, client: new sdk.S3Client({ ...config, ...(byPath ? { forcePathStyle: true } : {}) }) };
    }),
    secrets: once(async () => {
      const sdk = await import('./clients/secrets-manager.ts');
      return { ...sdk, client: new sdk.SecretsManagerClient(config) };
    }),
    cognito: once(async () => {
      const sdk = await import('./clients/cognito.ts');
      return { ...sdk, client: new sdk.CognitoIdentityProviderClient(config) };
    }),
    kms: once(async () => {
      const sdk = await import('./clients/kms.ts');
      return { ...sdk, client: new sdk.KMSClient(config) };
    }),
    acm: once(async () => {
      const sdk = await import('./clients/acm.ts');
      return { ...sdk, client: new sdk.ACMClient(config) };
    }),
    acmEdge: once(async () => {
      const sdk = await import('./clients/acm.ts');
      return { ...sdk, client: new sdk.ACMClient({ ...config, region: 'us-east-1' }) };
    }),
    /** What CloudFront uses is listed in us-east-1, whatever the hub's region. */
    tagging: once(async () => {
      const sdk = await import('./clients/tagging.ts');
      return { ...sdk, client: new sdk.ResourceGroupsTaggingAPIClient(config) };
    }),
    taggingEdge: once(async () => {
      const sdk = await import('./clients/tagging.ts');
      return { ...sdk, client: new sdk.ResourceGroupsTaggingAPIClient({ ...config, region: 'us-east-1' }) };
    }),
    ec2: once(async () => {
      const sdk = await import('./clients/ec2.ts');
      return { ...sdk, client: new sdk.EC2Client(config) };
    }),
    loadBalancing: once(async () => {
      const sdk = await import('./clients/elastic-load-balancing.ts');
      return { ...sdk, client: new sdk.ElasticLoadBalancingV2Client(config) };
    }),
    efs: once(async () => {
      const sdk = await import('./clients/efs.ts');
      return { ...sdk, client: new sdk.EFSClient(config) };
    }),
    serviceDiscovery: once(async () => {
      const sdk = await import('./clients/service-discovery.ts');
      return { ...sdk, client: new sdk.ServiceDiscoveryClient(config) };
    }),
    cloudFront: once(async () => {
      const sdk = await import('./clients/cloudfront.ts');
      return { ...sdk, client: new sdk.CloudFrontClient(config) };
    }),
    ssm: once(async () => {
      const sdk = await import('./clients/ssm.ts');
      return { ...sdk, client: new sdk.SSMClient({ ...config, ...SESSION_CALLS }) };
    }),
    ecs: once(async () => {
      const sdk = await import('./clients/ecs.ts');
      return { ...sdk, client: new sdk.ECSClient(config) };
    }),
    logs: once(async () => {
      const sdk = await import('./clients/cloudwatch-logs.ts');
      return { ...sdk, client: new sdk.CloudWatchLogsClient(config) };
    }),
    /** One service for the whole world; its client wants a region all the same. */
    route53: once(async () => {
      const sdk = await import('./clients/route-53.ts');
      return { ...sdk, client: new sdk.Route53Client(config) };
    }),
    iam: once(async () => {
      const sdk = await import('./clients/iam.ts');
      return { ...sdk, client: new sdk.IAMClient(config) };
    }),
    ses: once(async () => {
      const sdk = await import('./clients/sesv2.ts');
      return { ...sdk, client: new sdk.SESv2Client(config) };
    }),
  };
}
