/**
 * The managed policies that the documentation asks an operator to hold, with what each allows (AWS's own text, late 2026),
 * and what follows for actions that are missing: which policy would supply each, and a document for the rest. Pure.
 */
import type { OperatorAction } from './operator-actions.ts';

export interface DocumentedPolicy {
  name: string;
  /** Actions on all resources and without a condition; `*` ends a prefix. */
  allows: readonly string[];
  /** A deployment does without it; only mail does not. */
  optional?: true;
}

const words = (service: string, text: string): string[] => text.split(' ').map((word) => `${service}:${word}`);

export const DOCUMENTED_POLICIES: readonly DocumentedPolicy[] = [
  { name: 'AmazonEC2FullAccess', allows: ['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*'] },
  {
    name: 'AmazonRDSFullAccess',
    allows: [
      'rds:*',
      ...words(
        'application-autoscaling',
        'DeleteScalingPolicy DeregisterScalableTarget DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies PutScalingPolicy RegisterScalableTarget',
      ),
      ...words(
        'cloudwatch',
        'DescribeAlarms GetMetricStatistics PutMetricAlarm DeleteAlarms ListMetrics GetMetricData',
      ),
      ...words('sns', 'ListSubscriptions ListTopics Publish'),
    ],
  },
  { name: 'CloudWatchLogsFullAccess', allows: ['logs:*'] },
  {
    name: 'SecretsManagerReadWrite',
    allows: [
      'secretsmanager:*',
      ...words('kms', 'DescribeKey ListAliases ListKeys'),
      'tag:GetResources',
      'lambda:ListFunctions',
    ],
  },
  { name: 'IAMFullAccess', allows: ['iam:*'] },
  { name: 'ElasticLoadBalancingFullAccess', allows: ['elasticloadbalancing:*', 'cognito-idp:DescribeUserPoolClient'] },
  { name: 'AmazonSESFullAccess', allows: ['ses:*'], optional: true },
];

/** What AWS says of one action. `boundary`, `organization`: allowed by a policy, and taken away above it. */
export type Decision = 'allowed' | 'missing' | 'denied' | 'boundary' | 'organization';

export interface PermissionVerdict {
  allowed: number;
  /** By the policy that would supply them, in the order of the documentation. */
  byPolicy: { policy: DocumentedPolicy; actions: OperatorAction[] }[];
  /** What none of them supplies. */
  rest: OperatorAction[];
  /** Taken away explicitly: no further policy helps. */
  withheld: { action: OperatorAction; by: Exclude<Decision, 'allowed' | 'missing'> }[];
  /** Only mail is affected. */
  onlyOptional: boolean;
}

/** An action without a decision counts as missing: it was asked for and not answered. */
export function judgePermissions(
  actions: readonly OperatorAction[],
  decisions: ReadonlyMap<string, Decision>,
): PermissionVerdict {
  const of = (action: OperatorAction): Decision => decisions.get(action.action) ?? 'missing';
  const missing = actions.filter((action) => of(action) === 'missing');
  const supplier = (action: OperatorAction) => DOCUMENTED_POLICIES.find((policy) => supplies(policy, action.action));
  const byPolicy = DOCUMENTED_POLICIES.flatMap((policy) => {
    const supplied = missing.filter((action) => supplier(action) === policy);
    return supplied.length === 0 ? [] : [{ policy, actions: supplied }];
  });
  const withheld = actions.flatMap((action) => {
    const by = of(action);
    return by === 'allowed' || by === 'missing' ? [] : [{ action, by }];
  });
  const rest = missing.filter((action) => supplier(action) === undefined);
  const optional = (action: OperatorAction) => supplier(action)?.optional === true;
  return {
    allowed: actions.length - missing.length - withheld.length,
    byPolicy,
    rest,
    withheld,
    onlyOptional: [...missing, ...withheld.map(({ action }) => action)].every(optional),
  };
}

function supplies({ allows }: DocumentedPolicy, action: string): boolean {
  return allows.some((pattern) =>
    pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action,
  );
}

/** A customer-managed policy, ready to be created: one statement a service, so that it can be read. */
export function policyDocument(actions: readonly OperatorAction[]): string {
  const services = new Map<string, string[]>();
  for (const { action } of actions) {
    const service = action.split(':')[0] ?? '';
    services.set(service, [...(services.get(service) ?? []), action]);
  }
  const Statement = [...services].map(([service, Action]) => ({
    Sid: `Flip${service.replaceAll(/[^A-Za-z0-9]/g, '')}`,
    Effect: 'Allow',
    Action,
    Resource: '*',
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
