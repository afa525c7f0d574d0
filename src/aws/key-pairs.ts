/** Key pairs of EC2 by name. Only looks. */
import { awsError } from './errors.ts';
import type { Aws } from './factory.ts';

export interface DescribedKeyPair {
  name: string;
  fingerprint: string;
  publicKey: string | undefined;
}

/** Those of the names that are there. */
export async function describedKeyPairs(
  aws: Aws,
  names: readonly string[],
  login: string,
): Promise<DescribedKeyPair[]> {
  const { client, DescribeKeyPairsCommand } = await aws.ec2();
  try {
    // By filter, not by name: a name that is not there would be an error.
    const found = await client.send(
      new DescribeKeyPairsCommand({ Filters: [{ Name: 'key-name', Values: [...names] }], IncludePublicKey: true }),
    );
    return (found.KeyPairs ?? []).flatMap(({ KeyName, KeyFingerprint, PublicKey }) =>
      KeyName === undefined ? [] : [{ name: KeyName, fingerprint: KeyFingerprint ?? '', publicKey: PublicKey }],
    );
  } catch (error) {
    throw awsError(error, `ec2:DescribeKeyPairs ${names.join(' ')}`, login);
  }
}
