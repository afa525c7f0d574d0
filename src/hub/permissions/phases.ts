/** What the phases themselves ask of AWS, beside Terraform: the state and its lock, keys, mail, what exists already. */
export interface PhaseRow {
  /** The command or phase, as an operator knows it. */
  phase: string;
  actions: readonly string[];
}

/** To run a task that Terraform declared is to pass its two roles on. */
const ONE_SHOT_TASK = [
  'ecs:DescribeTaskDefinition',
  'ecs:ListTasks',
  'ecs:RunTask',
  'ecs:DescribeTasks',
  'iam:PassRole',
  'logs:GetLogEvents',
] as const;

export const PHASE_ACTIONS: readonly PhaseRow[] = [
  { phase: 'aws-login', actions: ['sts:GetCallerIdentity'] },
  {
    phase: 'generate-internal-service-key',
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'kms:Decrypt'],
  },
  { phase: 'key-pair', actions: ['ec2:DescribeKeyPairs'] },
  {
    phase: 'create-backend',
    actions: [
      's3:CreateBucket',
      's3:ListBucket',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:GetEncryptionConfiguration',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:PutLifecycleConfiguration',
    ],
  },
  { phase: 'public-zone', actions: ['route53:ListHostedZonesByName', 'route53:GetHostedZone'] },
  {
    phase: 'the state and its lock',
    actions: ['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  },
  {
    phase: 'import-persistent',
    actions: [
      's3:ListBucket',
      'secretsmanager:DescribeSecret',
      'secretsmanager:RestoreSecret',
      'kms:DescribeKey',
      'cognito-idp:ListUserPools',
      'cognito-idp:ListUserPoolClients',
      'cognito-idp:DescribeUserPool',
      'acm:ListCertificates',
      'acm:ListTagsForCertificate',
      'ses:GetEmailIdentity',
    ],
  },
  {
    // What an apply that was cut off made is looked for by its tags and, where AWS has none, by its name or its place.
    phase: 'plan of a resumed run',
    actions: [
      'tag:GetResources',
      'cloudfront:ListOriginAccessControls',
      'cloudfront:ListOriginRequestPolicies',
      'cloudfront:ListResponseHeadersPolicies',
      'cloudfront:ListVpcOrigins',
      'servicediscovery:ListNamespaces',
      'servicediscovery:ListServices',
      'ec2:DescribeSecurityGroupRules',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticfilesystem:DescribeMountTargets',
    ],
  },
  { phase: 'fl-kits', actions: ['s3:ListBucket'] },
  {
    // FL services that run start anew when the kits they work with are replaced.
    phase: 'provision-kits',
    actions: [...ONE_SHOT_TASK, 's3:ListBucket', 'ecs:UpdateService'],
  },
  {
    phase: 'register-supernode-keys',
    actions: [...ONE_SHOT_TASK, 's3:ListBucket', 'ecs:DescribeServices'],
  },
  {
    phase: 'seed-users',
    actions: [
      'cognito-idp:ListUserPools',
      'cognito-idp:ListUserPoolClients',
      'cognito-idp:DescribeUserPool',
      'cognito-idp:AdminCreateUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminSetUserPassword',
      'cognito-idp:ListUsers',
    ],
  },
  {
    phase: 'email',
    actions: [
      'ses:GetAccount',
      'ses:GetEmailIdentity',
      'ses:CreateEmailIdentity',
      'ses:DeleteEmailIdentity',
      'ses:PutAccountDetails',
    ],
  },
  { phase: 'forward-trust', actions: ['ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession'] },
];
