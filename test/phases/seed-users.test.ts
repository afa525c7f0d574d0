/** The first users, against a pool that keeps people as Cognito does. */
import { expect, it } from 'vitest';
import { Secret } from '../../src/engine/secret.ts';
import { seedUsers } from '../../src/phases/pipeline/seed-users.ts';
import type { HubContext } from '../../src/phases/services.ts';

interface World {
  env?: 'stag' | 'production';
  values?: Record<string, string>;
  /** Who is in the pool: e-mail address → state. */
  people?: Record<string, string>;
  /** Whoever is made meanwhile by somebody else, after the look and before the making. */
  race?: string;
  rehearsal?: boolean;
}

const ADMIN = 'first.admin@example.org';
const PASSWORD = 'Correct-horse-7';

const named = (name: string) =>
  class {
    readonly name = name;
    readonly input: Record<string, unknown>;
    constructor(input: Record<string, unknown>) {
      this.input = input;
    }
  };
const refusal = (name: string) => Object.assign(new Error(name), { name });

function world({ env = 'stag', values = {}, people = {}, race, rehearsal = false }: World) {
  const pool = new Map(Object.entries(people));
  const passwords = new Map<string, string>();
  const mailed: string[] = [];
  const said: string[] = [];
  const all: Record<string, string> = { FLIP_AWS_ACCOUNT_ID: '111122223333', ...values };
  const commands: Record<string, (input: Record<string, unknown>) => unknown> = {
    get({ Username }) {
      const state = pool.get(String(Username));
      if (state === undefined) throw refusal('UserNotFoundException');
      if (race === Username) pool.set(String(Username), 'CONFIRMED');
      return { UserStatus: state };
    },
    create({ Username, TemporaryPassword, MessageAction, UserAttributes }) {
      const name = String(Username);
      if (pool.has(name) || race === name) throw refusal('UsernameExistsException');
      expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
      pool.set(name, 'FORCE_CHANGE_PASSWORD');
      if (TemporaryPassword === undefined) expect(MessageAction).toBeUndefined();
      else passwords.set(name, String(TemporaryPassword));
      if (MessageAction !== 'SUPPRESS') mailed.push(name);
      return {};
    },
    password({ Username, Password, Permanent }) {
      expect(Permanent).toBe(true);
      pool.set(String(Username), 'CONFIRMED');
      passwords.set(String(Username), String(Password));
      return {};
    },
    users: () => ({ Users: [...pool.keys()].map((Username) => ({ Username })) }),
    pools: () => ({ UserPools: [{ Name: 'flip-user-pool', Id: 'pool-1' }] }),
    clients: () => ({ UserPoolClients: [] }),
    pool: () => ({ UserPool: {} }),
  };
  const ctx = {
    phase: 'seed-users',
    environment: env,
    rehearsal,
    signal: new AbortController().signal,
    memo: new Map([
      [
        'terraform-session',
        Promise.resolve({
          run: async () => ({ stdout: JSON.stringify({ CognitoUserPoolId: { value: 'pool-1' } }) }),
        }),
      ],
    ]),
    fence: async () => {},
    log: (line: string) => said.push(line),
    services: {
      envFile: '.env.stag',
      login: 'sign in',
      settings: () => ({
        text: (key: string) => all[key],
        secret: (key: string) => (all[key] === undefined ? undefined : new Secret(all[key], key)),
      }),
      aws: () => ({
        cognito: async () => ({
          client: {
            send: async (command: { name: string; input: Record<string, unknown> }) =>
              commands[command.name]?.(command.input),
          },
          AdminGetUserCommand: named('get'),
          AdminCreateUserCommand: named('create'),
          AdminSetUserPasswordCommand: named('password'),
          ListUsersCommand: named('users'),
          ListUserPoolsCommand: named('pools'),
          ListUserPoolClientsCommand: named('clients'),
          DescribeUserPoolCommand: named('pool'),
        }),
        sts: async () => ({
          client: { send: async () => ({ Account: '111122223333', Arn: 'arn' }) },
          GetCallerIdentityCommand: named('who'),
        }),
      }),
    },
  } as unknown as HubContext;
  return { ctx, pool, passwords, mailed, said };
}

