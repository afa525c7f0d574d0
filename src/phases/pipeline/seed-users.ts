/**
 * seed-users: the first administrator of a hub, and a researcher where one is named, in its user pool. A phase and no
 * resource, because a first password has no write-only argument and would lie in the state. Whoever is there is left alone.
 */
import { existingPool } from '../../aws/existing.ts';
import { UserPool } from '../../aws/user-pool.ts';
import type { Problem } from '../../engine/graph/phase.ts';
import type { Secret } from '../../engine/secret.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase, Settings } from '../services.ts';
import { isText, outputValues, requiredOutput } from '../terraform/outputs.ts';
import { onceSignedIn } from './once-signed-in.ts';

interface Seed {
  role: 'administrator' | 'researcher';
  emailKey: string;
  passwordKey: string;
  email: string;
  password: Secret | undefined;
}

const SEEDS = [
  { role: 'administrator', emailKey: 'FLIP_COGNITO_ADMIN_EMAIL', passwordKey: 'ADMIN_USER_PASSWORD' },
  { role: 'researcher', emailKey: 'FLIP_COGNITO_RESEARCHER_EMAIL', passwordKey: 'RESEARCHER_USER_PASSWORD' },
] as const;

export const seedUsers: HubPhase = {
  id: 'seed-users',
  title: 'First users',
  needs: ['apply'],
  reads: SEEDS.map(({ emailKey }) => emailKey),
  danger: 'moderate',
  rehearse: 'real',
  async check(ctx) {
    const settings = ctx.services.settings();
    if (elsewhere(settings)) return [];
    const wanted = seeds(settings);
    const weak = wanted.flatMap((seed) => weakPassword(ctx, seed));
    if (weak.length > 0 || wanted.some(({ role }) => role === 'administrator')) return weak;
    // A rehearsed pool begins empty, whatever the real one holds.
    if (ctx.rehearsal) return [nobody(ctx)];
    return onceSignedIn(ctx, async () => ((await somebodyIsThere(ctx)) ? [] : [nobody(ctx)]));
  },
  async prove(ctx) {
    const settings = ctx.services.settings();
    if (elsewhere(settings)) return 'proven';
    const pool = await poolOf(ctx);
    const states = await Promise.all(seeds(settings).map(({ email }) => pool.state(email)));
    return states.every((state) => state !== undefined) ? 'proven' : 'not done';
  },
  async run(ctx) {
    const settings = ctx.services.settings();
    if (elsewhere(settings)) {
      ctx.log('AUTH_BACKEND is keycloak: users are made there');
      return { nothing: 'to do' };
    }
    await guardAccount(ctx);
    const pool = await poolOf(ctx);
    const made: string[] = [];
    const there: string[] = [];
    for (const seed of seeds(settings)) ((await seeded(ctx, pool, seed)) ? made : there).push(seed.role);
    return { made: made.join(', ') || 'nobody', ...(there.length > 0 ? { there: there.join(', ') } : {}) };
  },
};

/** True when this run made the person. */
async function seeded(ctx: HubContext, pool: UserPool, { role, email, password }: Seed): Promise<boolean> {
  const state = await pool.state(email);
  if (state !== undefined) {
    ctx.log(`${role} ${email} is there (${state}) and stays as it is`);
    return false;
  }
  await ctx.fence();
  if (!(await pool.invite(email, password))) {
    ctx.log(`${role} ${email} was made by somebody else meanwhile and stays as it is`);
    return false;
  }
  if (password === undefined) {
    ctx.log(`${role} ${email} is made; Cognito mails the invitation with a first password`);
    return true;
  }
  // In production a password out of a file is good for the first sign-in only.
  const lasting = ctx.environment !== 'production';
  if (lasting) {
    await ctx.fence();
    await pool.keepPassword(email, password);
  }
  ctx.log(`${role} ${email} is made${lasting ? '' : '; the first sign-in asks for another password'}; no mail is sent`);
  return true;
}

const elsewhere = (settings: Settings) => settings.text('AUTH_BACKEND') === 'keycloak';

function seeds(settings: Settings): Seed[] {
  return SEEDS.flatMap((seed) => {
    const email = settings.text(seed.emailKey);
    return email === undefined ? [] : [{ ...seed, email, password: settings.secret(seed.passwordKey) }];
  });
}

async function poolOf(ctx: HubContext): Promise<UserPool> {
  const id = requiredOutput(ctx, await outputValues(ctx), 'CognitoUserPoolId', isText);
  return new UserPool(ctx.services.aws(), id, ctx.services.login);
}

async function somebodyIsThere({ services }: HubContext): Promise<boolean> {
  const settings = services.settings();
  const found = await existingPool(
    services.aws(),
    settings.text('FLIP_USER_POOL_NAME') ?? 'flip-user-pool',
    settings.text('FLIP_COGNITO_CLIENT') ?? 'flip-cognito-client',
    services.login,
  );
  return found !== undefined && new UserPool(services.aws(), found.id, services.login).hasAnybody();
}

function nobody(ctx: HubContext): Problem {
  return {
    code: 'administrator-missing',
    who: 'operator',
    what: `nobody could sign in to ${ctx.environment}: its user pool would be empty`,
    cause: 'FLIP_COGNITO_ADMIN_EMAIL is not set, and sign-up is closed',
    next: [`write FLIP_COGNITO_ADMIN_EMAIL=<the address of the first administrator> into ${ctx.services.envFile}`],
  };
}

/** What the pool's policy asks for, beyond the length, which the environment file's own check knows. */
const POLICY: readonly [RegExp, string][] = [
  [/[a-z]/, 'a lower-case letter'],
  [/[A-Z]/, 'an upper-case letter'],
  [/\d/, 'a digit'],
  [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/, 'a symbol'],
];

function weakPassword(ctx: HubContext, { password, passwordKey }: Seed): Problem[] {
  if (password === undefined) return [];
  const text = password.reveal();
  const lacks = POLICY.filter(([pattern]) => !pattern.test(text)).map(([, words]) => words);
  if (lacks.length === 0) return [];
  return [
    {
      code: 'password-refused',
      who: 'operator',
      what: `${passwordKey} lacks ${lacks.join(' and ')}`,
      cause: 'the password policy of the user pool would refuse it after the apply',
      next: [
        `change ${passwordKey} in ${ctx.services.envFile}`,
        'or remove it: Cognito then mails a password of its own',
      ],
    },
  ];
}
