/**
 * `aws-profiles`: the profiles of the environments in `~/.aws/config`. Signs in once, lists what this person may use, asks
 * which account and role is which environment, shows what changes, and writes it; every other byte of the file stays.
 */
import { setTimeout } from 'node:timers/promises';
import type { SsoAccount } from '../../aws/sso/accounts.ts';
import { ssoCacheDir } from '../../aws/sso/cache-files.ts';
import { createSsoOidc } from '../../aws/sso/oidc-client.ts';
import { findSection, readSharedConfig, type SharedConfig, sharedConfigFile } from '../../aws/sso/shared-config.ts';
import { type ProfileEdit, planProfiles, saveProfiles, type WantedProfile } from '../../aws/sso/write-profile.ts';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { openBrowser } from '../../tools/browser.ts';
import { refuseEndpointOverrides } from '../../tools/child-environment.ts';
import type { CommandContext } from '../context.ts';
import { namedEnvironment } from '../environment.ts';
import {
  DEFAULT_REGION,
  type IdentityCenter,
  knownCenters,
  readUse,
  regionProblem,
  requireCenter,
  startUrlProblem,
} from '../profiles/identity-center.ts';
import { choicesOf, listAccounts } from '../profiles/list-accounts.ts';
import { askLine } from './ask-lines.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const print = (line: string) => ctx.io.stdout.write(`${line}\n`);
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  const file = sharedConfigFile(ctx.io.env);
  const config = readSharedConfig(file);
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  const given = (ctx.options.use ?? []).map((text) => readUse(text, ctx.command));
  const environments = named
    ? [named]
    : given.length > 0
      ? given.map(({ environment }) => environment)
      : [ENVIRONMENTS.stag, ENVIRONMENTS.production, ENVIRONMENTS.development];
  const where = await identityCenter(ctx, config);
  const open = environments.filter((environment) => !given.some((one) => one.environment.name === environment.name));
  const accounts = open.length === 0 ? [] : await signedInAccounts(ctx, config, where);
  const wanted: WantedProfile[] = [];
  for (const environment of environments) {
    const chosen =
      given.find((one) => one.environment.name === environment.name) ??
      (await chooseAccount(ctx, environment, accounts));
    if (chosen === undefined) continue;
    const profile = environment.profile;
    const region = await hubRegion(ctx, config, profile);
    wanted.push({ profile, ...where, accountId: chosen.accountId, role: chosen.role, region });
  }
  const edit = planProfiles(file, wanted);
  if (edit.after === (edit.before ?? '')) {
    print(`${file} says all this already; nothing was written`);
    return EXIT.done;
  }
  await agree(ctx, edit, wanted);
  const { file: real, backup } = saveProfiles(edit, new Date());
  print(`${real}: ${wanted.map(({ profile }) => profile).join(', ')} written`);
  if (backup !== undefined) print(`what was there before: ${backup}`);
  return EXIT.done;
}

/** The address and region of IAM Identity Center; what the file knows already is offered. */
async function identityCenter(ctx: CommandContext, config: SharedConfig): Promise<IdentityCenter> {
  const known = knownCenters(config)[0];
  const startUrl =
    ctx.options['start-url'] ??
    (await askLine(ctx, {
      words: 'Start URL of IAM Identity Center?',
      flag: '--start-url',
      offered: known?.startUrl,
      wrong: startUrlProblem,
    }));
  const ssoRegion =
    ctx.options['sso-region'] ??
    (await askLine(ctx, {
      words: 'Region of IAM Identity Center?',
      flag: '--sso-region',
      offered: known?.ssoRegion ?? DEFAULT_REGION,
      wrong: regionProblem,
    }));
  return requireCenter({ startUrl, ssoRegion }, ctx.command);
}

async function signedInAccounts(
  ctx: CommandContext,
  config: SharedConfig,
  where: IdentityCenter,
): Promise<SsoAccount[]> {
  if (!ctx.interactive)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: 'which account and role is which environment? Listing them takes somebody who signs in',
      next: ['answer it with --use stag=111122223333/Operator, once for each environment'],
      exit: EXIT.usage,
    });
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  const say = (line: string) => ctx.io.stderr.write(`${line}\n`);
  try {
    return await listAccounts({
      where,
      config,
      profile: 'aws-profiles',
      again: 'flip-hub aws-profiles',
      oidc: createSsoOidc(where.ssoRegion),
      cacheDir: ssoCacheDir(ctx.io.env),
      clock: { now: () => new Date(), sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) },
      show: (prompt) => {
        say('Sign in to AWS');
        say(`  open  ${prompt.completeUrl}`);
        say(`  code  ${prompt.userCode}    allow it only if the page shows the same`);
        void openBrowser(prompt.completeUrl, ctx.io.env, ctx.io.cwd);
      },
      signal: stop.signal,
    });
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** Undefined: this environment is left out. */
async function chooseAccount(ctx: CommandContext, environment: Environment, accounts: readonly SsoAccount[]) {
  const choices = choicesOf(accounts);
  choices.forEach(({ account, accountId, role }, at) => {
    ctx.io.stderr.write(`  ${String(at + 1).padStart(3)}  ${accountId}  ${account.name}  ${role}\n`);
  });
  const typed = await askLine(ctx, {
    words: `Which is ${environment.name} (profile ${environment.profile})? A number; nothing leaves it out:`,
    flag: `--use ${environment.name}=ACCOUNT/ROLE`,
    wrong: (text) => (text === '' || choices[Number(text) - 1] ? undefined : `a number from 1 to ${choices.length}`),
  });
  const chosen = choices[Number(typed) - 1];
  return chosen && { accountId: chosen.accountId, role: chosen.role };
}

async function hubRegion(ctx: CommandContext, config: SharedConfig, profile: string): Promise<string> {
  if (ctx.options.region !== undefined && regionProblem(ctx.options.region) === undefined) return ctx.options.region;
  const known = findSection(config, 'profile', profile)?.values.get('region')?.value;
  if (!ctx.interactive && ctx.options.region === undefined) return known ?? DEFAULT_REGION;
  return askLine(ctx, {
    words: `Region of the hub for profile ${profile}?`,
    flag: '--region',
    offered: known ?? DEFAULT_REGION,
    wrong: regionProblem,
  });
}

/** A profile that says something else is somebody's decision: it is shown, and replaced only after a yes. */
async function agree(
  ctx: CommandContext,
  { file, replaced }: ProfileEdit,
  wanted: readonly WantedProfile[],
): Promise<void> {
  if (ctx.options.yes === true) return;
  const answer = await ctx.questions.request(
    {
      id: 'aws-profiles',
      phase: 'aws-profiles',
      level: 'moderate',
      subject: `Write ${wanted.map(({ profile }) => profile).join(', ')} into ${file}?`,
      typed: [],
      because: [
        ...wanted.map(
          ({ profile, accountId, role, region }) => `${profile}: account ${accountId}, role ${role}, ${region}`,
        ),
        ...replaced.map((line) => `replaces ${line}`),
      ],
      flag: '--yes',
    },
    new AbortController().signal,
  );
  if (answer.yes) return;
  throw new HubError({
    code: 'declined',
    who: 'operator',
    what: `${file} was left as it is`,
    next: ['flip-hub aws-profiles --yes    writes without asking'],
    exit: EXIT.declined,
  });
}
