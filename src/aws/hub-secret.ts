/** What the hub's secret holds. The values are secrets: whoever asks registers them before anything else. */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { Secret } from '../engine/secret.ts';
import { awsError, awsErrorName } from './errors.ts';
import { existingSecret } from './existing.ts';
import type { Aws } from './factory.ts';

export const HUB_SECRET = 'FLIP_API';

/** By the secret's own names (`aes_key`, `internal_service_key` …); undefined when there is no such secret or it is still empty. */
export async function readHubSecret(aws: Aws, login: string): Promise<Map<string, Secret> | undefined> {
  const found = await existingSecret(aws, HUB_SECRET, login);
  if (found === undefined) return undefined;
  if (found.deletedAt !== undefined) throw leaving(found.arn, found.deletedAt);
  const { client, GetSecretValueCommand } = await aws.secrets();
  let text: string | undefined;
  try {
    text = (await client.send(new GetSecretValueCommand({ SecretId: found.arn }))).SecretString;
  } catch (error) {
    // Made, and never filled: the first apply was cut off in between.
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    throw awsError(error, `secretsmanager:GetSecretValue ${HUB_SECRET}`, login);
  }
  return parsed(text ?? '', found.arn);
}

function parsed(text: string, arn: string): Map<string, Secret> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The reason would carry a part of the secret.
  }
  if (typeof value !== 'object' || value === null)
    throw new HubError({
      code: 'file-malformed',
      who: 'environment',
      what: `the secret ${HUB_SECRET} holds something else than the keys of a hub`,
      cause: 'it was written by hand or by other tooling; with unknown keys none is made here',
      next: [`look at it: aws secretsmanager get-secret-value --secret-id ${arn}`],
      exit: EXIT.precondition,
    });
  return new Map(
    Object.entries(value).flatMap(([name, held]) =>
      typeof held === 'string' && held !== '' ? [[name, new Secret(held, name)]] : [],
    ),
  );
}

const leaving = (arn: string, when: Date): HubError =>
  new HubError({
    code: 'keys-missing',
    who: 'operator',
    what: `the secret ${HUB_SECRET} is scheduled for deletion`,
    cause: `it was on ${when.toISOString().slice(0, 10)}, with the keys that every trust holds; none is made here while they can be had back`,
    next: [`aws secretsmanager restore-secret --secret-id ${arn}`, 'then run the same command again'],
    exit: EXIT.precondition,
  });
