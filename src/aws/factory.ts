/**
 * AWS clients for one environment: made lazily, each from its own chunk, all with the same credentials, region and
 * retry rules. Knows where requests go (AWS, or a stand-in) and nothing of what they ask.
 */
export interface AwsTarget {
  region: string;
  /** The profile of `~/.aws/config`; undefined where the environment itself carries an identity (CI). */
  profile?: string;
  /** A stand-in: where every request goes, with keys that mean nothing anywhere else. */
  standIn?: { endpoint: string; accessKeyId: string; secretAccessKey: string };
}

export type Aws = ReturnType<typeof createAws>;

/** Nothing is loaded or connected before the first call. Every client is made once. */
export function createAws(target: AwsTarget) {
  const config = {
    region: target.region,
    maxAttempts: target.standIn ? 2 : 5,
    ...(target.profile === undefined || target.standIn ? {} : { profile: target.profile }),
    ...(target.standIn
      ? {
          endpoint: target.standIn.endpoint,
          credentials: { accessKeyId: target.standIn.accessKeyId, secretAccessKey: target.standIn.secretAccessKey },
        }
      : {}),
  };
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
      return { ...sdk, client: new sdk.S3Client({ ...config, ...(target.standIn ? { forcePathStyle: true } : {}) }) };
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
    ses: once(async () => {
      const sdk = await import('./clients/sesv2.ts');
      return { ...sdk, client: new sdk.SESv2Client(config) };
    }),
  };
}
