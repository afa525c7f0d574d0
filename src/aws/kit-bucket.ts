/** The objects below a folder of the bucket of FL kits, or that there is no such bucket. Only looks. */
import { awsError, awsErrorName } from './errors.ts';
import type { Aws } from './factory.ts';

export interface BucketObject {
  key: string;
  size: number;
  etag: string;
}

/** Undefined when the bucket does not exist. */
export async function objectsBelow(
  aws: Aws,
  bucket: string,
  folder: string,
  login: string,
): Promise<BucketObject[] | undefined> {
  const { client, ListObjectsV2Command } = await aws.s3();
  const objects: BucketObject[] = [];
  try {
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: folder, ContinuationToken: token }),
      );
      for (const { Key, Size, ETag } of page.Contents ?? [])
        if (Key !== undefined) objects.push({ key: Key, size: Size ?? 0, etag: ETag ?? '' });
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    }
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchBucket') return undefined;
    throw awsError(error, `s3:ListBucket ${bucket}`, login);
  }
  return objects;
}
