/**
 * What must still be readable after a destroy and a new deployment: text encrypted under the hub's own key, kept in a
 * bucket that encrypts with it too, and the hub's secret. The key really encrypts here, so losing it is noticed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCli } from './aws.ts';

const ALIAS = 'alias/flip-app-key';
const OBJECT = 'uploaded/kept.bin';
export const TREASURE_TEXT = 'a model that took a year to train';

export interface Treasure {
  text: string;
  /** The hub's key and its state. */
  key: string;
  secret: string;
  secretKey: string;
}

export async function bury(aws: AwsCli, bucket: string, dir: string): Promise<void> {
  const plain = join(dir, 'plain.txt');
  writeFileSync(plain, TREASURE_TEXT);
  const sealed = await aws('kms', 'encrypt', '--key-id', ALIAS, '--plaintext', `fileb://${plain}`);
  const body = join(dir, 'sealed.bin');
  writeFileSync(body, Buffer.from(sealed.CiphertextBlob as string, 'base64'));
  await aws('s3api', 'put-object', '--bucket', bucket, '--key', OBJECT, '--body', body);
}

/** Throws when anything of it cannot be read or decrypted. */
export async function digUp(aws: AwsCli, bucket: string, dir: string): Promise<Treasure> {
  const fetched = join(dir, 'fetched.bin');
  const [, found, described] = await Promise.all([
    aws('s3api', 'get-object', '--bucket', bucket, '--key', OBJECT, fetched),
    aws('secretsmanager', 'get-secret-value', '--secret-id', 'FLIP_API'),
    aws('secretsmanager', 'describe-secret', '--secret-id', 'FLIP_API'),
  ]);
  const opened = await aws('kms', 'decrypt', '--ciphertext-blob', `fileb://${fetched}`);
  const { KeyMetadata } = (await aws('kms', 'describe-key', '--key-id', ALIAS)) as {
    KeyMetadata: { Arn: string; KeyState: string };
  };
  return {
    text: Buffer.from(opened.Plaintext as string, 'base64').toString(),
    key: `${KeyMetadata.Arn} ${KeyMetadata.KeyState}`,
    secret: found.SecretString as string,
    secretKey: described.KmsKeyId as string,
  };
}
