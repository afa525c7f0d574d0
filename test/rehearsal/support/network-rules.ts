/**
 * Who may talk to whom, as promised: every rule of every security group of the hub. Read back from AWS and compared
 * whole, so that a rule too many is noticed like one too few.
 */
import type { AwsCli } from './aws.ts';
import type { Cycle } from './cycle.ts';

type Rule = string;

/** `group in|out protocol port peer`; `*` is every protocol and port. */
export function promisedRules(cycle: Cycle, nat: string): Rule[] {
  const flower = cycle.backend === 'flower';
  const flPort = flower ? 9092 : 8002;
  return [
    'ec2-security-group out * 0.0.0.0/0',
    'rds-security-group in tcp 5432 ec2-security-group',
    'rds-security-group in tcp 5432 rds-proxy',
    'rds-proxy in tcp 5432 ecs-flip-api',
    'rds-proxy out tcp 5432 rds-security-group',
    'alb-security-group in tcp 443 CloudFront-VPCOrigins-Service-SG',
    'alb-security-group out * 0.0.0.0/0',
    `flip-fl-nlb in tcp 8002 ${nat}/32`,
    'flip-fl-nlb in tcp 8002 198.51.100.10/32',
    `flip-fl-nlb out tcp ${flPort} 10.0.0.0/16`,
    'ecs-flip-api in tcp 8000 alb-security-group',
    'ecs-flip-api in tcp 8000 10.0.0.0/16',
    'ecs-flip-api out * 0.0.0.0/0',
    'ecs-fl-api in tcp 8000 10.0.0.0/16',
    'ecs-fl-api out * 0.0.0.0/0',
    `ecs-fl-server in tcp ${flPort} flip-fl-nlb`,
    'ecs-fl-server in tcp 8002 ecs-fl-api',
    ...(flower ? ['ecs-fl-server in tcp 9093 ecs-fl-api', 'ecs-fl-server in tcp 9097 ecs-fl-api'] : []),
    'ecs-fl-server in tcp 8000 10.0.0.0/16',
    'ecs-fl-server out * 0.0.0.0/0',
    'efs-mount-target in tcp 2049 ecs-fl-api',
    'efs-mount-target in tcp 2049 ecs-fl-server',
    'vpc-endpoints in tcp 443 10.0.0.0/16',
    'vpc-endpoints out * 0.0.0.0/0',
    ...(cycle.trustHost
      ? [
          'trust-security-group out tcp 443 0.0.0.0/0',
          'trust-security-group out tcp 80 0.0.0.0/0',
          'trust-security-group out tcp 443 S3',
          'trust-security-group out tcp 8002 0.0.0.0/0',
          'trust-security-group out tcp 53 10.0.0.2/32',
          'trust-security-group out udp 53 10.0.0.2/32',
          'trust-security-group out tcp 443 vpc-endpoints',
        ]
      : []),
  ].sort();
}

interface Group {
  GroupId: string;
  GroupName: string;
  Tags?: { Key: string; Value: string }[];
}

interface RuleOfAws {
  GroupId: string;
  IsEgress: boolean;
  IpProtocol: string;
  FromPort?: number;
  CidrIpv4?: string;
  PrefixListId?: string;
  ReferencedGroupInfo?: { GroupId: string };
}

/** Every rule of the groups that carry the hub's mark. */
export async function rulesOf(aws: AwsCli): Promise<Rule[]> {
  const [groups, rules] = await Promise.all([
    aws('ec2', 'describe-security-groups') as Promise<unknown> as Promise<{ SecurityGroups: Group[] }>,
    aws('ec2', 'describe-security-group-rules') as Promise<unknown> as Promise<{ SecurityGroupRules: RuleOfAws[] }>,
  ]);
  const names = new Map(groups.SecurityGroups.map((group) => [group.GroupId, group.GroupName]));
  const marked = new Set(
    groups.SecurityGroups.filter((group) =>
      group.Tags?.some(({ Key, Value }) => Key === 'FlipSG' && Value === 'true'),
    ).map((group) => group.GroupId),
  );
  return rules.SecurityGroupRules.filter((rule) => marked.has(rule.GroupId))
    .map((rule) => {
      const what = rule.IpProtocol === '-1' ? '*' : `${rule.IpProtocol} ${rule.FromPort}`;
      const peer =
        rule.CidrIpv4 ??
        (rule.PrefixListId === undefined ? names.get(rule.ReferencedGroupInfo?.GroupId ?? '') : 'S3') ??
        'nobody known';
      return `${names.get(rule.GroupId)} ${rule.IsEgress ? 'out' : 'in'} ${what} ${peer}`;
    })
    .sort();
}
