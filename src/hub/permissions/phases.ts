/** What the phases themselves ask of AWS, beside Terraform: the state and its lock, keys, mail, what exists already. */
export interface PhaseRow {
  /** The command or phase, as an operator knows it. */
  phase: string;
  actions: readonly string[];
}

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
      'acm:DescribeCertificate',
      'acm:ListTagsForCertificate',
      'route53:ListHostedZonesByName',
      'ses:GetEmailIdentity',
    ],
  },
  {
    // What an apply that was cut off made is looked for by its tags and, where AWS has none, by its name.
    phase: 'plan of a resumed run',
    actions: [
      'tag:GetResources',
      'cloudfront:ListOriginAccessControls',
      'cloudfront:ListOriginRequestPolicies',
      'cloudfront:ListResponseHeadersPolicies',
      'cloudfront:ListVpcOrigins',
      'servicediscovery:ListNamespaces',
      'servicediscovery:ListServices',
    ],
  },
  { phase: 'fl-kits', actions: ['s3:ListBucket', 's3:GetObject'] },
  {
    phase: 'provision-kits',
    actions: ['ecs:RunTask', 'ecs:ListTasks', 'ecs:DescribeTasks', 'iam:PassRole', 'logs:GetLogEvents'],
  },
  {
    phase: 'seed-users',
    actions: [
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
