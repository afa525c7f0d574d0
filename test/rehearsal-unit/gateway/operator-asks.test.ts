/**
 * What an operator asks of AWS, asked of the stand-in: joining a hub whose secret really lies in a Secrets Manager, and
 * what IAM itself says of a role's permissions.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, describe, expect, it } from 'vitest';
import { createAws } from '../../../src/aws/factory.ts';
import { simulatePermissions } from '../../../src/aws/permissions.ts';
import { deepChecks } from '../../../src/doctor/checks/deep.ts';
import { runChecks } from '../../../src/doctor/run-checks.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { readEnvironment } from '../../../src/hub/index.ts';
import { operatorActions } from '../../../src/hub/permissions/operator-actions.ts';
import { startMoto } from '../../../src/rehearsal/moto/process.ts';
import { operator, STAG, STATE_BUCKET } from '../../bad-input/support/operator.ts';
import { machine } from '../../doctor/machine.ts';
import { anothersRecord } from '../../hub/anothers-record.ts';
import { ownFolder } from '../support/folder.ts';
import { gatewayFor } from '../support/gateway.ts';
import { missing } from '../support/requirement.ts';

const without = await missing('moto');
const ACCOUNT = '111122223333';
const VALUES = readEnvironment(STAG, 'stag').values;
const HELD = {
  aes_key: VALUES.secret('AES_KEY_BASE64')?.reveal(),
  internal_service_key: VALUES.secret('INTERNAL_SERVICE_KEY')?.reveal(),
};

describe.skipIf(without)('asked of the stand-in', async () => {
  if (without) return;
  const dir = ownFolder('operator-asks');
  const moto = await startMoto({ dir, env: process.env });
  const gateway = await gatewayFor(dir, moto.port);
  const op = await operator(gateway.url);
  const client = {
    endpoint: gateway.url,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  };
  const secrets = new SecretsManagerClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  afterAll(async () => {
    await gateway.close();
    await moto.stop();
  });

  const file = () => readFileSync(join(op.workspace, '.env.stag'), 'utf8');
  /** A hub that somebody else deployed: its record, and its secret as the apply made it. */
  async function deployed(secret: object): Promise<void> {
    await s3
      .send(
        new CreateBucketCommand({
          Bucket: STATE_BUCKET,
          CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' },
        }),
      )
      .catch((error: Error) => {
        if (error.name !== 'BucketAlreadyOwnedByYou') throw error;
      });
    const record = anothersRecord(VALUES);
    const Key = 'flip-hub/stag/record.json';
    await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body: JSON.stringify(record) }));
    await secrets
      .send(new DeleteSecretCommand({ SecretId: 'FLIP_API', ForceDeleteWithoutRecovery: true }))
      .catch(() => undefined);
    await secrets.send(new CreateSecretCommand({ Name: 'FLIP_API', SecretString: JSON.stringify(secret) }));
    op.envFile('');
    const outputs = {
      DbEndpoint: 'db.example.internal',
      DbSecretArn: 'arn:db',
      CognitoUserPoolId: 'p',
      CognitoAppClientId: 'c',
    };
    op.terraform({
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, { value, sensitive: false, type: 'string' }]),
      ),
    });
  }
  const joining = () =>
    op.run([
      'setup',
      '--join',
      '--env',
      'stag',
      '--no-input',
      '--yes',
      '--no-key-pair',
      '--account',
      ACCOUNT,
      '--profile',
      'stag',
      '--set',
      `FLIP_TFSTATE_BUCKET_NAME=${STATE_BUCKET}`,
    ]);

  it('a second operator has the keys of the deployed hub, and not one of them was made', async () => {
    await deployed(HELD);
    const ended = await joining();
    expect(ended.errors).toEqual([]);
    expect(ended.exit).toBe(EXIT.done);
    expect(file()).toContain(`AES_KEY_BASE64=${HELD.aes_key}\n`);
    expect(file()).toContain(`INTERNAL_SERVICE_KEY=${HELD.internal_service_key}\n`);
    const evidence = ended
      .of('phase-finished')
      .find(({ phase }) => phase === 'generate-internal-service-key')?.evidence;
    expect(evidence).toMatchObject({ AES_KEY_BASE64: 'adopted', INTERNAL_SERVICE_KEY: 'adopted' });
    const said = JSON.stringify(ended.events);
    for (const secret of Object.values(HELD)) expect(said).not.toContain(secret);
  });

  it('a deployed secret without the payload key leaves the file without one: another would cut off every trust', async () => {
    await deployed({ internal_service_key: HELD.internal_service_key });
    const ended = await joining();
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'keys-missing']);
    expect(ended.errors[0]?.what).toContain("the deployed hub's secret holds no AES_KEY_BASE64");
    expect(file()).not.toMatch(/^AES_KEY_BASE64=/m);
  });

  describe('doctor --deep', () => {
    const iam = new IAMClient({ ...client, region: 'us-east-1' });
    const all = operatorActions().map(({ action }) => action);
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
    });
    /** What its row says to somebody who signed in with a role of these statements. */
    async function permissionsWith(RoleName: string, Statement: object[]) {
      await iam.send(new CreateRoleCommand({ RoleName, Path: '/people/', AssumeRolePolicyDocument: trust }));
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${RoleName}/op`;
      const aws = createAws({
        region: 'eu-west-2',
        standIn: { endpoint: gateway.url, accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
      });
      const cloud = {
        caller: async () => ({ account: ACCOUNT, arn }),
        simulate: (actions: readonly string[]) => simulatePermissions(aws, arn, actions, 'sign in'),
        keyPairs: async () => [],
        zones: async () => [],
      };
      const check = deepChecks.filter(({ id }) => id === 'permissions-stag');
      const [found] = await runChecks(check, machine({ stag: STAG, cloud: () => cloud }), () => undefined);
      return found;
    }
    const allow = (Action: string | string[]) => ({ Effect: 'Allow', Action, Resource: '*' });

    it('says so when every action of a deployment is allowed', async () => {
      expect(await permissionsWith('Everything', [allow('*')])).toMatchObject({
        verdict: 'ok',
        found: `all ${all.length} actions allowed`,
      });
    });

    it('one action that is missing is named with the documented policy that supplies it', async () => {
      const found = await permissionsWith('AllButOne', [
        allow([...all.filter((action) => action !== 'rds:CreateDBInstance'), 'iam:SimulatePrincipalPolicy']),
      ]);
      expect(found).toMatchObject({ verdict: 'fail', found: `1 of ${all.length} actions missing` });
      expect(found?.fix).toEqual(['attach AmazonRDSFullAccess: it allows rds:CreateDBInstance']);
    });

    it('one that is denied is not cured by any policy, and it says who takes it away', async () => {
      const denied = { Effect: 'Deny', Action: 'rds:Create*', Resource: '*' };
      const found = await permissionsWith('Denied', [allow('*'), denied]);
      expect(found?.why).toContain('rds:CreateDBInstance is taken away by an explicit deny');
      expect(found?.fix?.join()).not.toContain('AmazonRDSFullAccess');
    });

    it('a role that may not ask proves nothing, and it says that', async () => {
      const some = all.filter((action) => !action.startsWith('iam:'));
      const found = await permissionsWith('MayNotAsk', [allow([...some, 'iam:GetRole'])]);
      expect(found).toMatchObject({ verdict: 'unknown', found: 'not known: IAM may not be asked' });
      expect(found?.why).toContain('iam:SimulatePrincipalPolicy');
    });

    it('what is allowed under a condition, or for one resource, is not called allowed for all', async () => {
      const found = await permissionsWith('Narrow', [
        allow(['iam:SimulatePrincipalPolicy', ...all.filter((action) => !action.startsWith('rds:'))]),
        { ...allow('rds:*'), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
        { ...allow('rds:*'), Resource: 'arn:aws:rds:eu-west-2:111122223333:db:x' },
      ]);
      expect(found?.fix?.join()).toContain('AmazonRDSFullAccess');
    });
  });
});
