/** IAM Identity Center's OIDC endpoint through the SDK. Calls are not signed: they carry what they prove. */
import { Secret } from '../../engine/secret.ts';
import type { RegisteredClient } from './cache-files.ts';
import type { SsoOidc } from './device-login.ts';

const ANSWER_MS = 15_000;

/** `region` is the profile's `sso_region`. Loads the SDK at the first call. */
export function createSsoOidc(region: string): SsoOidc {
  let made: ReturnType<typeof load> | undefined;
  const sdk = () => (made ??= load(region));
  return {
    async register({ name, scopes }) {
      const { client, RegisterClientCommand } = await sdk();
      const got = await client.send(
        new RegisterClientCommand({
          clientName: name,
          clientType: 'public',
          ...(scopes.length === 0 ? {} : { scopes, grantTypes: [DEVICE_GRANT, 'refresh_token'] }),
        }),
      );
      return {
        id: got.clientId ?? '',
        secret: new Secret(got.clientSecret ?? '', 'SSO client secret'),
        // Seconds of the Unix epoch.
        expiresAt: new Date((got.clientSecretExpiresAt ?? 0) * 1000),
      };
    },
    async authorize(registered: RegisteredClient, startUrl) {
      const { client, StartDeviceAuthorizationCommand } = await sdk();
      const got = await client.send(
        new StartDeviceAuthorizationCommand({
          clientId: registered.id,
          clientSecret: registered.secret.reveal(),
          startUrl,
        }),
      );
      const url = got.verificationUri ?? '';
      return {
        secret: new Secret(got.deviceCode ?? '', 'SSO device code'),
        userCode: got.userCode ?? '',
        url,
        completeUrl: got.verificationUriComplete ?? url,
        expiresIn: got.expiresIn ?? 600,
        interval: got.interval ?? 5,
      };
    },
    async token(registered, device) {
      const { client, CreateTokenCommand } = await sdk();
      const got = await client.send(
        new CreateTokenCommand({
          clientId: registered.id,
          clientSecret: registered.secret.reveal(),
          grantType: DEVICE_GRANT,
          deviceCode: device.secret.reveal(),
        }),
      );
      return {
        access: new Secret(got.accessToken ?? '', 'SSO access token'),
        expiresAt: new Date(Date.now() + (got.expiresIn ?? 0) * 1000),
        refresh: got.refreshToken === undefined ? undefined : new Secret(got.refreshToken, 'SSO refresh token'),
      };
    },
  };
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

async function load(region: string) {
  const sdk = await import('../clients/sso-oidc.ts');
  const client = new sdk.SSOOIDCClient({
    region,
    // Polling has its own rhythm; a retry inside it would be one request too many.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: ANSWER_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
  });
  return { ...sdk, client };
}
