/** Parts without tags or names of their own are found where they are, and nothing else is taken for them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, createAws } from '../../src/aws/factory.ts';
import {
  cloudFrontPart,
  listenerOn,
  listenerRule,
  mountTarget,
  namespaceService,
  privateNamespace,
  securityGroupRule,
} from '../../src/aws/parts.ts';
import { type MotoProcess, startMoto } from '../../src/rehearsal/moto/process.ts';
import { type AwsClient, awsClient } from './support/aws-client.ts';
import { ownFolder } from './support/folder.ts';
import { gatewayFor, type TestGateway } from './support/gateway.ts';
import { missing } from './support/requirement.ts';
import { pick, unique } from './support/words.ts';

const EC2 = '2016-11-15';
const ELB = '2015-12-01';

describe.skipIf(await missing('moto'))('what a cut-off apply made and nothing names', () => {
  const dir = ownFolder('parts');
  let moto: MotoProcess;
  let gateway: TestGateway;
  let raw: AwsClient;
  let aws: Aws;

  beforeAll(async () => {
    moto = await startMoto({ dir, env: process.env });
    gateway = await gatewayFor(dir, moto.port);
    raw = awsClient(gateway.port);
    const standIn = { endpoint: gateway.url, accessKeyId: 'AKIATEST', secretAccessKey: 'test' };
    aws = createAws({ region: 'eu-west-2', standIn });
  }, 120_000);
  afterAll(async () => {
    expect(gateway.recorder.gaps()).toEqual([]);
    await gateway?.close();
    await moto?.stop();
  });

  const group = async () =>
    pick(
      await raw.query('ec2', EC2, 'CreateSecurityGroup', { GroupName: unique('g'), GroupDescription: 'test' }),
      'groupId',
    );
  const subnets = async () =>
    [...(await raw.query('ec2', EC2, 'DescribeSubnets')).matchAll(/<subnetId>([^<]+)/g)].map((found) => found[1] ?? '');

  it('is a rule of a group, told apart by its peer, its ports and its direction', async () => {
    const [ours, peer] = [await group(), await group()];
    await raw.query('ec2', EC2, 'AuthorizeSecurityGroupIngress', {
      GroupId: ours,
      'IpPermissions.1.IpProtocol': 'tcp',
      'IpPermissions.1.FromPort': '8002',
      'IpPermissions.1.ToPort': '8002',
      'IpPermissions.1.Groups.1.GroupId': peer,
      'IpPermissions.2.IpProtocol': 'tcp',
      'IpPermissions.2.FromPort': '8002',
      'IpPermissions.2.ToPort': '8002',
      'IpPermissions.2.IpRanges.1.CidrIp': '192.0.2.7/32',
    });
    const rule = { group: ours, egress: false, protocol: 'tcp', from: 8002, to: 8002 };
    const byGroup = await securityGroupRule(aws, { ...rule, other: peer }, '');
    const byRange = await securityGroupRule(aws, { ...rule, cidr4: '192.0.2.7/32' }, '');
    expect([byGroup, byRange]).toEqual([expect.stringMatching(/^sgr-/), expect.stringMatching(/^sgr-/)]);
    expect(byGroup).not.toBe(byRange);
    for (const other of [
      { ...rule, egress: true, cidr4: '192.0.2.7/32' },
      { ...rule, to: 8003, cidr4: '192.0.2.7/32' },
      { ...rule, cidr4: '192.0.2.8/32' },
      { ...rule, group: peer, cidr4: '192.0.2.7/32' },
    ])
      expect(await securityGroupRule(aws, other, ''), JSON.stringify(other)).toBeUndefined();
    // Every new group lets everything out: a rule without ports.
    const out = { group: ours, egress: true, protocol: '-1', from: undefined, to: undefined, cidr4: '0.0.0.0/0' };
    expect(await securityGroupRule(aws, out, '')).toMatch(/^sgr-/);
  });

  it('is a listener by its port, and a rule of it by its priority', async () => {
    const [first = '', second = ''] = await subnets();
    const balancer = pick(
      await raw.query('elasticloadbalancing', ELB, 'CreateLoadBalancer', {
        Name: unique('lb'),
        'Subnets.member.1': first,
        'Subnets.member.2': second,
      }),
      'LoadBalancerArn',
    );
    const target = pick(
      await raw.query('elasticloadbalancing', ELB, 'CreateTargetGroup', {
        Name: unique('tg'),
        Protocol: 'HTTP',
        Port: '80',
        VpcId: pick(await raw.query('ec2', EC2, 'DescribeVpcs'), 'vpcId'),
      }),
      'TargetGroupArn',
    );
    const action = { 'member.1.Type': 'forward', 'member.1.TargetGroupArn': target };
    const under = (name: string) => Object.fromEntries(Object.entries(action).map(([k, v]) => [`${name}.${k}`, v]));
    const listener = pick(
      await raw.query('elasticloadbalancing', ELB, 'CreateListener', {
        LoadBalancerArn: balancer,
        Protocol: 'HTTP',
        Port: '8080',
        ...under('DefaultActions'),
      }),
      'ListenerArn',
    );
    expect(await listenerOn(aws, balancer, 8080, '')).toBe(listener);
    expect(await listenerOn(aws, balancer, 443, '')).toBeUndefined();
    const rule = pick(
      await raw.query('elasticloadbalancing', ELB, 'CreateRule', {
        ListenerArn: listener,
        Priority: '10',
        'Conditions.member.1.Field': 'path-pattern',
        'Conditions.member.1.Values.member.1': '/api/*',
        ...under('Actions'),
      }),
      'RuleArn',
    );
    expect(await listenerRule(aws, listener, '10', '')).toBe(rule);
    expect(await listenerRule(aws, listener, '11', '')).toBeUndefined();
  });

  it('is a mount target by its file system and subnet', async () => {
    const [subnet = '', other = ''] = await subnets();
    const json = { 'content-type': 'application/json' };
    const post = async (path: string, body: unknown) =>
      JSON.parse((await raw.rest('elasticfilesystem', 'POST', path, JSON.stringify(body), json)).text) as Record<
        string,
        string
      >;
    const { FileSystemId: files = '' } = await post('/2015-02-01/file-systems', { CreationToken: unique('fs') });
    const made = await post('/2015-02-01/mount-targets', { FileSystemId: files, SubnetId: subnet });
    expect(await mountTarget(aws, files, subnet, '')).toBe(made.MountTargetId);
    expect(await mountTarget(aws, files, other, '')).toBeUndefined();
  });

  it('is a private namespace by its name, and a service in it', async () => {
    const name = `${unique('flip')}.local`;
    const target = (operation: string) => `Route53AutoNaming_v20170314.${operation}`;
    await raw.json('servicediscovery', target('CreatePrivateDnsNamespace'), {
      Name: name,
      Vpc: pick(await raw.query('ec2', EC2, 'DescribeVpcs'), 'vpcId'),
    });
    const namespace = (await privateNamespace(aws, name, '')) ?? '';
    expect(namespace).toMatch(/^ns-/);
    expect(await privateNamespace(aws, 'elsewhere.local', '')).toBeUndefined();
    await raw.json('servicediscovery', target('CreateService'), {
      Name: 'flip-api',
      NamespaceId: namespace,
      DnsConfig: { NamespaceId: namespace, DnsRecords: [{ Type: 'A', TTL: 60 }] },
    });
    expect(await namespaceService(aws, namespace, 'flip-api', '')).toMatch(/^srv-/);
    expect(await namespaceService(aws, namespace, 'fl-api', '')).toBeUndefined();
  });

  it('is a part of CloudFront by a name of our own, never one that AWS keeps', async () => {
    const post = (path: string, body: string) => raw.rest('cloudfront', 'POST', `/2020-05-31/${path}`, body);
    const config = (root: string, name: string, more = '') => `<${root}><Name>${name}</Name>${more}</${root}>`;
    await post('origin-request-policy', config('OriginRequestPolicyConfig', 'flip-viewer'));
    await post('response-headers-policy', config('ResponseHeadersPolicyConfig', 'flip-headers'));
    await post(
      'origin-access-control',
      config(
        'OriginAccessControlConfig',
        'flip-ui',
        '<SigningProtocol>sigv4</SigningProtocol><SigningBehavior>always</SigningBehavior><OriginAccessControlOriginType>s3</OriginAccessControlOriginType>',
      ),
    );
    expect(await cloudFrontPart(aws, 'origin request policy', 'flip-viewer', '')).toMatch(/\S/);
    expect(await cloudFrontPart(aws, 'response headers policy', 'flip-headers', '')).toMatch(/\S/);
    expect(await cloudFrontPart(aws, 'origin access control', 'flip-ui', '')).toMatch(/\S/);
    expect(await cloudFrontPart(aws, 'origin request policy', 'Managed-AllViewer', '')).toBeUndefined();
    expect(await cloudFrontPart(aws, 'VPC origin', 'flip-ui', '')).toBeUndefined();
  });
});
