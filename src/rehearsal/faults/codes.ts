/**
 * How AWS itself says "slower" and "my fault", service by service. The codes and statuses are those of the services'
 * API references (common errors); every SDK repeats them.
 */
import type { FaultKind } from './spec.ts';

interface Words {
  status: number;
  code: string;
  message: string;
}

const RATE = 'Rate exceeded';

const THROTTLED: Record<string, Words> = {
  ec2: { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' },
  s3: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  'cognito-idp': { status: 400, code: 'TooManyRequestsException', message: RATE },
  'ses json': { status: 429, code: 'TooManyRequestsException', message: RATE },
  elasticfilesystem: { status: 429, code: 'ThrottlingException', message: RATE },
  servicediscovery: {
    status: 400,
    code: 'RequestLimitExceeded',
    message: 'The operation can’t be completed because of a limit.',
  },
};

const INTERNAL: Record<string, Words> = {
  ec2: { status: 500, code: 'InternalError', message: 'An internal error has occurred' },
  s3: { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
  kms: {
    status: 500,
    code: 'KMSInternalException',
    message: 'The request was rejected because an internal exception occurred.',
  },
};

const OUT: Record<string, Words> = {
  ec2: { status: 503, code: 'Unavailable', message: 'The service is unavailable. Please try again shortly.' },
  s3: { status: 503, code: 'ServiceUnavailable', message: 'Service is unable to handle request.' },
};

/** `json` for services with JSON bodies, which end their codes with "Exception". */
export function answerOf(
  kind: Extract<FaultKind, 'throttle' | '5xx'>,
  service: string,
  json: boolean,
  variant: number,
): Words {
  if (kind === 'throttle')
    return (
      THROTTLED[json ? `${service} json` : service] ??
      THROTTLED[service] ?? { status: 400, code: json ? 'ThrottlingException' : 'Throttling', message: RATE }
    );
  return variant < 0.5
    ? (INTERNAL[service] ?? {
        status: 500,
        code: 'InternalFailure',
        message: 'The request processing has failed because of an unknown error.',
      })
    : (OUT[service] ?? {
        status: 503,
        code: json ? 'ServiceUnavailableException' : 'ServiceUnavailable',
        message: 'The request has failed due to a temporary failure of the server.',
      });
}
