/** The AWS profile within setup: asked only where it is lacking, shown before it is written, and never in the way. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileEdit } from '../../../src/aws/sso/write-profile.ts';
import type { SetupFlow } from '../../../src/commands/setup/flow.ts';
import type { SignInRequest } from '../../../src/commands/setup/profile/means.ts';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { ANSWERS, fakeLooks, fakeProfiles, flowIn, goTo } from './support.ts';

const START = 'https://example.awsapps.com/start';
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'flip-profile-'));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const noProfile = fakeLooks({ profile: () => undefined });
const field = (flow: SetupFlow, id: string) => flow.page().fields.find((f) => f.id === id);
const ids = (flow: SetupFlow) => flow.page().fields.map(({ id }) => id);
const until = async (flow: SetupFlow, page: string): Promise<void> => {
  for (let turns = 0; flow.page().id !== page && turns < 50; turns += 1)
    await new Promise((resolve) => setImmediate(resolve));
  expect(flow.page().id).toBe(page);
};
const { FLIP_AWS_ACCOUNT_ID: _, ...WITHOUT_ACCOUNT } = ANSWERS;

/** As far as the list of accounts. */
async function signedIn(flow: SetupFlow): Promise<void> {
  await goTo(flow, 'profile');
  flow.type('start-url', START);
  flow.type('sso-region', 'eu-west-1');
  await flow.onward();
  await until(flow, 'role');
}

describe('a profile that is not there', () => {
  it('is asked for, chosen from what the sign-in shows, seen in the summary, and saved with the file', async () => {
    const saved: ProfileEdit[] = [];
    const save = (edit: ProfileEdit) => {
      saved.push(edit);
      return { file: edit.file, backup: undefined };
    };
    // Once it is saved, the file has the profile.
    const looks = fakeLooks({
      profile: (name) => (saved.length === 0 ? undefined : { name, account: '111122223333', region: 'eu-west-3' }),
    });
    const flow = flowIn(workspace, { looks, profiles: fakeProfiles({ save }) });
    await signedIn(flow);
    expect(field(flow, 'use')?.choices.map(({ value }) => value)).toEqual([
      '444455556666/Operator',
      '111122223333/Operator',
      '111122223333/ReadOnly',
    ]);
    flow.type('use', '111122223333/Operator');
    await flow.onward();
    expect(flow.page().id).toBe('account');
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')).toMatchObject({ value: '111122223333', origin: 'suggested' });
    flow.type('AWS_REGION', 'eu-west-3');
    await goTo(flow, 'summary', WITHOUT_ACCOUNT);
    const note = flow.page().notes.find(({ text }) => text.includes('/home/you/.aws/config'));
    expect(note?.mark).toBe('add');
    expect(note?.more).toContain('+ [profile stag] region = eu-west-3');
    expect(note?.more).toContain(`+ [sso-session flip] sso_start_url = ${START}`);
    expect(saved).toEqual([]);
    await flow.onward();
    expect(saved.map(({ added }) => added)).toEqual([note?.more?.map((line) => line.slice(2))]);
    expect(flow.result?.saved?.file).toBe('/home/you/.aws/config');
    expect(readFileSync(join(workspace, '.env.stag'), 'utf8')).toContain('FLIP_AWS_ACCOUNT_ID=111122223333\n');
  });

  it('is left out by one answer, and the summary names the command', async () => {
    const plan = () => Promise.reject(new Error('never')) as never;
    const flow = flowIn(workspace, { looks: noProfile, profiles: fakeProfiles({ plan, accounts: plan }) });
    await goTo(flow, 'profile');
    flow.type('profile-way', 'later');
    expect(ids(flow)).toEqual(['AWS_PROFILE', 'profile-way']);
    await goTo(flow, 'summary');
    const note = flow.page().notes.find(({ text }) => text.includes('profile stag'));
    expect(note).toMatchObject({ mark: 'warn', more: ['flip-hub aws-profiles --env stag writes it'] });
    await flow.onward();
    expect(flow.result?.saved).toBeUndefined();
  });

  it('is left out from the beginning where credentials come from the surroundings', async () => {
    const flow = flowIn(workspace, { looks: noProfile, profiles: fakeProfiles({ ci: true }) });
    await goTo(flow, 'profile');
    expect(field(flow, 'profile-way')?.value).toBe('later');
    await flow.onward();
    expect(flow.page().id).toBe('account');
  });

  it('an address that is none keeps the page open', async () => {
    const flow = flowIn(workspace, { looks: noProfile });
    await goTo(flow, 'profile');
    await flow.onward();
    expect(field(flow, 'start-url')?.problem).toBe('needs a value');
    flow.type('start-url', 'example.org');
    await flow.onward();
    expect([flow.page().id, field(flow, 'start-url')?.problem]).toEqual(['profile', expect.stringContaining('https')]);
  });

  it('addresses that other profiles name are offered, each with its own region', async () => {
    const centers = () => [
      { startUrl: 'https://one.awsapps.com/start', ssoRegion: 'eu-north-1' },
      { startUrl: 'https://two.awsapps.com/start', ssoRegion: 'us-east-2' },
    ];
    const flow = flowIn(workspace, { looks: noProfile, profiles: fakeProfiles({ centers }) });
    await goTo(flow, 'profile');
    expect(field(flow, 'start-url')).toMatchObject({ value: 'https://one.awsapps.com/start' });
    expect(field(flow, 'sso-region')?.value).toBe('eu-north-1');
    flow.type('start-url', 'https://two.awsapps.com/start');
    expect(field(flow, 'sso-region')?.value).toBe('us-east-2');
  });

  it('a flag that says account and role leaves nothing to sign in for', async () => {
    const accounts = () => Promise.reject(new Error('nobody may be asked'));
    const given = { 'start-url': START, 'sso-region': 'eu-west-1', use: '111122223333/Operator' };
    const flow = flowIn(workspace, {
      looks: noProfile,
      profiles: fakeProfiles({ accounts }),
      givenProfile: () => given,
    });
    await goTo(flow, 'account');
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')?.value).toBe('111122223333');
  });
});

