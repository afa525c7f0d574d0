import { describe, expect, it } from 'vitest';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import type { EventBody } from '../../src/engine/events/types.ts';
import { type EmailOptions, emailPhase } from '../../src/phases/pipeline/email.ts';
import type { HubContext } from '../../src/phases/services.ts';

interface Ses {
  /** Verification states that looks find one after the other; the last stays. Undefined: no identity. */
  states: (string | undefined)[];
  production?: boolean;
  sending?: boolean;
  review?: string;
  /** What looks find once a link was sent. */
  after?: string[];
  /** Keys that are pressed while it waits, one a look. */
  pressed?: string[];
  /** What the person answers. */
  answer?: boolean;
}

const named = (name: string) =>
  class {
    readonly name = name;
    readonly input: Record<string, unknown>;
    constructor(input: Record<string, unknown>) {
      this.input = input;
    }
  };

function world({
  pressed = [],
  after = ['PENDING'],
  states,
  production = false,
  sending = true,
  review,
  answer = true,
}: Ses) {
  const calls: string[] = [];
  const heard: ((key: string) => void)[] = [];
  const asked: string[] = [];
  const said: string[] = [];
  let reviewed = review;
  const send = async (command: { name: string; input: Record<string, unknown> }) => {
    if (command.name === 'identity') {
      const state = states.length > 1 ? states.shift() : states[0];
      if (state === undefined) throw Object.assign(new Error('none'), { name: 'NotFoundException' });
      return { VerificationStatus: state, VerifiedForSendingStatus: state === 'SUCCESS' };
    }
    if (command.name === 'account')
      return {
        ProductionAccessEnabled: production,
        SendingEnabled: sending,
        SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 3 },
        ...(reviewed === undefined ? {} : { Details: { ReviewDetails: { Status: reviewed } } }),
      };
    calls.push(`${command.name} ${command.input.EmailIdentity ?? command.input.WebsiteURL ?? ''}`);
    if (command.name === 'create') states = [...after];
    if (command.name === 'details') reviewed = 'PENDING';
    return {};
  };
  class GetCallerIdentityCommand {}
  const ctx = {
    phase: 'email',
    environment: 'stag',
    signal: new AbortController().signal,
    emit: (_: EventBody) => undefined,
    fence: async () => {},
    onKey: (hear: (key: string) => void) => {
      heard.push(hear);
      return () => void heard.splice(heard.indexOf(hear), 1);
    },
    log: (line: string) => said.push(line),
    confirm: async (question: { id: string; level: string }) => {
      asked.push(`${question.id} ${question.level}`);
      if (!answer) throw new HubError({ code: 'declined', who: 'operator', what: 'no', next: ['-'], exit: 5 });
    },
    services: {
      envFile: '.env.stag',
      login: 'sign in',
      settings: () => ({
        required: () => 'flip@example.org',
        text: () => '111122223333',
      }),
      aws: () => ({
        ses: async () => ({
          client: { send },
          GetEmailIdentityCommand: named('identity'),
          CreateEmailIdentityCommand: named('create'),
          DeleteEmailIdentityCommand: named('delete'),
          GetAccountCommand: named('account'),
          PutAccountDetailsCommand: named('details'),
        }),
        sts: async () => ({
          client: { send: async () => ({ Account: '111122223333', Arn: 'arn' }) },
          GetCallerIdentityCommand,
        }),
      }),
    },
  } as unknown as HubContext;
  const options: EmailOptions = {
    wait: false,
    resend: false,
    production: undefined,
    sleep: async () => {
      const key = pressed.shift();
      if (key !== undefined) for (const hear of heard) hear(key);
    },
  };
  const run = (change: Partial<EmailOptions> = {}) => emailPhase({ ...options, ...change }).run(ctx);
  return { run, calls, asked, said, heard };
}

