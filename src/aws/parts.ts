/**
 * Looking up parts that neither a tag nor a name of their own gives away: by what they are a part of and what they are
 * there for, or by a name that is unique in CloudFront. Each answers the id that Terraform imports it by, or undefined
 * for "not there". Changes nothing.
 */
import { awsError } from './errors.ts';
import type { Aws } from './factory.ts';

export interface RuleTuple {
  group: string;
  egress: boolean;
  protocol: string;
  /** Undefined where the protocol has no ports, or is any. */
  from: number | undefined;
  to: number | undefined;
  /** Exactly one of these is there. */
  cidr4?: string | undefined;
  cidr6?: string | undefined;
  prefixList?: string | undefined;
  other?: string | undefined;
}

/** EC2 says -1 where Terraform says nothing. */
const port = (value: number | undefined) => value ?? -1;

export async function securityGroupRule(aws: Aws, rule: RuleTuple, login: string): Promise<string | undefined> {
  const { client, DescribeSecurityGroupRulesCommand } = await aws.ec2();
  const pages = readPages(login, `ec2:DescribeSecurityGroupRules ${rule.group}`, async (token) => {
    const page = await client.send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [rule.group] }],
        MaxResults: 100,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    return { items: page.SecurityGroupRules ?? [], next: page.NextToken };
  });
  for await (const found of pages)
    if (
      found.IsEgress === rule.egress &&
      found.IpProtocol === rule.protocol &&
      port(found.FromPort) === port(rule.from) &&
      port(found.ToPort) === port(rule.to) &&
      found.CidrIpv4 === rule.cidr4 &&
      found.CidrIpv6 === rule.cidr6 &&
      found.PrefixListId === rule.prefixList &&
      found.ReferencedGroupInfo?.GroupId === rule.other
    )
      return found.SecurityGroupRuleId;
  return undefined;
}

export async function listenerOn(
  aws: Aws,
  balancer: string,
  onPort: number,
  login: string,
): Promise<string | undefined> {
  const { client, DescribeListenersCommand } = await aws.loadBalancing();
  const pages = readPages(login, `elasticloadbalancing:DescribeListeners ${balancer}`, async (token) => {
    const page = await client.send(new DescribeListenersCommand({ LoadBalancerArn: balancer, Marker: token }));
    return { items: page.Listeners ?? [], next: page.NextMarker };
  });
  for await (const listener of pages) if (listener.Port === onPort) return listener.ListenerArn;
  return undefined;
}

export async function listenerRule(
  aws: Aws,
  listener: string,
  priority: string,
  login: string,
): Promise<string | undefined> {
  const { client, DescribeRulesCommand } = await aws.loadBalancing();
  const pages = readPages(login, `elasticloadbalancing:DescribeRules ${listener}`, async (token) => {
    const page = await client.send(new DescribeRulesCommand({ ListenerArn: listener, Marker: token }));
    return { items: page.Rules ?? [], next: page.NextMarker };
  });
  for await (const rule of pages) if (rule.Priority === priority) return rule.RuleArn;
  return undefined;
}

export async function mountTarget(
  aws: Aws,
  fileSystem: string,
  subnet: string,
  login: string,
): Promise<string | undefined> {
  const { client, DescribeMountTargetsCommand } = await aws.efs();
  const pages = readPages(login, `elasticfilesystem:DescribeMountTargets ${fileSystem}`, async (token) => {
    const page = await client.send(new DescribeMountTargetsCommand({ FileSystemId: fileSystem, Marker: token }));
    return { items: page.MountTargets ?? [], next: page.NextMarker };
  });
  for await (const target of pages)
    if (target.SubnetId === subnet && target.LifeCycleState !== 'deleting' && target.LifeCycleState !== 'deleted')
      return target.MountTargetId;
  return undefined;
}