describe('a profile that is there', () => {
  it('whole, nothing is asked about it', async () => {
    const flow = flowIn(workspace);
    await goTo(flow, 'profile');
    expect(ids(flow)).toEqual(['AWS_PROFILE']);
    const pages = flow.place().of;
    await flow.onward();
    expect([flow.page().id, flow.place().of]).toEqual(['account', pages]);
  });

  it('that begins a sign-in and does not finish is completed, with what it says already', async () => {
    const looks = fakeLooks({
      profile: (name) => ({ name, account: undefined, region: 'eu-west-2', problem: 'no role', startUrl: START }),
    });
    const centers = () => [
      { startUrl: 'https://other/start', ssoRegion: 'us-east-1' },
      { startUrl: START, ssoRegion: 'eu-west-1' },
    ];
    const flow = flowIn(workspace, { looks, profiles: fakeProfiles({ centers }) });
    await goTo(flow, 'profile');
    expect(field(flow, 'AWS_PROFILE')?.note?.text).toBe('no role');
    expect([field(flow, 'start-url')?.value, field(flow, 'sso-region')?.value]).toEqual([START, 'eu-west-1']);
  });
});

describe('the account that was chosen', () => {
  it('another one in the environment file is found before anything is written', async () => {
    const flow = flowIn(workspace, { looks: noProfile });
    await signedIn(flow);
    flow.type('use', '444455556666/Operator');
    await flow.onward();
    flow.type('FLIP_AWS_ACCOUNT_ID', '111122223333');
    await flow.onward();
    expect(field(flow, 'FLIP_AWS_ACCOUNT_ID')?.problem).toContain('signs in to 444455556666');
  });

  it('the cursor begins at the account that is called like the environment, never at the first of them', async () => {
    const flow = flowIn(workspace, { looks: noProfile });
    await signedIn(flow);
    expect(field(flow, 'use')?.value).toBe('111122223333/Operator');
  });

  it('that another environment has is said, and the cursor begins elsewhere', async () => {
    const looks = fakeLooks({
      profile: () => undefined,
      others: () => [{ key: 'FLIP_AWS_ACCOUNT_ID', value: '444455556666', file: '.env.production' }],
    });
    const flow = flowIn(workspace, { looks });
    await signedIn(flow);
    expect(field(flow, 'use')?.choices[0]?.words).toContain('.env.production');
    expect(field(flow, 'use')?.value).toBe('111122223333/Operator');
  });
});

