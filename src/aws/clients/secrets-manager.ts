/** Secrets Manager: whether a secret exists or is about to vanish, its restoration, and what it holds. */
export {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
