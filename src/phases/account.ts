/**
 * The guards of every phase that changes something: the caller must be in the account the environment file names, and
 * the environment must be locked by this run, now.
 */
import { callerIdentity, type Identity, requireAccount } from '../aws/identity.ts';
import { withLiveSession } from './credentials.ts';
import type { HubContext } from './services.ts';

/** Only looks: for checks, and for phases that change nothing. Throws exit 4 in the wrong account. */
export async function rightAccount(ctx: HubContext): Promise<Identity> {
  const { services } = ctx;
  const identity = await callerIdentity(services.aws(), services.login, ctx.signal);
  requireAccount(identity, services.settings().text('FLIP_AWS_ACCOUNT_ID'), services.envFile);
  return identity;
}

/** Before every change: the right account (exit 4), after a pause for a new sign-in where the session ended, and the lock (exit 6). */
export async function guardAccount(ctx: HubContext): Promise<Identity> {
  const identity = await withLiveSession(ctx, () => rightAccount(ctx));
  await ctx.fence();
  return identity;
}
