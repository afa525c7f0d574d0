/**
 * The right account: who the credentials are, compared with the account the operator wrote down. Asked before every
 * changing phase; a mismatch stops everything.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsError } from './errors.ts';
import type { Aws } from './factory.ts';

export interface Identity {
  account: string;
  arn: string;
}

export async function callerIdentity(aws: Aws, login: string, signal?: AbortSignal): Promise<Identity> {
  const { client, GetCallerIdentityCommand } = await aws.sts();
  try {
    const who = await client.send(new GetCallerIdentityCommand({}), signal ? { abortSignal: signal } : {});
    return { account: who.Account ?? '', arn: who.Arn ?? '' };
  } catch (error) {
    throw awsError(error, 'sts:GetCallerIdentity', login);
  }
}

/** Throws exit 4 unless the caller is in the expected account. */
export function requireAccount(identity: Identity, expected: string | undefined, envFile: string): void {
  if (expected === undefined || expected === '')
    throw new HubError({
      code: 'account-mismatch',
      who: 'operator',
      what: `${envFile} does not say which AWS account this environment is`,
      cause: 'FLIP_AWS_ACCOUNT_ID is missing: without it nothing protects the other account from this deployment',
      next: [
        `write FLIP_AWS_ACCOUNT_ID=<the 12 digits of the right account> into ${envFile}`,
        `you are signed in to ${identity.account}`,
      ],
      exit: EXIT.precondition,
    });
  if (identity.account === expected) return;
  throw new HubError({
    code: 'account-mismatch',
    who: 'operator',
    what: `wrong AWS account: signed in to ${identity.account}, but this environment is ${expected}`,
    cause: `the credentials are ${identity.arn}`,
    next: [
      'sign in with the profile of this environment',
      `or, if the account really changed, correct FLIP_AWS_ACCOUNT_ID in ${envFile}`,
    ],
    exit: EXIT.precondition,
  });
}
