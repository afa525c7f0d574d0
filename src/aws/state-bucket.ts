/**
 * The bucket that holds the Terraform state: looked at, made, and made safe. Idempotent: an existing bucket gets every
 * setting again. Tells "not there" from "not allowed" (a 403 never leads to a create attempt).
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

export type BucketState = 'present' | 'absent';

/** Throws when the answer is neither yes nor no: forbidden (somebody else's name), no network, no credentials. */
export async function stateBucketState(aws: Aws, bucket: string, login: string): Promise<BucketState> {
  const { client, HeadBucketCommand } = await aws.s3();
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return 'present';
  } catch (error) {
    if (awsStatus(error) === 404 || awsErrorName(error) === 'NotFound' || awsErrorName(error) === 'NoSuchBucket')
      return 'absent';
    if (awsStatus(error) === 403 || awsStatus(error) === 301)
      throw new HubError(
        {
          code: 'backend-missing',
          who: 'operator',
          what: `the state bucket ${bucket} exists but is not this account's, or this role may not see it`,
          cause: `AWS answered ${awsStatus(error)}: bucket names are shared by the whole world`,
          next: ['choose another name for FLIP_TFSTATE_BUCKET_NAME', 'or sign in with a role that may use the bucket'],
          exit: EXIT.precondition,
        },
        { cause: error },
      );
    throw awsError(error, `s3:HeadBucket ${bucket}`, login);
  }
}

export interface MadeBucket {
  made: boolean;
  settings: string[];
}

/** Makes the bucket if it is not there, and puts every safety setting on it either way, after `there` agreed. */
export async function ensureStateBucket(
  aws: Aws,
  bucket: string,
  region: string,
  login: string,
  there: () => Promise<void>,
): Promise<MadeBucket> {
  let made = (await stateBucketState(aws, bucket, login)) === 'absent';
  const s3 = await aws.s3();
  const send = async (call: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      // Somebody of this account made it a moment ago.
      if (call === 'CreateBucket' && awsErrorName(error) === 'BucketAlreadyOwnedByYou') {
        made = false;
        return;
      }
      throw awsError(error, `s3:${call} ${bucket}`, login);
    }
  };
  const { client } = s3;
  if (made)
    await send('CreateBucket', () =>
      client.send(
        new s3.CreateBucketCommand({
          Bucket: bucket,
          // The oldest region must not be named as a constraint; every other one must.
          ...(region === 'us-east-1'
            ? {}
            : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-2' } }),
        }),
      ),
    );
  await there();
  await send('PutPublicAccessBlock', () =>
    client.send(
      new s3.PutPublicAccessBlockCommand({
        Bucket: bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    ),
  );
  await send('PutBucketVersioning', () =>
    client.send(new s3.PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } })),
  );
  await send('PutEncryptionConfiguration', () =>
    client.send(
      new s3.PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
    ),
  );
  await send('PutBucketPolicy', () =>
    client.send(new s3.PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(tlsOnly(bucket)) })),
  );
  await send('PutLifecycleConfiguration', () =>
    client.send(
      new s3.PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ID: 'bounded-history',
              Status: 'Enabled',
              Filter: { Prefix: '' },
              NoncurrentVersionExpiration: { NewerNoncurrentVersions: 5, NoncurrentDays: 90 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      }),
    ),
  );
  return { made, settings: ['public access blocked', 'versioned', 'encrypted', 'TLS only', 'history bounded'] };
}

const tlsOnly = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});
