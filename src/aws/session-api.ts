/**
 * Session Manager's calls for the tunnels: start, resume, end, and the signature of a stream. Errors become HubErrors whose
 * codes say whether to sign in, to try again, or to give up.
 */

import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { SessionApi, SessionGrant } from '../tunnel/index.ts';
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

/** `login` is the command that signs in again. */
export function createSessionApi(aws: Aws, login: string): SessionApi {
  const { region, profile, standIn } = aws.target;
  return {
    region,
    endpoint: standIn?.endpoint ?? `https://ssm.${region}.amazonaws.com`,
    ...(profile === undefined ? {} : { profile }),
    async startSession({ instance, document, parameters }) {
      const { client, StartSessionCommand } = await aws.ssm();
      const call = new StartSessionCommand({ Target: instance, DocumentName: document, Parameters: parameters });
      const answer = await client.send(call).catch((error: unknown) => {
        throw hostError(error, instance) ?? callError(error, `ssm:StartSession ${instance}`, login);
      });
      return grantOf(answer) ?? never('StartSession');
    },
    async resumeSession(sessionId) {
      const { client, ResumeSessionCommand } = await aws.ssm();
      const answer = await client.send(new ResumeSessionCommand({ SessionId: sessionId })).catch((error: unknown) => {
        if (isOver(error)) return {};
        throw callError(error, `ssm:ResumeSession ${sessionId}`, login);
      });
      return grantOf(answer);
    },
    async terminateSession(sessionId) {
      const { client, TerminateSessionCommand } = await aws.ssm();
      await client.send(new TerminateSessionCommand({ SessionId: sessionId })).catch((error: unknown) => {
        if (isOver(error)) return;
        throw callError(error, `ssm:TerminateSession ${sessionId}`, login);
      });
    },
    async signStream(streamUrl) {
      const url = new URL(streamUrl);
      if ([...url.searchParams.keys()].some((name) => name.toLowerCase().startsWith('x-amz-'))) return {};
      const { client } = await aws.ssm();
      const signer = await client.config.signer();
      const signed = await signer
        .sign(
          {
            method: 'GET',
            protocol: 'https:',
            hostname: url.hostname,
            path: url.pathname,
            query: Object.fromEntries(url.searchParams),
            headers: { host: url.host },
          },
          {
            signingService: 'ssmmessages',
            signingRegion: region,
            // A clock that is wrong here: what earlier calls learnt about it holds for this signature too.
            signingDate: new Date(Date.now() + client.config.systemClockOffset),
          },
        )
        .catch((error: unknown) => {
          throw awsError(error, 'the signature of a session', login);
        });
      return withoutHost(signed.headers);
    },
  };
}

/** What concerns the host itself; undefined for everything else. */
function hostError(error: unknown, instance: string): HubError | undefined {
  const name = awsErrorName(error);
  if (name === 'TargetNotConnected')
    return new HubError(
      {
        code: 'ssm-target-not-connected',
        who: 'environment',
        what: `${instance} is not connected to Systems Manager`,
        cause: 'it is stopped, starting, or has no way out to AWS (NAT gateway, endpoints, instance profile)',
        next: [
          'aws ssm describe-instance-information    shows its PingStatus',
          'wait until it is Online, then run the same command again',
        ],
        exit: EXIT.failed,
      },
      { cause: error },
    );
  if (name !== 'InvalidTarget' && name !== 'InvalidInstanceId') return undefined;
  return new HubError(
    {
      code: 'ssm-invalid-instance',
      who: 'operator',
      what: `${instance} does not exist any more`,
      cause: 'the instance was replaced since its id was written down, or the region is another one',
      next: ['flip-hub ssh-config    writes the ids of the instances that are there now'],
      exit: EXIT.precondition,
    },
    { cause: error },
  );
}

/** As everywhere, but what is worth another try says so. */
function callError(error: unknown, call: string, login: string): HubError {
  const name = awsErrorName(error);
  const status = awsStatus(error) ?? 0;
  const throttled = status === 429 || /Throttl|TooManyRequests|RequestLimitExceeded/.test(name);
  const told = awsError(error, call, login);
  if (told.fields.code !== 'aws-failed' || (!throttled && status < 500)) return told;
  return new HubError({ ...told.fields, code: throttled ? 'aws-throttled' : 'aws-server-error' }, { cause: error });
}

function grantOf(answer: {
  SessionId?: string | undefined;
  TokenValue?: string | undefined;
  StreamUrl?: string | undefined;
}) {
  const { SessionId, TokenValue, StreamUrl } = answer;
  if (!SessionId || !TokenValue || !StreamUrl) return undefined;
  return { sessionId: SessionId, token: TokenValue, streamUrl: StreamUrl } satisfies SessionGrant;
}

const isOver = (error: unknown): boolean => awsErrorName(error) === 'DoesNotExistException';

function never(call: string): never {
  throw new Error(`ssm:${call} answered without a session`);
}

/** The WebSocket client writes its own. */
const withoutHost = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host'));
