/**
 * The security group CloudFront keeps in a VPC for its VPC origins: made and removed through moto's own EC2, so that
 * every client sees it there.
 */
import type { Moto } from '../moto.ts';
import { element } from '../protocol/xml.ts';

/** The name AWS gives it; infrastructure code looks it up by this. */
export const SERVICE_GROUP = 'CloudFront-VPCOrigins-Service-SG';

export interface VpcPlace {
  vpc: string;
  region: string;
}

/**
 * Where a load balancer stands. `missing` when its ARN names none; undefined for an endpoint of another kind
 * (an instance), whose VPC is not looked up.
 */
export async function vpcOfLoadBalancer(arn: string, moto: Moto): Promise<VpcPlace | 'missing' | undefined> {
  const region = arn.split(':')[3] ?? '';
  if (!arn.includes(':loadbalancer/')) return undefined;
  const found = await moto.query('elasticloadbalancing', region, {
    Action: 'DescribeLoadBalancers',
    Version: '2015-12-01',
    'LoadBalancerArns.member.1': arn,
  });
  const vpc = element('VpcId', found.body.toString('utf8'));
  return found.status === 200 && vpc ? { vpc, region } : 'missing';
}

export async function addServiceGroup(place: VpcPlace, moto: Moto): Promise<void> {
  if (await serviceGroupId(place, moto)) return;
  const made = await ec2(place, moto, {
    Action: 'CreateSecurityGroup',
    GroupName: SERVICE_GROUP,
    GroupDescription: 'Managed by CloudFront for its VPC origins',
    VpcId: place.vpc,
  });
  if (made.status !== 200) throw new Error(`the service security group could not be made: ${made.status}`);
}

export async function removeServiceGroup(place: VpcPlace, moto: Moto): Promise<void> {
  const id = await serviceGroupId(place, moto);
  if (id) await ec2(place, moto, { Action: 'DeleteSecurityGroup', GroupId: id });
}

async function serviceGroupId(place: VpcPlace, moto: Moto): Promise<string | undefined> {
  const found = await ec2(place, moto, {
    Action: 'DescribeSecurityGroups',
    'Filter.1.Name': 'group-name',
    'Filter.1.Value.1': SERVICE_GROUP,
    'Filter.2.Name': 'vpc-id',
    'Filter.2.Value.1': place.vpc,
  });
  return element('groupId', found.body.toString('utf8'));
}

function ec2(place: VpcPlace, moto: Moto, fields: Record<string, string>) {
  return moto.query('ec2', place.region, { Version: '2016-11-15', ...fields });
}
