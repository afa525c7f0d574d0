/** What the documented permissions allow, asked of the real moto behind the gateway. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertSound } from '../../src/commands/rehearse/target.ts';
import { recognise } from '../../src/engine/errors/catalogue/index.ts';
import { FAKE_ACCESS_KEY, FAKE_ACCOUNT } from '../../src/rehearsal/account.ts';
import { missingPermissions } from '../../src/rehearsal/iam/missing.ts';
import { type PermissionMode, parsePermissionMode } from '../../src/rehearsal/iam/operator.ts';
import { type MotoProcess, startMoto } from '../../src/rehearsal/moto/process.ts';
import { ownFolder } from './support/folder.ts';
import { gatewayFor, type TestGateway } from './support/gateway.ts';
import { missing } from './support/requirement.ts';

const skip = await missing('moto');

async function stand(dir: string, permissions: PermissionMode): Promise<{ moto: MotoProcess; gateway: TestGateway }> {
  const moto = await startMoto({ dir, env: process.env, permissions });
  return { moto, gateway: await gatewayFor(dir, moto.port) };
}

async function ask(
  gateway: TestGateway,
  service: string,
  request: { target?: string; form?: string; put?: string },
  key = FAKE_ACCESS_KEY,
) {
  const response = await fetch(`${gateway.url}${request.put ?? '/'}`, {
    method: request.put ? 'PUT' : 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...(request.target ? { 'x-amz-target': request.target, 'content-type': 'application/x-amz-json-1.1' } : {}),
      ...(request.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    body: request.target ? '{}' : (request.form ?? null),
  });
  return { status: response.status, text: await response.text() };
}

const VPC = { form: 'Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16' };
const CLUSTER = { target: 'AmazonEC2ContainerServiceV20141113.CreateCluster' };

describe.skipIf(skip)('a rehearsal that refuses what the documented permissions do not allow', () => {
  const dir = ownFolder('enforce');
  let moto: MotoProcess;
  let gateway: TestGateway;
  beforeAll(async () => {
    ({ moto, gateway } = await stand(dir, 'enforce'));
  });
  afterAll(async () => {
    await gateway.close();
    await moto.stop();
  });

  it('lets through what they do allow, and the question who one is', async () => {
    expect((await ask(gateway, 'ec2', VPC)).status).toBe(200);
    expect((await ask(gateway, 'sts', { form: 'Action=GetCallerIdentity&Version=2011-06-15' })).status).toBe(200);
    // Signed for `monitoring`, allowed as `cloudwatch:*`.
    expect((await ask(gateway, 'monitoring', { form: 'Action=DescribeAlarms&Version=2010-08-01' })).status).toBe(200);
    expect(missingPermissions({ dir })).toEqual([]);
  });

  it.each([
    ['S3', 's3', { put: '/flip-bucket' }, 's3:CreateBucket'],
    ['a JSON service', 'ecs', CLUSTER, 'ecs:CreateCluster'],
    ['a query service', 'sns', { form: 'Action=CreateTopic&Version=2010-03-31&Name=a' }, 'sns:CreateTopic'],
  ])(
    'refuses %s in words that name action, resource and who, and that flip-hub knows',
    async (_, service, request, action) => {
      const said = await ask(gateway, service, request);
      expect(said.status).toBe(403);
      expect(said.text).toContain(
        `assumed-role/flip-operator/rehearsal is not authorized to perform: ${action} on resource: `,
      );
      expect(recognise(said.text, { tool: 'terraform' })).toMatchObject({ id: 'aws-access-denied', facts: { action } });
      expect(missingPermissions({ dir }).map((one) => one.action)).toContain(action);
    },
  );

  it("does not look at the stand-in's own calls", async () => {
    expect((await ask(gateway, 'ecs', CLUSTER, 'AKIASTANDIN000000000')).status).toBe(200);
  });
});

describe.skipIf(skip)('a rehearsal that lists what the documented permissions do not allow', () => {
  const dir = ownFolder('list');
  it('goes on, and fails at its end with every missing action', async () => {
    const { moto, gateway } = await stand(dir, 'list');
    for (const request of [CLUSTER, CLUSTER]) expect((await ask(gateway, 'ecs', request)).status).toBe(200);
    expect((await ask(gateway, 's3', { put: '/flip-bucket' })).status).toBe(200);
    expect(missingPermissions({ dir })).toMatchObject([
      {
        action: 'ecs:CreateCluster',
        calls: 2,
        who: `arn:aws:sts::${FAKE_ACCOUNT}:assumed-role/flip-operator/rehearsal`,
      },
      { action: 's3:CreateBucket', resources: ['arn:aws:s3:::flip-bucket'], calls: 1 },
    ]);
    await expect(assertSound({ dir })).rejects.toMatchObject({
      fields: { code: 'permissions-missing', what: expect.stringContaining('ecs:CreateCluster, s3:CreateBucket') },
    });
    await gateway.close();
    await moto.stop();
  });
});

it('--iam says which words it takes', () => {
  expect(parsePermissionMode('list')).toBe('list');
  expect(() => parsePermissionMode('on')).toThrow(/list or enforce/);
});
