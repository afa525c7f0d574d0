/**
 * Is a bucket's name free in all the world? Asked of S3 without signing in, as anybody may: setup wants to know before
 * there are credentials. Knows only "there is one" from "there is none"; whose it is shows when it is made.
 */
/** `exists`: somebody's, perhaps this account's. */
export type BucketName = 'free' | 'exists' | 'unknown';

const PATIENCE_MS = 4_000;

/** `endpoint` takes the place of AWS's own. Never rejects: what cannot be seen is `unknown`. */
export async function bucketName(name: string, region: string, endpoint?: string): Promise<BucketName> {
  const base = endpoint ?? `https://s3.${region}.amazonaws.com`;
  try {
    const answer = await fetch(`${base.replace(/\/$/, '')}/${name}`, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404) return 'free';
    // 403: somebody's; 301: somebody's in another region; 200: even open to everybody.
    return answer.status < 400 || answer.status === 403 ? 'exists' : 'unknown';
  } catch {
    // Offline, behind a proxy, too slow: a reason to say so, not to stop.
    return 'unknown';
  }
}