describe('email', () => {
  it('has the link sent before the first deployment, after a yes', async () => {
    const w = world({ states: [undefined] });
    expect(await w.run()).toMatchObject({ sender: 'pending', access: 'sandbox', perDay: 200 });
    expect(w.calls).toEqual(['create flip@example.org']);
    expect(w.asked).toEqual(['email moderate']);
    expect(w.said.join('\n')).toContain('click the link sent to flip@example.org');
  });

  it('a no sends nothing', async () => {
    const w = world({ states: [undefined], answer: false });
    await expect(w.run()).rejects.toThrow(HubError);
    expect(w.calls).toEqual([]);
  });

  it('leaves an identity that is there alone, verified or not, and asks nothing', async () => {
    for (const state of ['SUCCESS', 'PENDING']) {
      const w = world({ states: [state] });
      await w.run();
      expect(w.calls).toEqual([]);
      expect(w.asked).toEqual([]);
    }
  });

  it('never makes a verified identity again, though told to resend: mail would stop until the next click', async () => {
    const w = world({ states: ['SUCCESS'] });
    expect(await w.run({ resend: true })).toMatchObject({ sender: 'verified' });
    expect(w.calls).toEqual([]);
  });

  it('sends a new link for one that waits or has failed', async () => {
    const waits = world({ states: ['PENDING'] });
    await waits.run({ resend: true });
    expect(waits.calls).toEqual(['delete flip@example.org', 'create flip@example.org']);
    const failed = world({ states: ['FAILED'] });
    await failed.run();
    expect(failed.calls).toEqual(['delete flip@example.org', 'create flip@example.org']);
  });

  it('waits until AWS says that the link was clicked, and no longer', async () => {
    const w = world({ states: ['PENDING', 'PENDING', 'PENDING', 'SUCCESS'] });
    expect(await w.run({ wait: true })).toMatchObject({ sender: 'verified' });
  });

  it('a new link is sent while it waits, at a key and after a yes; a no goes on waiting for the old one', async () => {
    const w = world({ states: ['PENDING'], pressed: ['x', 'r'], after: ['PENDING', 'SUCCESS'] });
    expect(await w.run({ wait: true })).toMatchObject({ sender: 'verified' });
    expect(w.calls).toEqual(['delete flip@example.org', 'create flip@example.org']);
    const no = world({ states: ['PENDING', 'PENDING', 'PENDING', 'SUCCESS'], pressed: ['r'], answer: false });
    expect(await no.run({ wait: true })).toMatchObject({ sender: 'verified' });
    expect([no.calls, no.asked, no.heard]).toEqual([[], ['email moderate'], []]);
  });

  it('a link that ended while it was waited for is exit 4 with the way to a new one', async () => {
    const w = world({ states: ['PENDING', 'FAILED'] });
    await expect(w.run({ wait: true })).rejects.toMatchObject({
      fields: { code: 'email-not-verified', exit: 4, next: [expect.stringContaining('--resend')] },
    });
  });

  it('says in words what the sandbox and a paused account mean', async () => {
    const w = world({ states: ['SUCCESS'], sending: false });
    expect(await w.run()).toMatchObject({ access: 'sandbox', sending: 'paused by AWS' });
    expect(w.said.join('\n')).toMatch(/paused sending/);
    expect(w.said.join('\n')).toMatch(/sandbox/);
  });

  it('asks for production access once, with the words it was given, and not while AWS is looking', async () => {
    const words = { website: 'https://app.example.org', useCase: 'x' };
    const w = world({ states: ['SUCCESS'] });
    expect(await w.run({ production: words })).toMatchObject({ review: 'PENDING' });
    expect(w.calls).toEqual(['details https://app.example.org']);
    for (const there of [
      world({ states: ['SUCCESS'], production: true }),
      world({ states: ['SUCCESS'], review: 'PENDING' }),
    ]) {
      await there.run({ production: words });
      expect(there.calls).toEqual([]);
    }
  });
});
