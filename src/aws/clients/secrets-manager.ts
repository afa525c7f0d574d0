/** Secrets Manager: whether a secret exists or is about to vanish, and its restoration. */
export { DescribeSecretCommand, RestoreSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
