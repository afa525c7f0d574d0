/**
 * Checks that ask AWS, before the first change: answered at once when the credentials work, and otherwise asked again
 * when they do. Whether they work is the business of aws-login, which can sign in.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { rightAccount } from '../account.ts';
import type { HubContext } from '../services.ts';

export async function onceSignedIn<T>(ctx: HubContext, ask: () => Promise<T>): Promise<T | 'not yet knowable'> {
  // A rehearsal's AWS starts within the run.
  if (ctx.rehearsal) return 'not yet knowable';
  try {
    await rightAccount(ctx);
  } catch (error) {
    if (error instanceof HubError && error.fields.exit === EXIT.authentication) return 'not yet knowable';
    throw error;
  }
  return ask();
}
