/** Every row of the gateway's table, driven through the gateway with the real moto behind it. */

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetAccountCommand, PutAccountDetailsCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { DescribeInstanceInformationCommand, SSMClient } from '@aws-sdk/client-ssm';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE_GROUP } from '../../../src/rehearsal/gateway/rows/service-group.ts';
import { gatewayTable } from '../../../src/rehearsal/gateway/table.ts';
import { type MotoProcess, startMoto } from '../../../src/rehearsal/moto/process.ts';
import { type AwsClient, awsClient, type Said } from '../support/aws-client.ts';
import { ownFolder } from '../support/folder.ts';
import { gatewayFor, type TestGateway } from '../support/gateway.ts';
import { missing } from '../support/requirement.ts';
import { pick, unique } from '../support/words.ts';

const EC2 = '2016-11-15';
const ELB = '2015-12-01';
const CLOUDFRONT = '/2020-05-31';

describe.skipIf(await missing('moto'))('rows of the gateway', () => {
  const dir = ownFolder('rows');
  let moto: MotoProcess;
  let gateway: TestGateway;
  let aws: AwsClient;
  const cloudFront = (method: string, path: string, body?: string, etag?: string) =>
    aws.rest('cloudfront', method, CLOUDFRONT + path, body, etag ? { 'if-match': etag } : {});
  const etag = (said: Said) => said.headers.get('etag') ?? said.headers.get('ettag') ?? '';
  const client = () => ({
    endpoint: gateway.url,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  });

  beforeAll(async () => {
    moto = await startMoto({ dir, env: process.env });
    gateway = await gatewayFor(dir, moto.port);
    aws = awsClient(gateway.port);
  }, 120_000);
  afterAll(async () => {
    expect(gateway.recorder.gaps()).toEqual([]);
    await gateway?.close();
    await moto?.stop();
  });

  it('has no operation twice, or the second row would be dead', () => {
    const routes = gatewayTable(gateway.sessions).map((row) =>
      JSON.stringify([row.service, row.operation, { ...row.by }, `${row.by}`]),
    );
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('keeps a CloudFront function through its life, or the UI would have no rewrite', async () => {
    const config = '<FunctionConfig><Comment>a</Comment><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig>';
    const body = (root: string, code: string, name = '') =>
      `<${root}>${name}${config}<FunctionCode>${Buffer.from(code).toString('base64')}</FunctionCode></${root}>`;
    const made = await cloudFront('POST', '/function', body('CreateFunctionRequest', 'one', '<Name>f</Name>'));
    expect(made.status).toBe(201);
    expect((await cloudFront('GET', '/function/f/describe?Stage=LIVE')).text).toContain('NoSuchFunctionExists');
    await cloudFront('POST', '/function/f/publish', undefined, etag(made));
    const updated = await cloudFront('PUT', '/function/f', body('UpdateFunctionRequest', 'two'), etag(made));
    expect((await cloudFront('GET', '/function/f?Stage=LIVE')).text).toBe('one');
    expect((await cloudFront('GET', '/function/f?Stage=DEVELOPMENT')).text).toBe('two');
    expect((await cloudFront('DELETE', '/function/f', undefined, etag(made))).status).toBe(412);
    expect((await cloudFront('GET', '/function')).text).toContain('<Quantity>1</Quantity>');
    expect((await cloudFront('DELETE', '/function/f', undefined, etag(updated))).status).toBe(204);
    expect((await cloudFront('GET', '/function/f')).status).toBe(404);
  });

  it.each([
    ['cache-policy', 'CachePolicy', 'Managed-CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'],
    ['origin-request-policy', 'OriginRequestPolicy', 'Managed-AllViewer', '216adef6-5c7f-47e4-b989-5492eafa07d3'],
    [
      'response-headers-policy',
      'ResponseHeadersPolicy',
      'Managed-SecurityHeadersPolicy',
      '67f7725c-6f97-4210-82d7-5512b31e9d03',
    ],
  ])(
    "keeps one's own %s and knows AWS's, or no behaviour of the distribution could be planned",
    async (path, name, managed, id) => {
      const config = (comment: string) =>
        `<${name}Config xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Name>mine</Name><Comment>${comment}</Comment></${name}Config>`;
      const list = await cloudFront('GET', `/${path}?Type=managed`);
      expect(list.text).toContain(`<Name>${managed}</Name>`);
      expect((await cloudFront('GET', `/${path}/${id}`)).text).toContain(managed);
      const made = await cloudFront('POST', `/${path}`, config('one'));
      expect(made.status).toBe(201);
      expect((await cloudFront('POST', `/${path}`, config('twin'))).status).toBe(409);
      const own = `/${path}/${pick(made.text, 'Id')}`;
      const changed = await cloudFront('PUT', own, config('two'), etag(made));
      expect(changed.status).toBe(200);
      expect((await cloudFront('GET', `${own}/config`)).text).toContain('<Comment>two</Comment>');
      expect((await cloudFront('PUT', own, config('late'), etag(made))).status).toBe(412);
      expect((await cloudFront('DELETE', `/${path}/${id}`, undefined, 'x')).text).toContain('IllegalUpdate');
      expect((await cloudFront('DELETE', own, undefined, etag(changed))).status).toBe(204);
      expect((await cloudFront('GET', own)).text).toContain(`NoSuch${name}`);
    },
  );

  it('makes a VPC origin and its service security group, and takes both down, or the API would be unreachable', async () => {
    const vpc = pick(await aws.query('ec2', EC2, 'CreateVpc', { CidrBlock: '10.0.0.0/16' }), 'vpcId');
    const subnets = await Promise.all(
      ['a', 'b'].map(async (zone, i) =>
        pick(
          await aws.query('ec2', EC2, 'CreateSubnet', {
            VpcId: vpc,
            CidrBlock: `10.0.${i}.0/24`,
            AvailabilityZone: `eu-west-2${zone}`,
          }),
          'subnetId',
        ),
      ),
    );
    const balancer = await aws.query('elasticloadbalancing', ELB, 'CreateLoadBalancer', {
      Name: unique('alb'),
      Scheme: 'internal',
      'Subnets.member.1': subnets[0] ?? '',
      'Subnets.member.2': subnets[1] ?? '',
    });
    const groups = () =>
      aws.query('ec2', EC2, 'DescribeSecurityGroups', {
        'Filter.1.Name': 'group-name',
        'Filter.1.Value.1': SERVICE_GROUP,
      });
    const endpoint = (arn: string, name = 'api') =>
      `<VpcOriginEndpointConfig><Name>${name}</Name><Arn>${arn}</Arn><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><OriginProtocolPolicy>https-only</OriginProtocolPolicy></VpcOriginEndpointConfig>`;
    const tags = '<Tags><Items><Tag><Key>Project</Key><Value>flip</Value></Tag></Items></Tags>';
    const create = (arn: string) =>
      cloudFront('POST', '/vpc-origin', `<CreateVpcOriginRequest>${tags}${endpoint(arn)}</CreateVpcOriginRequest>`);

    const lost = await create(
      'arn:aws:elasticloadbalancing:eu-west-2:111122223333:loadbalancer/app/none/0000000000000000',
    );
    expect(lost.status).toBe(400);
    const made = await create(pick(balancer, 'LoadBalancerArn'));
    expect(made.status).toBe(202);
    expect(pick(await groups(), 'vpcId')).toBe(vpc);
    const [id, arn] = [pick(made.text, 'Id'), pick(made.text, 'Arn')];
    expect(arn).toBe(`arn:aws:cloudfront::111122223333:vpcorigin/${id}`);
    expect((await cloudFront('GET', `/vpc-origin/${id}`)).text).toContain('<Status>Deployed</Status>');
    expect((await cloudFront('GET', '/vpc-origin')).text).toContain('<Quantity>1</Quantity>');

    const tagging = `/tagging?Resource=${encodeURIComponent(arn)}`;
    await cloudFront(
      'POST',
      `${tagging}&Operation=Tag`,
      '<Tags><Items><Tag><Key>Env</Key><Value>a&amp;b</Value></Tag></Items></Tags>',
    );
    await cloudFront('POST', `${tagging}&Operation=Untag`, '<TagKeys><Items><Key>Project</Key></Items></TagKeys>');
    const left = await cloudFront('GET', tagging);
    expect(left.text).toContain('<Key>Env</Key><Value>a&#38;b</Value>');
    expect(left.text).not.toContain('Project');

    const updated = await cloudFront(
      'PUT',
      `/vpc-origin/${id}`,
      endpoint(pick(balancer, 'LoadBalancerArn'), 'other'),
      etag(made),
    );
    expect(pick(updated.text, 'Name')).toBe('other');

    const distribution = await cloudFront(
      'POST',
      '/distribution',
      `<DistributionConfig><CallerReference>${unique('d')}</CallerReference><Comment/><Enabled>false</Enabled><Origins><Quantity>1</Quantity><Items><Origin><Id>api</Id><DomainName>a.example.org</DomainName><VpcOriginConfig><VpcOriginId>${id}</VpcOriginId></VpcOriginConfig></Origin></Items></Origins><DefaultCacheBehavior><TargetOriginId>api</TargetOriginId><ViewerProtocolPolicy>https-only</ViewerProtocolPolicy></DefaultCacheBehavior></DistributionConfig>`,
    );
    const inUse = await cloudFront('DELETE', `/vpc-origin/${id}`, undefined, etag(updated));
    expect(inUse.text).toContain('CannotDeleteEntityWhileInUse');
    await cloudFront('DELETE', `/distribution/${pick(distribution.text, 'Id')}`, undefined, etag(distribution));
    expect((await cloudFront('DELETE', `/vpc-origin/${id}`, undefined, etag(updated))).status).toBe(202);
    expect((await cloudFront('GET', `/vpc-origin/${id}`)).text).toContain('EntityNotFound');
    expect(await groups()).not.toContain('<groupId>');
  });

  it('keeps the backup policy of a file system', async () => {
    const path = '/2015-02-01/file-systems/fs-1/backup-policy';
    expect((await aws.rest('elasticfilesystem', 'GET', path)).headers.get('x-amzn-errortype')).toBe('PolicyNotFound');
    await aws.rest('elasticfilesystem', 'PUT', path, '{"BackupPolicy":{"Status":"ENABLED"}}');
    expect((await aws.rest('elasticfilesystem', 'GET', path)).text).toBe('{"BackupPolicy":{"Status":"ENABLED"}}');
  });

  it('shows a mail account in the sandbox and a request under review, as a new account is', async () => {
    const ses = new SESv2Client(client());
    expect(await ses.send(new GetAccountCommand({}))).toMatchObject({ ProductionAccessEnabled: false });
    const ask = new PutAccountDetailsCommand({ MailType: 'TRANSACTIONAL', WebsiteURL: 'https://example.org' });
    await ses.send(ask);
    expect((await ses.send(new GetAccountCommand({}))).Details?.ReviewDetails?.Status).toBe('PENDING');
    await expect(ses.send(ask)).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it('lists the instances that Systems Manager reaches, and no other', async () => {
    const role = unique('role');
    const iam = (action: string, fields: Record<string, string>) => aws.query('iam', '2010-05-08', action, fields);
    await iam('CreateRole', { RoleName: role, AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' });
    await iam('CreateInstanceProfile', { InstanceProfileName: role });
    await iam('AddRoleToInstanceProfile', { InstanceProfileName: role, RoleName: role });
    const image = 'ami-12c6146b';
    const run = (more: Record<string, string>) =>
      aws.query('ec2', EC2, 'RunInstances', { ImageId: image, MinCount: '1', MaxCount: '1', ...more });
    const managed = pick(await run({ 'IamInstanceProfile.Name': role }), 'instanceId');
    await run({});
    const ssm = new SSMClient(client());
    const all = await ssm.send(new DescribeInstanceInformationCommand({}));
    expect(all.InstanceInformationList).toMatchObject([{ InstanceId: managed, PingStatus: 'Online' }]);
    const filtered = await ssm.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: ['i-00000000000000000'] }] }),
    );
    expect(filtered.InstanceInformationList).toEqual([]);
  }, 30_000);

  it('keeps the tags of a scaling target from its registration on', async () => {
    const scaling = async <T>(operation: string, body: unknown) =>
      (await aws.json('application-autoscaling', `AnyScaleFrontendService.${operation}`, body)) as unknown as T;
    const cluster = unique('c');
    const ecs = (operation: string, body: unknown) =>
      aws.json('ecs', `AmazonEC2ContainerServiceV20141113.${operation}`, body);
    await ecs('CreateCluster', { clusterName: cluster });
    await ecs('RegisterTaskDefinition', {
      family: cluster,
      containerDefinitions: [{ name: 'a', image: 'a:1', memory: 64 }],
    });
    await ecs('CreateService', { cluster, serviceName: 's', taskDefinition: cluster, desiredCount: 1 });
    const { ScalableTargetARN: ResourceARN } = await scaling<{ ScalableTargetARN: string }>('RegisterScalableTarget', {
      ServiceNamespace: 'ecs',
      ResourceId: `service/${cluster}/s`,
      ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 1,
      MaxCapacity: 2,
      Tags: { Project: 'flip' },
    });
    await scaling('TagResource', { ResourceARN, Tags: { Env: 'stag' } });
    expect(await scaling('ListTagsForResource', { ResourceARN })).toEqual({ Tags: { Project: 'flip', Env: 'stag' } });
    await scaling('UntagResource', { ResourceARN, TagKeys: ['Project'] });
    expect(await scaling('ListTagsForResource', { ResourceARN })).toEqual({ Tags: { Env: 'stag' } });
  });

  it('signs an operator in by the device flow, with the errors the SDK waits for', async () => {
    const oidc = new SSOOIDCClient({ endpoint: gateway.url, region: 'eu-west-2' });
    const registered = await oidc.send(new RegisterClientCommand({ clientName: 'flip-hub', clientType: 'public' }));
    const { clientId, clientSecret } = registered;
    const device = await oidc.send(
      new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: 'https://example.org/start' }),
    );
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    const ask = () =>
      oidc.send(new CreateTokenCommand({ clientId, clientSecret, grantType, deviceCode: device.deviceCode }));
    await expect(ask()).rejects.toMatchObject({ name: 'AuthorizationPendingException' });
    const token = await ask();
    await expect(ask()).rejects.toMatchObject({ name: 'InvalidGrantException' });

    const portal = (path: string, bearer = token.accessToken ?? '', method = 'GET') =>
      fetch(`${gateway.url}${path}`, { method, headers: { 'x-amz-sso_bearer_token': bearer } });
    const roles = await portal('/assignment/roles?account_id=111122223333');
    expect(await roles.json()).toMatchObject({ roleList: [{ roleName: 'AdministratorAccess' }] });
    expect(await (await portal('/assignment/accounts')).json()).toMatchObject({
      accountList: [{ accountId: '111122223333' }],
    });
    const keys = await portal('/federation/credentials?account_id=111122223333&role_name=AdministratorAccess');
    expect(await keys.json()).toMatchObject({ roleCredentials: { accessKeyId: 'ASIAREHEARSAL0000000' } });
    expect((await portal('/assignment/roles', 'stolen')).status).toBe(401);

    const refreshed = await oidc.send(
      new CreateTokenCommand({ clientId, clientSecret, grantType: 'refresh_token', refreshToken: token.refreshToken }),
    );
    expect(refreshed.accessToken).not.toBe(token.accessToken);
    await portal('/logout', token.accessToken, 'POST');
    expect((await portal('/assignment/roles')).status).toBe(401);
  });

  it('stores what an SDK uploads as a stream of signed chunks, byte for byte', async () => {
    const s3 = new S3Client(client());
    await aws.rest(
      's3',
      'PUT',
      '/uploads',
      '<CreateBucketConfiguration><LocationConstraint>eu-west-2</LocationConstraint></CreateBucketConfiguration>',
    );
    const Body = '<!doctype html>é';
    await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'a b/ü.html', Body }));
    expect((await aws.rest('s3', 'GET', '/uploads/a%20b/%C3%BC.html')).text).toBe(Body);
  });
});
