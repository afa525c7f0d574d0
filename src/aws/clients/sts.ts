/** STS: who am I. */
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