it('in staging the first administrator signs in with the password of the file, and no mail is sent', async () => {
  const w = world({ values: { FLIP_COGNITO_ADMIN_EMAIL: ADMIN, ADMIN_USER_PASSWORD: PASSWORD } });
  expect((await w.ctx) && (await seedUsers.run(w.ctx))).toEqual({ made: 'administrator' });
  expect([...w.pool]).toEqual([[ADMIN, 'CONFIRMED']]);
  expect(w.passwords.get(ADMIN)).toBe(PASSWORD);
  expect(w.mailed).toEqual([]);
  expect(w.said.join('\n')).not.toContain(PASSWORD);
});

it('in production that password is good for the first sign-in only', async () => {
  const values = { FLIP_COGNITO_ADMIN_EMAIL: ADMIN, ADMIN_USER_PASSWORD: PASSWORD };
  const w = world({ env: 'production', values });
  await seedUsers.run(w.ctx);
  expect(w.pool.get(ADMIN)).toBe('FORCE_CHANGE_PASSWORD');
  expect(w.passwords.get(ADMIN)).toBe(PASSWORD);
});

it('without a password Cognito mails the invitation; a researcher is made only when named', async () => {
  const w = world({
    values: { FLIP_COGNITO_ADMIN_EMAIL: ADMIN, FLIP_COGNITO_RESEARCHER_EMAIL: 'r@example.org' },
  });
  expect(await seedUsers.run(w.ctx)).toEqual({ made: 'administrator, researcher' });
  expect(w.mailed).toEqual([ADMIN, 'r@example.org']);
});

it('whoever is there stays as they are, password and all; twice makes nobody twice', async () => {
  const values = { FLIP_COGNITO_ADMIN_EMAIL: ADMIN, ADMIN_USER_PASSWORD: PASSWORD };
  const w = world({ values, people: { [ADMIN]: 'CONFIRMED' } });
  expect(await seedUsers.prove(w.ctx)).toBe('proven');
  expect(await seedUsers.run(w.ctx)).toEqual({ made: 'nobody', there: 'administrator' });
  expect(w.passwords.size).toBe(0);
});

it('somebody who was made by another operator in the same moment is left alone', async () => {
  const values = { FLIP_COGNITO_ADMIN_EMAIL: ADMIN, ADMIN_USER_PASSWORD: PASSWORD };
  const w = world({ values, race: ADMIN });
  expect(await seedUsers.prove(w.ctx)).toBe('not done');
  expect(await seedUsers.run(w.ctx)).toEqual({ made: 'nobody', there: 'administrator' });
  expect(w.passwords.size).toBe(0);
});

it('a hub that nobody could sign in to is said before the first change, and a pool with people is no such hub', async () => {
  const missing = [expect.objectContaining({ code: 'administrator-missing' })];
  expect(await seedUsers.check?.(world({}).ctx)).toEqual(missing);
  expect(await seedUsers.check?.(world({ people: { 'a@example.org': 'CONFIRMED' } }).ctx)).toEqual([]);
  expect(await seedUsers.check?.(world({ rehearsal: true, people: { 'a@example.org': 'CONFIRMED' } }).ctx)).toEqual(
    missing,
  );
  expect(await seedUsers.check?.(world({ values: { AUTH_BACKEND: 'keycloak' } }).ctx)).toEqual([]);
});

it('a password that the pool would refuse is refused before the first change, without being shown', async () => {
  const values = { FLIP_COGNITO_ADMIN_EMAIL: ADMIN, ADMIN_USER_PASSWORD: 'alllowercaseletters' };
  const problems = await seedUsers.check?.(world({ values }).ctx);
  expect(problems).toEqual([
    expect.objectContaining({
      code: 'password-refused',
      what: 'ADMIN_USER_PASSWORD lacks an upper-case letter and a digit and a symbol',
    }),
  ]);
  expect(JSON.stringify(problems)).not.toContain('alllowercase');
});
