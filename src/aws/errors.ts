/**
 * AWS failures in the words of a person. Knows what the SDK throws when credentials, the network or a permission is
 * missing; names the call that failed. Never swallows: what it does not know keeps AWS's own words.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';

interface AwsThrown {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; attempts?: number };
  cause?: unknown;
}

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'SSOTokenProviderFailure',
  'UnauthorizedException',
]);
const REFUSED = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'AuthFailure',
  'UnrecognizedClient',
]);
const MISSING = new Set(['CredentialsProviderError', 'ProviderError', 'TokenProviderError']);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
  'Forbidden',
]);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
]);

/** The HTTP status or error name AWS gave, when that is how a caller tells "not there" from "not allowed". */
export const awsErrorName = (error: unknown): string => (error as AwsThrown)?.name ?? '';
export const awsStatus = (error: unknown): number | undefined => (error as AwsThrown)?.$metadata?.httpStatusCode;
/** How often the call was tried before it ended this way. */
export const awsAttempts = (error: unknown): number => (error as AwsThrown)?.$metadata?.attempts ?? 1;

/** `call` is what was being done, e.g. `s3:HeadBucket flip-state`. `login` is the command that signs in again. */
export function awsError(error: unknown, call: string, login: string): HubError {
  if (error instanceof HubError) return error;
  const thrown = error as AwsThrown;
  const name = thrown.name ?? 'Error';
  const code = networkCode(thrown);
  const words = `${call}: ${name}: ${thrown.message ?? ''}`.trim();
  if (MISSING.has(name) || EXPIRED.has(name))
    return new HubError(
      {
        code: 'credentials',
        who: 'operator',
        what: `no usable AWS credentials (${call})`,
        cause: EXPIRED.has(name) ? 'the session has expired' : (thrown.message ?? 'the profile gives none'),
        next: [
          login,
          ...(MISSING.has(name) ? ['aws configure list-profiles    shows the profiles of this machine'] : []),
        ],
        exit: EXIT.authentication,
      },
      { cause: error },
    );
  if (REFUSED.has(name))
    return new HubError(
      {
        code: 'credentials',
        who: 'operator',
        what: `AWS refused the credentials (${call})`,
        cause: `${name}: static keys in the environment often outrank the profile, or the session belongs to somebody else`,
        next: ['unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN', login],
        exit: EXIT.authentication,
      },
      { cause: error },
    );
  if (code !== undefined)
    return new HubError(
      {
        code: 'aws-unreachable',
        who: 'environment',
        what: `AWS cannot be reached (${call}): ${code}`,
        cause: 'no network, a proxy or firewall in between, or a wrong region',
        next: ['check the network and AWS_REGION, then run the same command again'],
        exit: EXIT.failed,
      },
      { cause: error },
    );
  if (DENIED.has(name) || thrown.$metadata?.httpStatusCode === 403)
    return new HubError(
      {
        code: 'aws-failed',
        who: 'operator',
        what: `not allowed: ${call}`,
        cause: thrown.message ?? 'the role lacks the permission',
        next: [`add the permission for ${call.split(' ')[0]} to the operator's role, sign in again`],
        exit: EXIT.authentication,
      },
      { cause: error },
    );
  return new HubError(
    {
      code: 'aws-failed',
      who: 'tool',
      what: words,
      next: ['run the same command again', 'if it fails again, read the log'],
      exit: EXIT.failed,
    },
    { cause: error },
  );
}

/** The request did not get through, or no answer came: the same request may succeed later. */
export const isNetworkError = (error: unknown): boolean => networkCode(error as AwsThrown) !== undefined;

function networkCode(thrown: AwsThrown): string | undefined {
  for (let at: AwsThrown | undefined = thrown; at !== undefined; at = at.cause as AwsThrown | undefined) {
    if (at.code !== undefined && NETWORK.has(at.code)) return at.code;
    if (at.name !== undefined && NETWORK.has(at.name)) return at.name;
  }
  return undefined;
}
