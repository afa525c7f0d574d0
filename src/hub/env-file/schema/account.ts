/** Which account, state and buckets an environment lives in. */
import type { EnvKey } from '../schema.ts';

const input = { required: 'always', terraform: true, recorded: true } as const;

export const ACCOUNT_KEYS: readonly EnvKey[] = [
  {
    key: 'FLIP_AWS_ACCOUNT_ID',
    kind: 'account',
    ...input,
    words: 'the AWS account this environment lives in; every change is refused in any other',
    how: 'aws sts get-caller-identity --query Account --output text',
  },
  { key: 'AWS_PROFILE', kind: 'text', required: 'never', words: 'AWS profile that signs in to this account' },
  {
    key: 'STAG_AWS_PROFILE',
    kind: 'text',
    required: 'never',
    words: 'profile expected for stag, when it is not "stag"',
  },
  {
    key: 'PROD_AWS_PROFILE',
    kind: 'text',
    required: 'never',
    words: 'profile expected for production, when it is not "prod"',
  },
  { key: 'AWS_REGION', kind: 'region', ...input, words: 'region of the hub', how: 'eu-west-2 unless you know better' },
  {
    key: 'FLIP_TFSTATE_BUCKET_NAME',
    kind: 'bucket',
    required: 'always',
    recorded: true,
    words: "bucket of Terraform's state; made by create-backend, never shared by two environments",
    how: 'choose a name nobody in the world has: <organisation>-flip-<environment>-tfstate',
  },
  { key: 'FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME', kind: 'bucket', ...input, words: 'bucket of uploaded model files' },
  { key: 'FLIP_FL_RESULTS_BUCKET_NAME', kind: 'bucket', ...input, words: 'bucket of training results' },
  { key: 'FLIP_APP_BUNDLES_BUCKET_NAME', kind: 'bucket', ...input, words: 'bucket of FL application bundles' },
  { key: 'FLIP_UI_BUCKET_NAME', kind: 'bucket', ...input, words: "bucket of the UI's static files" },
  { key: 'AICENTRE_BUCKET_NAME', kind: 'bucket', ...input, words: 'bucket of FL participant kits' },
  {
    key: 'ACCESS_LOGS_BUCKET_NAME',
    kind: 'bucket',
    ...input,
    required: 'never',
    words: 'bucket of access logs; derived from ALB_SUBDOMAIN when empty',
  },
  {
    key: 'DEMO_ASSETS_BUCKET_NAME',
    kind: 'bucket',
    ...input,
    required: 'never',
    words: 'bucket of the public demo; empty for no demo. Emptying it on a hub that has a demo removes the demo',
  },
];
