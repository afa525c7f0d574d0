/**
 * Signs in at an address of IAM Identity Center and lists what this person may use. The sign-in is the one of the session
 * that will be written, so that nobody has to do it again afterwards; one that still counts is used as it is.
 */
import { accountsOf, type SsoAccount } from '../../aws/sso/accounts.ts';
import { readToken } from '../../aws/sso/cache-files.ts';
import { type DeviceLogin, deviceLogin } from '../../aws/sso/device-login.ts';
import type { SharedConfig } from '../../aws/sso/shared-config.ts';
import { sessionNameFor } from '../../aws/sso/write-profile.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { AccountRole, IdentityCenter } from './identity-center.ts';

export interface AccountsRequest extends Pick<DeviceLogin, 'oidc' | 'cacheDir' | 'clock' | 'show' | 'signal'> {
  where: IdentityCenter;
  /** As it is now: a session of this address keeps its name. */
  config: SharedConfig;
  /** Whom the sign-in is for, in words. */
  profile: string;
  /** The command that tries once more. */
  again: string;
}

const SCOPES = ['sso:account:access'];
/** Enough to list accounts with. */
const MARGIN_MS = 60_000;

/** Throws exit 3 when the sign-in failed, or leads to no account. */
export async function listAccounts(request: AccountsRequest): Promise<SsoAccount[]> {
  const { where, config, profile, again, cacheDir, clock } = request;
  const sso = {
    profile,
    session: sessionNameFor(config, where),
    startUrl: where.startUrl,
    region: where.ssoRegion,
    accountId: '',
    role: '',
    scopes: SCOPES,
  };
  const held = readToken(cacheDir, sso, clock.now(), MARGIN_MS);
  if (held !== undefined) {
    try {
      return requireSome(await accountsOf(held, where.ssoRegion, again), again);
    } catch (error) {
      // Ended on the other side before its time: a person signs in again.
      if (!(error instanceof HubError) || error.fields.exit !== EXIT.authentication) throw error;
    }
  }
  const { oidc, show, signal } = request;
  const token = await deviceLogin({ sso, oidc, cacheDir, clock, show, signal, again, secret: (secret) => secret });
  return requireSome(await accountsOf(token.access, where.ssoRegion, again), again);
}

/** Each account with each role, as a list to choose from. */
export const choicesOf = (accounts: readonly SsoAccount[]): (AccountRole & { account: SsoAccount })[] =>
  accounts.flatMap((account) => account.roles.map((role) => ({ account, accountId: account.id, role })));

function requireSome(accounts: SsoAccount[], again: string): SsoAccount[] {
  if (choicesOf(accounts).length > 0) return accounts;
  throw new HubError({
    code: 'credentials',
    who: 'operator',
    what: 'this sign-in may use no account',
    cause: 'IAM Identity Center lists none with a role',
    next: ['ask whoever keeps the accounts to assign you a role', again],
    exit: EXIT.authentication,
  });
}
