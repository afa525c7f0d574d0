/**
 * IAM Identity Center for clients that sign nothing: the device flow (SSO-OIDC) and the portal. The device is
 * approved by itself after a moment, as an operator would in the browser.
 */
import { randomUUID } from 'node:crypto';
import { REHEARSAL_ROLE } from '../../account.ts';
import { type Answer, json } from '../answer.ts';
import { type Call, jsonOf } from '../call.ts';
import type { Row, RowContext } from '../row.ts';

interface SsoOptions {
  /** How often a device's token is refused as pending before it is granted. */
  pendingPolls: number;
}

const HOURS_8 = 28_800;

export function ssoRows({ pendingPolls }: SsoOptions = { pendingPolls: 1 }): Row[] {
  const devices = new Map<string, number>();
  const tokens = new Set<string>();
  const refreshes = new Set<string>();

  const refuse = (status: number, code: string, error: string, words: string) =>
    json({ error, error_description: words }, status, { 'x-amzn-errortype': code });
  const grant = () => {
    const [accessToken, refreshToken] = [`rehearsal-${randomUUID()}`, `rehearsal-${randomUUID()}`];
    tokens.add(accessToken);
    refreshes.add(refreshToken);
    return json({ accessToken, refreshToken, tokenType: 'Bearer', expiresIn: HOURS_8 });
  };
  const row = (operation: string, method: string, path: RegExp, answer: Row['answer']): Row => ({
    service: 'unsigned',
    operation,
    by: { method, path },
    answer,
  });
  const signedIn =
    (then: (call: Call, context: RowContext) => Answer): Row['answer'] =>
    (call, context) => {
      const token = call.headers['x-amz-sso_bearer_token'];
      if (typeof token === 'string' && tokens.has(token)) return then(call, context);
      return json({ message: 'Session token not found or invalid' }, 401, {
        'x-amzn-errortype': 'UnauthorizedException',
      });
    };

  return [
    row('RegisterClient', 'POST', /^\/client\/register$/, () =>
      json({
        clientId: `rehearsal-${randomUUID()}`,
        clientSecret: 'rehearsal-client-secret',
        clientIdIssuedAt: Math.floor(Date.now() / 1000),
        clientSecretExpiresAt: Math.floor(Date.now() / 1000) + 90 * 86_400,
      }),
    ),
    row('StartDeviceAuthorization', 'POST', /^\/device_authorization$/, (_, { url }) => {
      const deviceCode = randomUUID();
      devices.set(deviceCode, pendingPolls);
      return json({
        deviceCode,
        userCode: 'RHRS-AL00',
        verificationUri: `${url}/_stand-in/device`,
        verificationUriComplete: `${url}/_stand-in/device?user_code=RHRS-AL00`,
        expiresIn: 600,
        interval: 1,
      });
    }),
    row('CreateToken', 'POST', /^\/token$/, (call) => {
      const { grantType, deviceCode, refreshToken } = jsonOf(call);
      if (grantType === 'refresh_token') {
        return refreshes.delete(String(refreshToken))
          ? grant()
          : refuse(400, 'InvalidGrantException', 'invalid_grant', 'The refresh token is unknown.');
      }
      const left = devices.get(String(deviceCode));
      if (left === undefined) return refuse(400, 'InvalidGrantException', 'invalid_grant', 'The device is unknown.');
      if (left > 0) {
        devices.set(String(deviceCode), left - 1);
        return refuse(400, 'AuthorizationPendingException', 'authorization_pending', 'Not approved yet.');
      }
      devices.delete(String(deviceCode));
      return grant();
    }),
    row(
      'GetRoleCredentials',
      'GET',
      /^\/federation\/credentials$/,
      signedIn(() =>
        json({
          roleCredentials: {
            accessKeyId: 'ASIAREHEARSAL0000000',
            secretAccessKey: 'rehearsal-not-a-secret',
            sessionToken: 'rehearsal',
            expiration: Date.now() + 3_600_000,
          },
        }),
      ),
    ),
    row(
      'ListAccounts',
      'GET',
      /^\/assignment\/accounts$/,
      signedIn((_, { account }) =>
        json({ accountList: [{ accountId: account, accountName: 'rehearsal', emailAddress: 'nobody@example.org' }] }),
      ),
    ),
    row(
      'ListAccountRoles',
      'GET',
      /^\/assignment\/roles$/,
      signedIn((_, { account }) => json({ roleList: [{ roleName: REHEARSAL_ROLE, accountId: account }] })),
    ),
    row(
      'Logout',
      'POST',
      /^\/logout$/,
      signedIn((call) => {
        tokens.delete(String(call.headers['x-amz-sso_bearer_token']));
        return json({});
      }),
    ),
  ];
}
