/** Secrets Manager: whether a secret exists, is about to vanish, and its restoration. */
export {
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
