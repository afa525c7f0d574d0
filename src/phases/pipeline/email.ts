/**
 * email: the sender's identity is made before the first deployment, so that its link can be clicked in time; the plan then
 * adopts it. Says whether this account may send to everybody, and asks AWS for that when told to.
 */
import { setTimeout } from 'node:timers/promises';
import { Email, type ProductionRequest, type SenderState } from '../../aws/email.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';

export interface EmailOptions {
  /** Stay until AWS says that the link was clicked. */
  wait: boolean;
  /** Have a new link sent. */
  resend: boolean;
  /** Ask for production access with these words. */
  production: ProductionRequest | undefined;
  /** Between two looks while waiting. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const LOOK_MS = 5_000;
const RESEND_KEY = 'r';

export const emailPhase = (options: EmailOptions): HubPhase => ({
  id: 'email',
  title: 'sender address and what this account may send',
  needs: ['aws-login'],
  reads: ['SES_VERIFIED_EMAIL'],
  danger: 'moderate',
  rehearse: 'real',
  prove: async () => 'not done',
  async run(ctx) {
    const { services } = ctx;
    const address = services.settings().required('SES_VERIFIED_EMAIL');
    const email = new Email(services.aws(), services.login);
    let sender = await made(ctx, email, address, options);
    if (options.wait) sender = await clicked(ctx, email, address, sender, options);
    const account = await production(ctx, email, options);
    const next = advice(address, sender, account);
    for (const line of next) ctx.log(line);
    return {
      address,
      sender,
      access: account.production ? 'production' : 'sandbox',
      sending: account.enabled ? 'enabled' : 'paused by AWS',
      perDay: account.perDay,
      sentLastDay: account.sentLastDay,
      ...(account.review === undefined ? {} : { review: account.review }),
    };
  },
});

async function made(ctx: HubContext, email: Email, address: string, { resend }: EmailOptions): Promise<SenderState> {
  const found = await email.sender(address);
  const again = found === 'failed' || (found === 'pending' && resend);
  if (found === 'verified' || (found === 'pending' && !resend)) return found;
  await ctx.confirm({
    id: 'email',
    level: 'moderate',
    subject: `Have AWS send ${again ? 'a new' : 'a'} verification link to ${address}?`,
    typed: [],
    because: again ? ['the identity is not verified, so making it again loses nothing'] : [],
  });
  await guardAccount(ctx);
  if (again) await email.resend(address);
  else await email.createSender(address);
  ctx.log(`AWS mails a link to ${address}; it is good for 24 hours`);
  return 'pending';
}

async function clicked(
  ctx: HubContext,
  email: Email,
  address: string,
  first: SenderState,
  options: EmailOptions,
): Promise<SenderState> {
  const { sleep = (ms, signal) => setTimeout(ms, undefined, { signal }) } = options;
  let state = first;
  let wake = new AbortController();
  let again = false;
  const deaf = ctx.onKey((key) => {
    again ||= key === RESEND_KEY;
    wake.abort();
  });
  try {
    for (let looks = 0; state === 'pending'; looks += 1) {
      ctx.emit({
        type: 'phase-progress',
        phase: ctx.phase,
        done: looks,
        what: `waiting for the link sent to ${address}`,
        keys: [{ key: RESEND_KEY, words: 'have a new link sent' }],
      });
      try {
        await sleep(LOOK_MS, AbortSignal.any([ctx.signal, wake.signal]));
      } catch (error) {
        // A key only ends the pause.
        if (ctx.signal.aborted || !wake.signal.aborted) throw error;
      }
      const wanted = again;
      again = false;
      wake = new AbortController();
      state = await email.sender(address);
      if (wanted && state === 'pending') state = await resent(ctx, email, address, options);
    }
  } finally {
    deaf();
  }
  if (state === 'verified') return state;
  throw new HubError({
    code: 'email-not-verified',
    who: 'operator',
    what:
      state === 'absent'
        ? `the identity of ${address} was removed while it was waited for`
        : `the link sent to ${address} was not clicked in time`,
    next: [`flip-hub email --env ${ctx.environment} --resend --wait`],
    exit: EXIT.precondition,
  });
}

/** A no to the question goes on waiting for the link that is on its way. */
async function resent(ctx: HubContext, email: Email, address: string, options: EmailOptions): Promise<SenderState> {
  try {
    return await made(ctx, email, address, { ...options, resend: true });
  } catch (error) {
    if (error instanceof HubError && error.fields.exit === EXIT.declined) return 'pending';
    throw error;
  }
}

async function production(ctx: HubContext, email: Email, { production: asked }: EmailOptions) {
  const account = await email.account();
  if (asked === undefined || account.production || account.review === 'PENDING') return account;
  await ctx.confirm({
    id: 'email-production',
    level: 'moderate',
    subject: 'Ask AWS for production access with these words?',
    typed: [],
    because: [`website: ${asked.website}`, `use case: ${asked.useCase}`],
  });
  await guardAccount(ctx);
  await email.requestProduction(asked);
  ctx.log('AWS answers within a day, by mail to the account’s owner');
  return email.account();
}

/** What to do next, in sentences; the sender first, because nothing is sent without it. */
function advice(address: string, sender: SenderState, account: Awaited<ReturnType<Email['account']>>): string[] {
  return [
    ...(sender === 'pending' ? [`click the link sent to ${address}; invitations wait for it`] : []),
    `this account may send ${account.perDay} mails a day and ${account.perSecond} a second; it sent ${account.sentLastDay} in the last 24 hours`,
    ...(account.enabled ? [] : ['AWS has paused sending for this account: look into the SES console for the reason']),
    ...(account.production
      ? []
      : account.review === 'PENDING'
        ? ['AWS is looking at the request for production access']
        : [
            'this account is in the SES sandbox: it sends to verified addresses only, so that no trust can be invited; ask for production access with --request-production',
          ]),
    'Cognito’s own sender needs none of this and sends 50 mails a day: enough to try, not to invite a hospital',
  ];
}
