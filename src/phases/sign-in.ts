/**
 * Signing in to AWS from within a run: shows the code, waits for the person, and leaves the token where the AWS CLI and
 * Terraform look for it. Only for profiles of IAM Identity Center, and only where somebody can be shown a code.
 */

import type { DeviceLogin, SsoOidc } from '../aws/sso/device-login.ts';
import { deviceLogin } from '../aws/sso/device-login.ts';
import { readSharedConfig } from '../aws/sso/shared-config.ts';
import { readProfileLogin } from '../aws/sso/sso-profile.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { HubContext } from './services.ts';

export interface SignInMeans {
  /** `~/.aws/config`. */
  configFile: string;
  /** `~/.aws/sso/cache`. */
  cacheDir: string;
  oidc: (region: string) => SsoOidc;
  clock: DeviceLogin['clock'];
  /** Opens the address where there is a browser; elsewhere it does nothing. */
  open?: (url: string) => void;
}

/** False when the profile does not sign in by IAM Identity Center: there is nothing to do here. Throws exit 3 when it failed. */
export async function signIn(ctx: HubContext, means: SignInMeans, profile: string): Promise<boolean> {
  const login = readProfileLogin(readSharedConfig(means.configFile), profile);
  if (login.kind === 'absent')
    throw new HubError({
      code: 'aws-profile-missing',
      who: 'operator',
      what: `the AWS profile ${profile} does not exist`,
      cause: `${means.configFile} has no [profile ${profile}]`,
      next: [`flip-hub aws-profiles --env ${ctx.environment}`, `or aws configure sso --profile ${profile}`],
      exit: EXIT.usage,
    });
  const sso = login.kind === 'sso' ? login.sso : login.through;
  if (sso === undefined) return false;
  ctx.log(`signing in as profile ${profile}`);
  const token = await deviceLogin({
    sso,
    oidc: means.oidc(sso.region),
    cacheDir: means.cacheDir,
    clock: means.clock,
    secret: (secret) => ctx.secret(secret),
    show: (prompt) => {
      ctx.emit({
        type: 'sign-in',
        phase: ctx.phase,
        profile: prompt.profile,
        url: prompt.url,
        completeUrl: prompt.completeUrl,
        userCode: prompt.userCode,
        until: prompt.expiresAt.toISOString(),
      });
      means.open?.(prompt.completeUrl);
    },
    signal: ctx.signal,
  });
  ctx.log(`signed in until ${token.expiresAt.toISOString()}`);
  return true;
}
