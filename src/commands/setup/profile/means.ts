/**
 * What setup does about an AWS profile: what the file knows, signing in to list accounts, the edit of `~/.aws/config`.
 * Nothing is written but by `save`. Injectable, so that a test needs neither a network nor a home folder.
 */
import { setTimeout } from 'node:timers/promises';
import type { SsoAccount } from '../../../aws/sso/accounts.ts';
import { ssoCacheDir } from '../../../aws/sso/cache-files.ts';
import type { SignInPrompt } from '../../../aws/sso/device-login.ts';
import { createSsoOidc } from '../../../aws/sso/oidc-client.ts';
import { readSharedConfig, sharedConfigFile } from '../../../aws/sso/shared-config.ts';
import {
  type ProfileEdit,
  planProfiles,
  type SavedConfig,
  saveProfiles,
  type WantedProfile,
} from '../../../aws/sso/write-profile.ts';
import { openBrowser } from '../../../tools/browser.ts';
import { isCi, refuseEndpointOverrides } from '../../../tools/child-environment.ts';
import type { CommandContext } from '../../context.ts';
import { type IdentityCenter, knownCenters } from '../../profiles/identity-center.ts';
import { listAccounts } from '../../profiles/list-accounts.ts';

export interface SignInRequest {
  where: IdentityCenter;
  profile: string;
  /** Hears what to open and compare, unless somebody is signed in already. */
  show: (prompt: SignInPrompt) => void;
  signal: AbortSignal;
}

export interface ProfileMeans {
  /** `~/.aws/config`, or where this shell has it. */
  file: string;
  /** Credentials come from the surroundings, and no profile is used. */
  ci: boolean;
  /** Addresses of IAM Identity Center that other profiles name. */
  centers: () => readonly IdentityCenter[];
  accounts: (request: SignInRequest) => Promise<SsoAccount[]>;
  plan: (wanted: WantedProfile) => ProfileEdit;
  save: (edit: ProfileEdit, now: Date) => SavedConfig;
}

export function realProfileMeans({ io, options }: CommandContext): ProfileMeans {
  const file = sharedConfigFile(io.env);
  return {
    file,
    ci: isCi(io.env),
    centers: () => knownCenters(readSharedConfig(file)),
    accounts: async ({ where, profile, show, signal }) => {
      refuseEndpointOverrides(io.env, options['allow-endpoint-override'] === true);
      return listAccounts({
        where,
        profile,
        config: readSharedConfig(file),
        again: 'flip-hub aws-profiles',
        oidc: createSsoOidc(where.ssoRegion),
        cacheDir: ssoCacheDir(io.env),
        clock: { now: () => new Date(), sleep: (ms, end) => setTimeout(ms, undefined, { signal: end }) },
        show: (prompt) => {
          show(prompt);
          void openBrowser(prompt.completeUrl, io.env, io.cwd);
        },
        signal,
      });
    },
    plan: (wanted) => planProfiles(file, [wanted]),
    save: saveProfiles,
  };
}
