/** What update-env writes after an apply. Never asked for, never recorded: Terraform's outputs are the source. */
import type { EnvKey } from '../schema.ts';

export const OUTPUT_KEYS: readonly EnvKey[] = [
  {
    key: 'DB_HOST',
    group: 'outputs',
    kind: 'text',
    required: 'never',
    words: 'address of the database, from output DbEndpoint',
  },
  {
    key: 'POSTGRES_SECRET_ARN',
    group: 'outputs',
    kind: 'arn',
    required: 'never',
    words: "the database's own secret, from output DbSecretArn",
  },
  {
    key: 'AWS_COGNITO_USER_POOL_ID',
    group: 'outputs',
    kind: 'text',
    required: 'never',
    words: 'from output CognitoUserPoolId; goes into the UI',
  },
  {
    key: 'AWS_COGNITO_APP_CLIENT_ID',
    group: 'outputs',
    kind: 'text',
    required: 'never',
    words: 'from output CognitoAppClientId; goes into the UI',
  },
];
