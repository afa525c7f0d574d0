/**
 * The bucket that holds the Terraform state: looked at, made, and made safe. Idempotent: an existing bucket gets every
 * setting again. Tells "not there" from "not allowed" (a 403 never leads to a create attempt).
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

export type BucketState = 'present' | 'absent';

/**
 * Throws when the answer is neither yes nor no: somebody else's bucket, another region, no network, no credentials. With
 * `account`, a bucket of another account that lets us in is somebody else's too: the state must never lie there.
 */
export async function stateBucketState(
  aws: Aws,
  bucket: string,
  login: string,
  account?: string,
): Promise<BucketState> {
  const { client, HeadBucketCommand } = await aws.s3();
  try {
    await client.send(
      new HeadBucketCommand({ Bucket: bucket, ...(account === undefined ? {} : { ExpectedBucketOwner: account }) }),
    );
    return 'present';
  } catch (error) {
    const status = awsStatus(error);
    if (status === 404 || awsErrorName(error) === 'NotFound' || awsErrorName(error) === 'NoSuchBucket') return 'absent';
    if (status === 301 || status === 400) throw elsewhere(bucket, regionOf(error), aws.target.region, error);
    if (status === 403)
      throw notOurs(bucket, `AWS answered ${status}: bucket names are shared by the whole world`, error);
    throw awsError(error, `s3:HeadBucket ${bucket}`, login);
  }
}

/** S3 says where a bucket is, even to those who may not look into it. */
const regionOf = (error: unknown): string | undefined =>
  (error as { $response?: { headers?: Record<string, string> } }).$response?.headers?.['x-amz-bucket-region'];

const notOurs = (bucket: string, cause: string, error: unknown): HubError =>
  new HubError(
    {
      code: 'backend-missing',
      who: 'operator',
      what: `the state bucket ${bucket} exists but is not this account's, or this role may not see it`,
      cause,
      next: ['choose another name for FLIP_TFSTATE_BUCKET_NAME', 'or sign in with a role that may use the bucket'],
      exit: EXIT.precondition,
    },
    { cause: error },
  );

const elsewhere = (bucket: string, found: string | undefined, wanted: string, error: unknown): HubError =>
  new HubError(
    {
      code: 'backend-missing',
      who: 'operator',
      what: `the state bucket ${bucket} is not in ${wanted}${found === undefined ? '' : `, but in ${found}`}`,
      cause: 'a bucket lives in one region, and Terraform looks for the state in that of the environment',
      next: [
        ...(found === undefined ? [] : [`if the hub is there: AWS_REGION=${found} in the environment file`]),
        'else choose another name for FLIP_TFSTATE_BUCKET_NAME',
      ],
      exit: EXIT.precondition,
    },
    { cause: error },
  );

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
  account?: string,
): Promise<MadeBucket> {
  let made = (await stateBucketState(aws, bucket, login, account)) === 'absent';
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
      if (call === 'CreateBucket' && awsErrorName(error) === 'BucketAlreadyExists')
        throw notOurs(bucket, 'somebody else has a bucket of this name', error);
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
  // A key of the account's own is more than we would put there: it stays.
  if (!(await hasOwnKey(s3, bucket, login)))
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
  await send('PutBucketPolicy', async () =>
    client.send(new s3.PutBucketPolicyCommand({ Bucket: bucket, Policy: await withTlsOnly(s3, bucket, login) })),
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
              Expiration: { ExpiredObjectDeleteMarker: true },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
          ],
        },
      }),
    ),
  );
  return { made, settings: ['public access blocked', 'versioned', 'encrypted', 'TLS only', 'history bounded'] };
}

type S3 = Awaited<ReturnType<Aws['s3']>>;

async function hasOwnKey({ client, GetBucketEncryptionCommand }: S3, bucket: string, login: string): Promise<boolean> {
  try {
    const found = await client.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
    return (found.ServerSideEncryptionConfiguration?.Rules ?? []).some((rule) =>
      rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm?.startsWith('aws:kms'),
    );
  } catch (error) {
    if (awsErrorName(error) === 'ServerSideEncryptionConfigurationNotFoundError') return false;
    throw awsError(error, `s3:GetEncryptionConfiguration ${bucket}`, login);
  }
}

const TLS_SID = 'TlsOnly';

/** The bucket's policy with our statement in it; what others wrote there stays. */
async function withTlsOnly({ client, GetBucketPolicyCommand }: S3, bucket: string, login: string): Promise<string> {
  let before: { Statement?: { Sid?: string }[] } = {};
  try {
    before = JSON.parse((await client.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy ?? '{}');
  } catch (error) {
    if (awsErrorName(error) !== 'NoSuchBucketPolicy') throw awsError(error, `s3:GetBucketPolicy ${bucket}`, login);
  }
  const others = [before.Statement ?? []].flat().filter(({ Sid }) => Sid !== TLS_SID);
  return JSON.stringify({ Version: '2012-10-17', ...before, Statement: [...others, tlsOnly(bucket)] });
}

const tlsOnly = (bucket: string) => ({
  Sid: TLS_SID,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