describe('a sign-in within setup', () => {
  /** One that shows its code and then waits to be ended from outside. */
  const waiting = () => {
    const seen: SignInRequest[] = [];
    const ends: { reject: (error: unknown) => void; resolve: () => void }[] = [];
    const accounts = (request: SignInRequest) => {
      seen.push(request);
      request.show({
        profile: request.profile,
        userCode: `CODE-${seen.length}`,
        url: 'https://device',
        completeUrl: 'https://device?user_code=1',
        expiresAt: new Date(Date.UTC(2026, 10, 30)),
      });
      return new Promise<never>((resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
        ends.push({
          reject,
          resolve: () => resolve([{ id: '111122223333', name: 'a', roles: ['Operator'] }] as never),
        });
      });
    };
    return { seen, ends, accounts };
  };
  const begun = async (accounts: ReturnType<typeof waiting>['accounts']) => {
    const flow = flowIn(workspace, { looks: noProfile, profiles: fakeProfiles({ accounts }) });
    await goTo(flow, 'profile');
    flow.type('start-url', START);
    await flow.onward();
    return flow;
  };

  it('shows address and code, and goes on by itself once somebody agreed', async () => {
    const { ends, accounts } = waiting();
    const flow = await begun(accounts);
    expect(flow.page()).toMatchObject({ id: 'sign-in', waits: true, signIn: { userCode: 'CODE-1', profile: 'stag' } });
    ends[0]?.resolve();
    await until(flow, 'role');
    expect(flow.back()).toBe(true);
    // Signed in is signed in: going on again asks nobody.
    expect(flow.page().id).toBe('profile');
    await flow.onward();
    expect(flow.page().id).toBe('role');
  });

  it('called off with Esc it stops asking AWS, and setup goes on without a profile', async () => {
    const { seen, accounts } = waiting();
    const flow = await begun(accounts);
    expect(flow.back()).toBe(true);
    expect([flow.page().id, seen[0]?.signal.aborted]).toEqual(['profile', true]);
    flow.type('profile-way', 'later');
    await goTo(flow, 'steps');
    expect(flow.result).toBeDefined();
  });

  it('that is still waited for when the operator leaves is called off', async () => {
    const { seen, accounts } = waiting();
    const flow = await begun(accounts);
    flow.leave();
    expect(seen[0]?.signal.aborted).toBe(true);
  });

  it('refused in the browser stays on the page with the reason, and Enter gets a new code', async () => {
    const { ends, seen, accounts } = waiting();
    const flow = await begun(accounts);
    ends[0]?.reject(
      new HubError({
        code: 'sign-in-failed',
        who: 'operator',
        what: 'the sign-in of profile stag was refused in the browser',
        next: ['run the same command again, compare the code and allow the request'],
        exit: EXIT.authentication,
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const { notes, waits, signIn } = flow.page();
    expect([waits, signIn, notes[0]?.text]).toEqual([false, undefined, expect.stringContaining('refused')]);
    expect(notes[0]?.more?.join()).not.toContain('same command');
    await flow.onward();
    expect([seen.length, flow.page().signIn?.userCode]).toEqual([2, 'CODE-2']);
  });

  it('an answer to a code that was called off changes nothing any more', async () => {
    const { ends, accounts } = waiting();
    const flow = await begun(accounts);
    flow.back();
    ends[0]?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(flow.page().id).toBe('profile');
  });
});

it('an interrupted setup keeps address, account and role, and plans the same profile again', async () => {
  const first = flowIn(workspace, { looks: noProfile });
  await signedIn(first);
  first.type('use', '111122223333/ReadOnly');
  await goTo(first, 'summary', WITHOUT_ACCOUNT);
  const kept = JSON.parse(readFileSync(join(workspace, '.flip-hub', 'stag', 'setup.json'), 'utf8'));
  expect(kept.profile).toEqual({ 'start-url': START, 'sso-region': 'eu-west-1', use: '111122223333/ReadOnly' });
  const second = flowIn(workspace, { looks: noProfile });
  await second.onward();
  expect(second.page().id).toBe('summary');
  expect(second.page().notes.flatMap(({ more }) => more ?? [])).toContain('+ [profile stag] sso_role_name = ReadOnly');
});

it('interrupted while it waited for a sign-in, it goes on before it, not in the middle of it', async () => {
  const first = flowIn(workspace, {
    looks: noProfile,
    profiles: fakeProfiles({ accounts: () => new Promise(() => {}) }),
  });
  await goTo(first, 'profile');
  first.type('start-url', START);
  await first.onward();
  expect(first.page().id).toBe('sign-in');
  const second = flowIn(workspace, { looks: noProfile });
  await second.onward();
  expect([second.page().id, field(second, 'start-url')?.value]).toEqual(['profile', START]);
});

it('a configuration that cannot be edited stops the write, and the environment file too', async () => {
  const plan = () => {
    throw new HubError({ code: 'profile-incomplete', who: 'operator', what: 'it cannot be edited', next: [], exit: 2 });
  };
  const flow = flowIn(workspace, { looks: noProfile, profiles: fakeProfiles({ plan }) });
  await signedIn(flow);
  await goTo(flow, 'summary', WITHOUT_ACCOUNT);
  expect(flow.page().notes[0]).toMatchObject({ mark: 'fail', text: 'it cannot be edited' });
  await flow.onward();
  expect([flow.page().id, flow.result]).toEqual(['summary', undefined]);
});

describe('the SSH key pair', () => {
  const looks = fakeLooks({ keyPair: () => false });
  it('is made at the end where there is none, unless it is put off', async () => {
    const flow = flowIn(workspace, { looks });
    await goTo(flow, 'summary');
    expect(flow.page().notes.some(({ text }) => text.startsWith('~/.ssh/host-aws: ssh-keygen makes it'))).toBe(true);
    await flow.onward();
    expect(field(flow, 'key-pair')?.value).toBe('now');
    expect(flow.result?.steps).toEqual([]);
    await flow.onward();
    expect(flow.result?.steps).toEqual(['key-pair']);
  });

  it('is left out by its flag, by an answer, and where one is there', async () => {
    const flagged = flowIn(workspace, { looks, keyPair: false });
    await goTo(flagged, 'steps');
    expect(field(flagged, 'key-pair')?.value).toBe('later');
    await flagged.onward();
    expect(flagged.result?.steps).toEqual([]);
    rmSync(join(workspace, '.env.stag'));
    const there = flowIn(workspace);
    await goTo(there, 'steps');
    expect(ids(there)).not.toContain('key-pair');
  });
});
