/** Permissions and accounts: who may do what. */
import { is, listOf, type Planned, type PlanView, shown } from './plan-view.ts';
import { type Statement, statementsOf } from './policies.ts';
import type { Finding, Invariant } from './types.ts';

/** Actions that AWS defines without resources: `*` is all that can be written. Each with who needs it. */
export const WITHOUT_RESOURCES: Readonly<Record<string, string>> = {
  'cloudwatch:PutMetricData': "the trust host's agent; limited to its own namespace by a condition",
  'ssm:UpdateInstanceInformation': "SSM's agent on the hosts registers itself",
  'ssmmessages:CreateControlChannel': 'sessions into hosts and, when switched on, into containers',
  'ssmmessages:CreateDataChannel': 'sessions into hosts and, when switched on, into containers',
  'ssmmessages:OpenControlChannel': 'sessions into hosts and, when switched on, into containers',
  'ssmmessages:OpenDataChannel': 'sessions into hosts and, when switched on, into containers',
};

const IDENTITY_POLICIES: readonly { type: string; attribute: string }[] = [
  { type: 'aws_iam_role_policy', attribute: 'policy' },
  { type: 'aws_iam_policy', attribute: 'policy' },
  { type: 'aws_iam_user_policy', attribute: 'policy' },
  { type: 'aws_iam_group_policy', attribute: 'policy' },
];

const RESOURCE_POLICIES: readonly { type: string; attribute: string }[] = [
  { type: 'aws_iam_role', attribute: 'assume_role_policy' },
  { type: 'aws_sns_topic_policy', attribute: 'policy' },
  { type: 'aws_sqs_queue_policy', attribute: 'policy' },
  { type: 'aws_efs_file_system_policy', attribute: 'policy' },
  { type: 'aws_secretsmanager_secret_policy', attribute: 'policy' },
  { type: 'aws_ecr_repository_policy', attribute: 'policy' },
];

const MANAGED = [
  'aws_iam_role_policy_attachment',
  'aws_iam_policy_attachment',
  'aws_iam_role_policy_attachments_exclusive',
];

const noWildcard: Invariant = {
  name: 'no-wildcard-in-permissions',
  holds:
    'no role may do every action of a service, or anything to every resource, but for listed actions without resources',
  why: 'a service that is taken over must be able to do no more than its own work',
  judge: (plan) => [
    ...IDENTITY_POLICIES.flatMap(({ type, attribute }) =>
      plan.all(type).flatMap((r) => judged(plan, r, attribute, (s) => [...wildActions(s), ...wildResources(s)])),
    ),
    ...RESOURCE_POLICIES.flatMap(({ type, attribute }) =>
      plan.all(type).flatMap((r) => judged(plan, r, attribute, (s) => [...wildActions(s), ...everybody(s)])),
    ),
    ...plan.all(...MANAGED).map(
      (r): Finding => ({
        address: r.address,
        what: `attaches a policy that is not written here (${shown(r.read('policy_arn'))}); AWS's own reach further`,
      }),
    ),
    ...plan
      .all('aws_iam_role')
      .flatMap((r): Finding[] =>
        listOf(r.read('managed_policy_arns')).length > 0
          ? [{ address: r.address, what: 'attaches policies that are not written here (managed_policy_arns)' }]
          : [],
      ),
  ],
};

function judged(plan: PlanView, r: Planned, attribute: string, wrong: (s: Statement) => string[]): Finding[] {
  const statements = statementsOf(plan, r, attribute);
  if (statements === undefined)
    return [
      { address: r.address, what: 'what it allows can be told neither from the plan nor from a policy document' },
    ];
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((s) => [...(s.inverted ? ['allows everything but what it names'] : []), ...wrong(s)])
    .map((what) => ({ address: r.address, what }));
}

const wildActions = (s: Statement): string[] =>
  s.actions.filter((action) => action.includes('*') || action === '(not known)').map((action) => `allows ${action}`);

/** Resources that are wide and cannot be named more narrowly, each with what narrows it instead. */
export const WIDE_RESOURCES: readonly { action: string; resource: RegExp; condition: RegExp; why: string }[] = [
  {
    action: 'kms:Decrypt',
    resource: /^arn:aws:kms:[^:]+:\d{12}:key\/\*$/,
    condition: /^StringEquals kms:ViaService=secretsmanager\.[a-z0-9-]+\.amazonaws\.com$/,
    why: "the database's proxy reads the master password, whose key is AWS's own and has no id that could be named; only through Secrets Manager",
  },
];

/** `*`, or an ARN that means all of a service or of a kind. A path below a named thing (`…:parameter/flip/*`) does not. */
function wildResources(s: Statement): string[] {
  const wild = s.resources.filter((resource) => resource !== undefined && isWide(resource));
  const allowed = (resource: string): boolean =>
    (resource === '*' && s.actions.every((action) => WITHOUT_RESOURCES[action] !== undefined)) ||
    WIDE_RESOURCES.some(
      (wide) =>
        s.actions.every((action) => action === wide.action) &&
        wide.resource.test(resource) &&
        s.conditions.some((condition) => wide.condition.test(condition)),
    );
  const wrong = wild.filter((resource) => resource !== undefined && !allowed(resource));
  return wrong.length === 0 ? [] : [`allows ${s.actions.join(', ')} on ${wrong.join(', ')}`];
}

const isWide = (resource: string): boolean =>
  // The first name of an S3 ARN is a bucket, so `name/*` is what is in one bucket.
  /^arn:[^:]*:s3:/.test(resource)
    ? /:::[^/]*\*/.test(resource)
    : resource === '*' || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[\w-]+[/:])?\*/.test(resource);

const everybody = (s: Statement): string[] => (s.principals.includes('*') ? ['lets everybody in'] : []);

const poolOffersMfa: Invariant = {
  name: 'second-factor-is-offered',
  holds: 'the user pool has authenticator apps switched on, optional or demanded',
  why: 'without them the application could not demand a second factor, and nobody could have one',
  judge: (plan) =>
    plan.all('aws_cognito_user_pool').flatMap((r): Finding[] => {
      const mode = r.read('mfa_configuration');
      const totp = r.read('software_token_mfa_configuration', 0, 'enabled');
      const off = !is(mode, 'OPTIONAL') && !is(mode, 'ON');
      return [
        ...(off ? [{ address: r.address, what: `mfa_configuration is ${shown(mode)}` }] : []),
        ...(is(totp, true) ? [] : [{ address: r.address, what: `authenticator apps are ${shown(totp)}` }]),
      ];
    }),
};

const poolProtected: Invariant = {
  name: 'user-pool-is-protected',
  holds: 'the user pool refuses its deletion, and nobody signs up by themselves',
  why: 'accounts with their second factors cannot be made again, and only an administrator admits people',
  judge: (plan) =>
    plan
      .all('aws_cognito_user_pool')
      .flatMap((r): Finding[] => [
        ...(is(r.read('deletion_protection'), 'ACTIVE')
          ? []
          : [{ address: r.address, what: `deletion_protection is ${shown(r.read('deletion_protection'))}` }]),
        ...(is(r.read('admin_create_user_config', 0, 'allow_admin_create_user_only'), true)
          ? []
          : [{ address: r.address, what: 'anybody may sign up' }]),
      ]),
};

export const PEOPLE_INVARIANTS: readonly Invariant[] = [noWildcard, poolOffersMfa, poolProtected];
