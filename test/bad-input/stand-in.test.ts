/** create-backend and import-persistent against the stand-in of AWS, through the very commands an operator types. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACMClient, AddTagsToCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { gatewayUrl, startStandIn, stopStandIn } from '../../src/rehearsal/index.ts';
import { ownFolder } from '../rehearsal-unit/support/folder.ts';
import { missing } from '../rehearsal-unit/support/requirement.ts';
import { operator, STAG, STATE_BUCKET } from './support/operator.ts';

const ENTRY = [process.execPath, fileURLToPath(new URL('../rehearsal-unit/support/daemon-entry.ts', import.meta.url))];

const noMoto = await missing('moto');
const dir = join(ownFolder('bad-input'), 'stand-in');
const endpoint = noMoto ? '' : gatewayUrl(await startStandIn({ dir, entry: ENTRY }));
afterAll(async () => {
  if (!noMoto) await stopStandIn(dir);
});

describe.skipIf(noMoto)('against the stand-in of AWS', async () => {
  const op = await operator(endpoint);
  const config = { region: 'eu-west-2', endpoint, credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' } };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const secrets = new SecretsManagerClient(config);
  const cognito = new CognitoIdentityProviderClient(config);
  const imports = () => {
    const [run = ''] = readdirSync(join(op.stateDir(), 'runs')).sort().reverse();
    const text = readFileSync(join(op.stateDir(), 'runs', run, 'root', 'imports.tf'), 'utf8');
    return Object.fromEntries([...text.matchAll(/to = (.+)\n\s*id = "(.+)"/g)].map(([, to, id]) => [to, id]));
  };

  describe('create-backend', () => {
    const settings = async (Bucket: string) => ({
      access: (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
      versions: (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status,
      encryption: (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration
        ?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      policy: JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '{}'),
      lifecycle: (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules,
    });
    const SAFE = {
      access: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      versions: 'Enabled',
      encryption: 'AES256',
      policy: {
        Statement: [{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
      lifecycle: [{ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 90 } }],
    };

    it('makes the bucket safe, and run again makes safe what somebody loosened, losing nothing', async () => {
      const Bucket = 'example-flip-made-tfstate';
      op.envFile(STAG.replace(STATE_BUCKET, Bucket));
      const first = await op.run(['create-backend', '--env', 'stag']);
      expect(first.errors).toEqual([]);
      expect(first.of('phase-finished').at(-1)?.evidence).toMatchObject({ bucket: Bucket, made: true });
      expect(await settings(Bucket)).toMatchObject(SAFE);
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
      const second = await op.run(['create-backend', '--env', 'stag']);
      expect([second.exit, second.of('phase-finished').at(-1)?.evidence]).toEqual([
        EXIT.done,
        expect.objectContaining({ made: false }),
      ]);
      expect(await settings(Bucket)).toMatchObject(SAFE);
    });
  });

  describe('import-persistent', () => {
    beforeAll(async () => {
      await s3.send(
        new CreateBucketCommand({
          Bucket: STATE_BUCKET,
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' },
        }),
      );
    });

    it('finds nothing in an empty account, nor what is only nearly called so', async () => {
      await s3.send(
        new CreateBucketCommand({
          Bucket: 'example-flip-stag-uploads-old',
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' },
        }),
      );
      await cognito.send(new CreateUserPoolCommand({ PoolName: 'flip-user-pool-old' }));
      await secrets.send(new CreateSecretCommand({ Name: 'FLIP_API_OLD', SecretString: '{}' }));
      const ended = await op.run(['import-persistent', '--env', 'stag']);
      expect(ended.errors).toEqual([]);
      expect(ended.of('phase-finished').at(-1)?.evidence).toMatchObject({ toImport: 0 });
      expect(imports()).toEqual({});
    });

    it('adopts everything that outlived a destroy, by exact name, or a second hub would be made beside the first', async () => {
      const bucket = (Bucket: string) =>
        s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' } }));
      const domain = 'stag.flip.example.org';
      for (const name of ['example-flip-stag-uploads', `flip-access-logs-${domain}`, `flip-cf-logs-${domain}`])
        await bucket(name);
      const pool = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'flip-user-pool' }))).UserPool?.Id ?? '';
      const client = await cognito.send(
        new CreateUserPoolClientCommand({ UserPoolId: pool, ClientName: 'flip-cognito-client' }),
      );
      await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId: pool, Domain: 'flip-example' }));
      const secret = (await secrets.send(new CreateSecretCommand({ Name: 'FLIP_API', SecretString: '{}' }))).ARN;
      const kms = new KMSClient(config);
      const key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
      await kms.send(new CreateAliasCommand({ AliasName: 'alias/flip-app-key', TargetKeyId: key }));
      await new SESv2Client(config).send(new CreateEmailIdentityCommand({ EmailIdentity: 'flip@example.org' }));
      const certificate = async (region: string, name: string) => {
        const acm = new ACMClient({ ...config, region });
        await acm.send(
          new RequestCertificateCommand({ DomainName: domain, Tags: [{ Key: 'Name', Value: 'somebody-elses' }] }),
        );
        const { CertificateArn } = await acm.send(
          new RequestCertificateCommand({
            DomainName: domain,
            IdempotencyToken: name.replaceAll('-', '').slice(0, 30),
          }),
        );
        await acm.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: [{ Key: 'Name', Value: name }] }));
        return CertificateArn;
      };
      const regional = await certificate('eu-west-2', 'flip-certificate');
      const viewer = await certificate('us-east-1', 'flip-cloudfront-certificate');

      const ended = await op.run(['import-persistent', '--env', 'stag']);
      expect(ended.errors).toEqual([]);
      expect(imports()).toEqual({
        'module.persistent.aws_s3_bucket.this["uploads"]': 'example-flip-stag-uploads',
        'module.persistent.aws_s3_bucket.access_logs': `flip-access-logs-${domain}`,
        'module.persistent.aws_s3_bucket.cloudfront_logs': `flip-cf-logs-${domain}`,
        'module.persistent.aws_cognito_user_pool.this': pool,
        'module.persistent.aws_cognito_user_pool_client.this': `${pool}/${client.UserPoolClient?.ClientId}`,
        'module.persistent.aws_cognito_user_pool_domain.this': 'flip-example',
        'module.persistent.aws_secretsmanager_secret.flip_api': secret,
        'module.persistent.aws_kms_key.app': key,
        'module.persistent.aws_kms_alias.app': 'alias/flip-app-key',
        'module.persistent.aws_acm_certificate.regional': regional,
        'module.persistent.aws_acm_certificate.viewer': viewer,
        'module.email.aws_ses_email_identity.sender': 'flip@example.org',
      });
    });

    it('leaves out what the state manages already: importing it again fails a plan', async () => {
      const managed = [
        {
          module: 'module.persistent',
          mode: 'managed',
          type: 'aws_s3_bucket',
          name: 'this',
          instances: [{ index_key: 'uploads' }],
        },
        {
          module: 'module.persistent',
          mode: 'managed',
          type: 'aws_secretsmanager_secret',
          name: 'flip_api',
          instances: [{}],
        },
      ];
      op.terraform({ stateText: JSON.stringify({ lineage: 'l', resources: managed }) });
      expect((await op.run(['import-persistent', '--env', 'stag'])).exit).toBe(EXIT.done);
      const found = Object.keys(imports());
      expect(found).toContain('module.persistent.aws_kms_key.app');
      expect(found.filter((address) => /uploads|flip_api/.test(address))).toEqual([]);
    });

    it('a secret that is scheduled for deletion comes back only after a yes', async () => {
      await secrets.send(new DeleteSecretCommand({ SecretId: 'FLIP_API', RecoveryWindowInDays: 7 }));
      const deleted = async () => (await secrets.send(new DescribeSecretCommand({ SecretId: 'FLIP_API' }))).DeletedDate;
      const no = await op.run(['import-persistent', '--env', 'stag']);
      expect([no.exit, no.errors[0]?.code]).toEqual([EXIT.declined, 'declined']);
      expect(no.questions[0]).toMatchObject({ id: 'restore-secret', level: 'moderate', flag: '--yes' });
      expect(await deleted()).toBeDefined();
      const yes = await op.run(['import-persistent', '--env', 'stag', '--yes']);
      expect(yes.errors).toEqual([]);
      expect(await deleted()).toBeUndefined();
      expect(Object.keys(imports())).toContain('module.persistent.aws_secretsmanager_secret.flip_api');
    });

    it('two of one name are exit 4 with both ids: which is the hub’s is not for a program to guess', async () => {
      const second = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'flip-user-pool' }))).UserPool?.Id ?? '';
      const ended = await op.run(['import-persistent', '--env', 'stag']);
      expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'import-failed']);
      expect(ended.errors[0]?.what).toContain(second);
    });
  });
});
