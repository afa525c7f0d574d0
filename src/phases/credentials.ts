/**
 * The AWS session while a run works: renewed once a person is there to do it, and long enough for what comes next.
 * What Terraform meets by itself is not mended here: its error is recognised, and --resume goes on.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import type { HubContext } from './services.ts';
import { signIn } from './sign-in.ts';

const MEMO = 'signing-in-again';

/** Runs one of our own calls; when the session ended, pauses for a new sign-in and runs it once more. */
export async function withLiveSession<T>(ctx: HubContext, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!sessionEnded(error) || !(await signedInAgain(ctx))) throw error;
  }
  return call();
}

/** Throws exit 3 when the session ends within `neededMs` and nobody renews it. An end that cannot be known is no obstacle. */
export async function requireLasting(ctx: HubContext, neededMs: number, what: string): Promise<void> {
  const left = () => {
    const ends = ctx.services.sessionEnds?.();
    return ends === undefined ? Number.POSITIVE_INFINITY : ends.getTime() - ctx.services.now().getTime();
  };
  if (left() >= neededMs || ((await signedInAgain(ctx)) && left() >= neededMs)) return;
  throw new HubError({
    code: 'credentials',
    who: 'operator',
    what: `the AWS session ends in ${minutes(Math.max(0, left()))}, but ${what} may take ${minutes(neededMs)}`,
    cause: 'an apply whose credentials end leaves half of its changes and its lock behind',
    next: [ctx.services.login, 'run the same command with --resume'],
    exit: EXIT.authentication,
  });
}

const sessionEnded = (error: unknown) => error instanceof HubError && error.fields.code === 'credentials';
const minutes = (ms: number) => `${Math.ceil(ms / 60_000)} min`;

/** One sign-in for all who wait for it. False where nobody could be asked, or the answer was no. */
function signedInAgain(ctx: HubContext): Promise<boolean> {
  const pending = ctx.memo.get(MEMO) as Promise<boolean> | undefined;
  if (pending) return pending;
  const signing = renew(ctx).finally(() => ctx.memo.delete(MEMO));
  ctx.memo.set(MEMO, signing);
  return signing;
}

async function renew(ctx: HubContext): Promise<boolean> {
  const { signInMeans, profile, login } = ctx.services;
  if (signInMeans === undefined) return false;
  ctx.log('the AWS session has ended: paused until there is a new one');
  if (profile !== undefined && (await signIn(ctx, signInMeans, profile))) return true;
  // Keys, a role, a process: only the operator knows how to renew those.
  try {
    await ctx.confirm({
      id: 'renew-credentials',
      level: 'moderate',
      subject: 'The AWS session has ended. Renewed it in another terminal?',
      typed: [],
      because: [login],
    });
    return true;
  } catch (error) {
    if (error instanceof HubError && error.fields.exit === EXIT.declined) return false;
    throw error;
  }
}
