/** Until when calls to AWS will be answered. Reads the end of the credentials, and nothing else of them. */
import type { Aws } from './factory.ts';

/**
 * Undefined for keys without an end. `session`: the end of the sign-in they come from, where it is known; until then they
 * are renewed. Rejects when there are no usable credentials.
 */
export async function credentialsEnd(aws: Aws, session: Date | undefined): Promise<Date | undefined> {
  const { client } = await aws.ssm();
  const { expiration } = await client.config.credentials();
  return expiration !== undefined && session !== undefined && session > expiration ? session : expiration;
}
