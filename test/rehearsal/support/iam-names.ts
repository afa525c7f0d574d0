/** The IAM action that allows a recorded call: mostly its own name, otherwise where S3 and signing names differ. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StandIn } from '../../../src/rehearsal/index.ts';

/** From "Actions, resources, and condition keys for Amazon S3". */
const S3: Readonly<Record<string, string>> = {
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListObjectVersions: 'ListBucketVersions',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};
const SERVICES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag', sesv2: 'ses' };
/** Not IAM's: signing in, pages without a signature, the protocol of a session. */
const OTHERS = new Set(['sso', 'sso-oidc', 'unsigned', 'ssmmessages']);

/** Every IAM action that a stand-in was called for, once, sorted. */
export function actionsCalled(standIn: StandIn): string[] {
  const lines = readFileSync(join(standIn.dir, 'calls.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const calls = lines.map((line) => JSON.parse(line) as { service: string; operation: string });
  const actions = calls
    .filter(({ service }) => !OTHERS.has(service))
    .map(({ service, operation }) =>
      service === 's3' ? `s3:${S3[operation] ?? operation}` : `${SERVICES[service] ?? service}:${operation}`,
    );
  return [...new Set(actions)].sort();
}
