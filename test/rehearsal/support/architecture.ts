/**
 * Every part of the Central Hub's architecture, as the real AWS command line reads it back: a table of questions, each
 * with what the answer must show. What fails here is a part that a deployment silently left out.
 */
import type { AwsCli } from './aws.ts';

type Json = Record<string, unknown>;
const list = (value: unknown, key: string): Json[] => ((value as Json)[key] ?? []) as Json[];

/** How CloudFront treats a path; without one, everything else. */
async function behaviour(aws: AwsCli, path: string | undefined): Promise<Json | undefined> {
  const items = list((await aws('cloudfront', 'list-distributions')).DistributionList, 'Items');
  const { DistributionConfig } = (await aws('cloudfront', 'get-distribution-config', '--id', String(items[0]?.Id))) as {
    DistributionConfig: Json;
  };
  if (path === undefined) return DistributionConfig.DefaultCacheBehavior as Json;
  return list(DistributionConfig.CacheBehaviors, 'Items').find((one) => one.PathPattern === path);
}

export interface Part {
  part: string;
  /** Throws, or answers false, when the part is not there as it must be. */
  holds: (aws: AwsCli, production: boolean) => Promise<boolean>;
}

export const PARTS: readonly Part[] = [
  {
    part: 'a VPC with two public and two private subnets in two zones',
    async holds(aws) {
      const vpcs = list(await aws('ec2', 'describe-vpcs', '--filters', 'Name=tag:Project,Values=flip'), 'Vpcs');
      const vpc = vpcs[0]?.VpcId as string;
      const subnets = list(await aws('ec2', 'describe-subnets', '--filters', `Name=vpc-id,Values=${vpc}`), 'Subnets');
      const zones = new Set(subnets.map((subnet) => subnet.AvailabilityZone));
      return vpcs.length === 1 && subnets.length === 4 && zones.size === 2;
    },
  },
  {
    part: 'one NAT gateway with a fixed address',
    async holds(aws) {
      const gateways = list(await aws('ec2', 'describe-nat-gateways'), 'NatGateways').filter(
        (g) => g.State === 'available',
      );
      return gateways.length === 1 && list(await aws('ec2', 'describe-addresses'), 'Addresses').length >= 1;
    },
  },
  {
    part: 'CloudFront in front of the UI bucket, with /api/* going to the load balancer',
    async holds(aws) {
      const items = list((await aws('cloudfront', 'list-distributions')).DistributionList, 'Items');
      const id = items[0]?.Id as string;
      const { DistributionConfig } = (await aws('cloudfront', 'get-distribution-config', '--id', id)) as {
        DistributionConfig: Json;
      };
      const paths = list(DistributionConfig.CacheBehaviors, 'Items').map((behavior) => behavior.PathPattern);
      return items.length === 1 && paths.includes('/api/*') && list(DistributionConfig.Origins, 'Items').length >= 2;
    },
  },
  {
    part: 'an internal load balancer for the API and a public one for federated learning',
    async holds(aws) {
      const balancers = list(await aws('elbv2', 'describe-load-balancers'), 'LoadBalancers');
      const kinds = balancers.map((b) => `${b.Type} ${b.Scheme}`).sort();
      if (kinds.join() === 'application internal,network internet-facing') return true;
      throw new Error(`the load balancers are: ${kinds.join(', ')}`);
    },
  },
  {
    part: 'the three services of the hub on ECS',
    async holds(aws) {
      const arns = (await aws('ecs', 'list-services', '--cluster', 'flip-cluster')).serviceArns as string[];
      const names = arns.map((arn) => arn.split('/').at(-1)).sort();
      return JSON.stringify(names) === JSON.stringify(['fl-api-net-1', 'fl-server-net-1', 'flip-api']);
    },
  },
  {
    part: 'PostgreSQL, private and encrypted, protected from deletion in production only',
    async holds(aws, production) {
      const [database] = list(await aws('rds', 'describe-db-instances'), 'DBInstances');
      return (
        database?.Engine === 'postgres' &&
        database.PubliclyAccessible === false &&
        database.StorageEncrypted === true &&
        database.DeletionProtection === production
      );
    },
  },
  {
    part: 'a user pool with authenticator apps',
    async holds(aws) {
      const [pool] = list(await aws('cognito-idp', 'list-user-pools', '--max-results', '10'), 'UserPools');
      const mfa = (await aws('cognito-idp', 'get-user-pool-mfa-config', '--user-pool-id', pool?.Id as string)) as {
        SoftwareTokenMfaConfiguration?: Json;
        MfaConfiguration?: string;
      };
      return (
        mfa.SoftwareTokenMfaConfiguration?.Enabled === true && ['OPTIONAL', 'ON'].includes(mfa.MfaConfiguration ?? '')
      );
    },
  },
  {
    part: 'the sender identity and the templates of the mails',
    async holds(aws) {
      const identities = (await aws('ses', 'list-identities')).Identities as string[];
      const templates = list(await aws('ses', 'list-templates'), 'TemplatesMetadata').map((t) => t.Name);
      return (
        identities.length >= 1 &&
        ['flip-access-request', 'flip-xnat-invite', 'flip-xnat-added-to-project'].every((name) =>
          templates.includes(name),
        )
      );
    },
  },
  {
    part: 'the secret with its three fields',
    async holds(aws) {
      const { SecretString } = (await aws('secretsmanager', 'get-secret-value', '--secret-id', 'FLIP_API')) as {
        SecretString: string;
      };
      return (
        JSON.stringify(Object.keys(JSON.parse(SecretString) as Json).sort()) ===
        JSON.stringify(['aes_key', 'internal_service_key', 'internal_service_key_hash'])
      );
    },
  },
  {
    part: 'a bastion without a public address, reached by SSM only',
    async holds(aws) {
      const reservations = list(
        await aws('ec2', 'describe-instances', '--filters', 'Name=tag:Name,Values=Ec2Instance'),
        'Reservations',
      );
      const instances = reservations.flatMap((reservation) => list(reservation, 'Instances'));
      const [bastion] = instances;
      const options = bastion?.MetadataOptions as Json | undefined;
      return (
        instances.length === 1 &&
        bastion?.PublicIpAddress === undefined &&
        bastion?.IamInstanceProfile !== undefined &&
        options?.HttpTokens === 'required'
      );
    },
  },
  {
    part: 'no way for the internal key’s header through CloudFront',
    async holds(aws) {
      const api = await behaviour(aws, '/api/*');
      const { OriginRequestPolicy } = (await aws(
        'cloudfront',
        'get-origin-request-policy',
        '--id',
        String(api?.OriginRequestPolicyId),
      )) as { OriginRequestPolicy: { OriginRequestPolicyConfig: { HeadersConfig: Json } } };
      const { HeaderBehavior, Headers } = OriginRequestPolicy.OriginRequestPolicyConfig.HeadersConfig;
      const kept = ((Headers as Json | undefined)?.Items ?? []) as string[];
      return HeaderBehavior === 'allExcept' && kept.includes('X-Internal-Service-Key');
    },
  },
  {
    part: 'answers that tell browsers to trust nothing but the application',
    async holds(aws) {
      const pages = await behaviour(aws, undefined);
      const { ResponseHeadersPolicy } = (await aws(
        'cloudfront',
        'get-response-headers-policy',
        '--id',
        String(pages?.ResponseHeadersPolicyId),
      )) as { ResponseHeadersPolicy: { ResponseHeadersPolicyConfig: { SecurityHeadersConfig: Record<string, Json> } } };
      const headers = ResponseHeadersPolicy.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
      const csp = String(headers.ContentSecurityPolicy?.ContentSecurityPolicy).split('; ');
      return (
        ["default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"].every((rule) =>
          csp.includes(rule),
        ) &&
        headers.FrameOptions?.FrameOption === 'DENY' &&
        headers.StrictTransportSecurity?.AccessControlMaxAgeSec === 31_536_000 &&
        headers.ContentTypeOptions?.Override === true
      );
    },
  },
  {
    part: 'buckets that are closed to the public, encrypted and reached over TLS only',
    async holds(aws) {
      const names = list(await aws('s3api', 'list-buckets'), 'Buckets').map((bucket) => String(bucket.Name));
      const hub = names.filter((name) => !name.endsWith('-tfstate'));
      for (const name of hub) {
        const block = await aws('s3api', 'get-public-access-block', '--bucket', name);
        const closed = Object.values(block.PublicAccessBlockConfiguration as Json);
        const { Policy } = await aws('s3api', 'get-bucket-policy', '--bucket', name);
        const rules = (JSON.parse(String(Policy)) as { Statement: { Effect: string; Condition?: Json }[] }).Statement;
        const tls = rules.some(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && JSON.stringify(Condition).includes('"aws:SecureTransport":"false"'),
        );
        const encryption = await aws('s3api', 'get-bucket-encryption', '--bucket', name);
        const kind = /"SSEAlgorithm":"(aws:kms|AES256)"/.test(JSON.stringify(encryption));
        if (closed.length !== 4 || !closed.every(Boolean) || !tls || !kind) throw new Error(`${name} is open`);
      }
      return hub.length >= 7;
    },
  },
  {
    // How many of them stay in any case, the stand-in forgets: test/aws/state-bucket.test.ts sees it sent.
    part: 'a versioned state bucket whose old versions end after ninety days',
    async holds(aws) {
      const names = list(await aws('s3api', 'list-buckets'), 'Buckets').map((bucket) => String(bucket.Name));
      const bucket = names.find((name) => name.endsWith('-tfstate')) ?? '';
      const { Status } = await aws('s3api', 'get-bucket-versioning', '--bucket', bucket);
      const rules = list(await aws('s3api', 'get-bucket-lifecycle-configuration', '--bucket', bucket), 'Rules');
      const old = rules[0]?.NoncurrentVersionExpiration as Json | undefined;
      return Status === 'Enabled' && old?.NoncurrentDays === 90;
    },
  },
  {
    part: 'no way in by port 22 anywhere',
    async holds(aws) {
      const rules = list(await aws('ec2', 'describe-security-group-rules'), 'SecurityGroupRules').filter(
        (rule) => rule.IsEgress === false,
      );
      const open = rules.filter(
        (rule) => Number(rule.FromPort) <= 22 && Number(rule.ToPort) >= 22 && rule.IpProtocol !== 'icmp',
      );
      // A group that lets its own members in is AWS's default group; nobody is a member of it.
      return (
        rules.length > 0 && open.every((rule) => rule.IpProtocol === '-1' && rule.ReferencedGroupInfo !== undefined)
      );
    },
  },
];
