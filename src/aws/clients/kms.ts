/** KMS: the key behind an alias that exists already. */
export { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