export async function privateNamespace(aws: Aws, name: string, login: string): Promise<string | undefined> {
  const { client, ListNamespacesCommand } = await aws.serviceDiscovery();
  const pages = readPages(login, `servicediscovery:ListNamespaces ${name}`, async (token) => {
    const page = await client.send(
      new ListNamespacesCommand({ Filters: [{ Name: 'TYPE', Values: ['DNS_PRIVATE'] }], NextToken: token }),
    );
    return { items: page.Namespaces ?? [], next: page.NextToken };
  });
  for await (const namespace of pages) if (namespace.Name === name) return namespace.Id;
  return undefined;
}

export async function namespaceService(
  aws: Aws,
  namespace: string,
  name: string,
  login: string,
): Promise<string | undefined> {
  const { client, ListServicesCommand } = await aws.serviceDiscovery();
  const pages = readPages(login, `servicediscovery:ListServices ${namespace}`, async (token) => {
    const page = await client.send(
      new ListServicesCommand({ Filters: [{ Name: 'NAMESPACE_ID', Values: [namespace] }], NextToken: token }),
    );
    return { items: page.Services ?? [], next: page.NextToken };
  });
  for await (const service of pages) if (service.Name === name) return service.Id;
  return undefined;
}

export type CloudFrontPart =
  | 'origin access control'
  | 'origin request policy'
  | 'response headers policy'
  | 'VPC origin';

interface Named {
  id: string | undefined;
  name: string | undefined;
}

/** One of that name of this account; those that AWS itself keeps are not looked at. */
export async function cloudFrontPart(
  aws: Aws,
  part: CloudFrontPart,
  name: string,
  login: string,
): Promise<string | undefined> {
  const { client, ...sdk } = await aws.cloudFront();
  const lists: Record<CloudFrontPart, (token: string | undefined) => Promise<Page<Named>>> = {
    'origin access control': async (Marker) => {
      const list = (await client.send(new sdk.ListOriginAccessControlsCommand({ Marker }))).OriginAccessControlList;
      return { items: (list?.Items ?? []).map((item) => ({ id: item.Id, name: item.Name })), next: list?.NextMarker };
    },
    'origin request policy': async (Marker) => {
      const said = await client.send(new sdk.ListOriginRequestPoliciesCommand({ Type: 'custom', Marker }));
      const policies = (said.OriginRequestPolicyList?.Items ?? []).map(({ OriginRequestPolicy: policy }) => ({
        id: policy?.Id,
        name: policy?.OriginRequestPolicyConfig?.Name,
      }));
      return { items: policies, next: said.OriginRequestPolicyList?.NextMarker };
    },
    'response headers policy': async (Marker) => {
      const said = await client.send(new sdk.ListResponseHeadersPoliciesCommand({ Type: 'custom', Marker }));
      const policies = (said.ResponseHeadersPolicyList?.Items ?? []).map(({ ResponseHeadersPolicy: policy }) => ({
        id: policy?.Id,
        name: policy?.ResponseHeadersPolicyConfig?.Name,
      }));
      return { items: policies, next: said.ResponseHeadersPolicyList?.NextMarker };
    },
    'VPC origin': async (Marker) => {
      const list = (await client.send(new sdk.ListVpcOriginsCommand({ Marker }))).VpcOriginList;
      return { items: (list?.Items ?? []).map((item) => ({ id: item.Id, name: item.Name })), next: list?.NextMarker };
    },
  };
  for await (const found of readPages(login, `cloudfront: ${part} ${name}`, lists[part]))
    if (found.name === name) return found.id;
  return undefined;
}

interface Page<T> {
  items: readonly T[];
  next: string | undefined;
}

/** Every item of every page. An empty token ends a list as an absent one does. */
async function* readPages<T>(
  login: string,
  call: string,
  read: (token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  for (let token: string | undefined, first = true; first || (token ?? '') !== ''; first = false) {
    let page: Page<T>;
    try {
      page = await read(token);
    } catch (error) {
      throw awsError(error, call, login);
    }
    yield* page.items;
    token = page.next;
  }
}
