/** The account guard of every changing phase: the caller must be in the account the environment file names, now. */
import { callerIdentity, type Identity, requireAccount } from '../aws/identity.ts';
import type { HubContext } from './services.ts';

export async function guardAccount(ctx: HubContext): Promise<Identity> {
  const { services } = ctx;
  const identity = await callerIdentity(services.aws(), services.login, ctx.signal);
  requireAccount(identity, services.settings().text('FLIP_AWS_ACCOUNT_ID'), services.envFile);
  return identity;
}
