/**
 * Signing in by device code: register this tool once, ask for a code, show it, and poll until the person has agreed in
 * a browser, anywhere. Honours the interval, `slow_down`, the code's end and a refusal; a dropped network is only waited for.
 * Opens nothing and draws nothing: `show` does. (OAuth 2.0 device grant, RFC 8628, as IAM Identity Center offers it.)
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { Secret } from '../../engine/secret.ts';
import { awsError, isNetworkError } from '../errors.ts';
import { type RegisteredClient, readClient, type SsoToken, writeClient, writeToken } from './cache-files.ts';
import type { SsoProfile } from './sso-profile.ts';

/** What of IAM Identity Center is used. Errors carry the service's own name (`AuthorizationPendingException` …). */
export interface SsoOidc {
  register(request: { name: string; scopes: string[] }): Promise<RegisteredClient>;
  authorize(client: RegisteredClient, startUrl: string): Promise<DeviceCode>;
  token(client: RegisteredClient, device: DeviceCode): Promise<SsoToken>;
}

export interface DeviceCode {
  secret: Secret;
  /** What the person compares, e.g. `ABCD-EFGH`. */
  userCode: string;
  url: string;
  /** The address with the code in it. */
  completeUrl: string;
  /** Seconds. */
  expiresIn: number;
  /** Seconds between two polls. */
  interval: number;
}

export interface SignInPrompt {
  profile: string;
  userCode: string;
  url: string;
  completeUrl: string;
  expiresAt: Date;
}

export interface DeviceLogin {
  sso: SsoProfile;
  oidc: SsoOidc;
  cacheDir: string;
  clock: { now(): Date; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** Keeps a secret out of every stream. */
  secret: (secret: Secret) => Secret;
  show: (prompt: SignInPrompt) => void;
  signal: AbortSignal;
  /** What is typed to try once more; else the AWS CLI's own command for the profile. */
  again?: string;
}

const CLIENT_NAME = 'flip-hub';
/** A client that ends within the hour would end inside somebody's session. */
const CLIENT_MARGIN_MS = 60 * 60_000;
/** What RFC 8628 §3.5 adds to the interval for each `slow_down`. */
const SLOW_DOWN_S = 5;

/** Ends with the token in the cache. Throws exit 3 when the person refused, let the code end, or AWS would not. */
export async function deviceLogin(login: DeviceLogin): Promise<SsoToken> {
  const { sso, oidc, signal } = login;
  let client = readClient(login.cacheDir, sso, login.clock.now(), CLIENT_MARGIN_MS);
  const reused = client !== undefined;
  client ??= await register(login);
  let device: DeviceCode;
  try {
    device = await asking(login, 'sso-oidc:StartDeviceAuthorization', () =>
      oidc.authorize(client as RegisteredClient, sso.startUrl),
    );
  } catch (error) {
    // A client that was removed on the other side is still in our cache.
    if (!reused || !causedBy(error, 'InvalidClientException', 'UnauthorizedClientException')) throw error;
    client = await register(login);
    const anew = client;
    device = await asking(login, 'sso-oidc:StartDeviceAuthorization', () => oidc.authorize(anew, sso.startUrl));
  }
  login.secret(device.secret);
  const expiresAt = new Date(login.clock.now().getTime() + device.expiresIn * 1000);
  login.show({
    profile: sso.profile,
    userCode: device.userCode,
    url: device.url,
    completeUrl: device.completeUrl,
    expiresAt,
  });
  const token = await polled(login, client, device, expiresAt);
  login.secret(token.access);
  if (token.refresh) login.secret(token.refresh);
  signal.throwIfAborted();
  writeToken(login.cacheDir, sso, token, client);
  return token;
}

async function register(login: DeviceLogin): Promise<RegisteredClient> {
  const { sso } = login;
  const client = await asking(login, 'sso-oidc:RegisterClient', () =>
    login.oidc.register({ name: CLIENT_NAME, scopes: sso.scopes }),
  );
  login.secret(client.secret);
  writeClient(login.cacheDir, sso, client);
  return client;
}

async function polled(
  login: DeviceLogin,
  client: RegisteredClient,
  device: DeviceCode,
  expiresAt: Date,
): Promise<SsoToken> {
  let interval = device.interval;
  for (;;) {
    await login.clock.sleep(interval * 1000, login.signal);
    login.signal.throwIfAborted();
    if (login.clock.now() >= expiresAt) throw codeEnded(login.sso);
    try {
      return await login.oidc.token(client, device);
    } catch (error) {
      switch ((error as Error).name) {
        case 'AuthorizationPendingException':
          break;
        case 'SlowDownException':
          interval += SLOW_DOWN_S;
          break;
        case 'ExpiredTokenException':
          throw codeEnded(login.sso);
        case 'AccessDeniedException':
          throw refused(login.sso);
        default:
          // The code is still good when the network comes back.
          if (!isNetworkError(error)) throw awsError(error, 'sso-oidc:CreateToken', loginCommand(login));
      }
    }
  }
}

async function asking<T>(login: DeviceLogin, call: string, ask: () => Promise<T>): Promise<T> {
  login.signal.throwIfAborted();
  try {
    return await ask();
  } catch (error) {
    if ((error as Error).name === 'InvalidRequestException')
      throw new HubError(
        {
          code: 'sign-in-failed',
          who: 'operator',
          what: `IAM Identity Center does not know ${login.sso.startUrl} in ${login.sso.region}`,
          cause: (error as Error).message,
          next: ['correct the start URL (sso_start_url) and its region (sso_region)', loginCommand(login)],
          exit: EXIT.authentication,
        },
        { cause: error },
      );
    throw awsError(error, call, loginCommand(login));
  }
}

const causedBy = (error: unknown, ...names: string[]): boolean =>
  names.includes((error as { cause?: Error }).cause?.name ?? '');

const loginCommand = ({ sso, again }: DeviceLogin): string =>
  again ?? `aws sso login --profile ${sso.profile} --use-device-code`;

const codeEnded = (sso: SsoProfile): HubError =>
  new HubError({
    code: 'sign-in-failed',
    who: 'operator',
    what: `nobody agreed to the sign-in of profile ${sso.profile} before its code ended`,
    next: ['run the same command again for a new code'],
    exit: EXIT.authentication,
  });

const refused = (sso: SsoProfile): HubError =>
  new HubError({
    code: 'sign-in-failed',
    who: 'operator',
    what: `the sign-in of profile ${sso.profile} was refused in the browser`,
    next: ['run the same command again, compare the code and allow the request'],
    exit: EXIT.authentication,
  });
