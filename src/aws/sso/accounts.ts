/** The accounts that a signed-in person may use, and the roles in each. Calls carry the token; nothing is signed. */
import type { Secret } from '../../engine/secret.ts';
import { awsError } from '../errors.ts';

export interface SsoAccount {
  id: string;
  name: string;
  roles: string[];
}

const ANSWER_MS = 15_000;

/** Sorted by name. Accounts without a role of theirs are among them. */
export async function accountsOf(access: Secret, ssoRegion: string, login: string): Promise<SsoAccount[]> {
  const sdk = await import('../clients/sso.ts');
  const client = new sdk.SSOClient({
    region: ssoRegion,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: ANSWER_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
  });
  const accessToken = access.reveal();
  const found: SsoAccount[] = [];
  try {
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await client.send(new sdk.ListAccountsCommand({ accessToken, maxResults: 100, nextToken: token }));
      for (const { accountId, accountName } of page.accountList ?? [])
        if (accountId !== undefined) found.push({ id: accountId, name: accountName ?? accountId, roles: [] });
      token = page.nextToken;
    }
    for (const account of found)
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const page = await client.send(
          new sdk.ListAccountRolesCommand({ accessToken, accountId: account.id, maxResults: 100, nextToken: token }),
        );
        for (const { roleName } of page.roleList ?? []) if (roleName !== undefined) account.roles.push(roleName);
        token = page.nextToken;
      }
  } catch (error) {
    throw awsError(error, 'sso:ListAccounts', login);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
