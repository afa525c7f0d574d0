/**
 * `aws-profiles`: the profiles of the environments in `~/.aws/config`. Signs in once, lists what this person may use, asks
 * which account and role is which environment, shows what changes, and writes it; every other byte of the file stays.
 */
import { setTimeout } from 'node:timers/promises';
import { accountsOf, type SsoAccount } from '../../aws/sso/accounts.ts';
import { ssoCacheDir } from '../../aws/sso/cache-files.ts';
import { deviceLogin } from '../../aws/sso/device-login.ts';
import { createSsoOidc } from '../../aws/sso/oidc-client.ts';
import { findSection, readSharedConfig, type SharedConfig, sharedConfigFile } from '../../aws/sso/shared-config.ts';
import {
  type ProfileEdit,
  planProfiles,
  saveProfiles,
  sessionNameFor,
  type WantedProfile,
} from '../../aws/sso/write-profile.ts';
import { ENVIRONMENTS, type Environment, environmentNamed } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { openBrowser } from '../../tools/browser.ts';
import { refuseEndpointOverrides } from '../../tools/child-environment.ts';
import type { CommandContext } from '../context.ts';
import { namedEnvironment } from '../environment.ts';
import { askLine } from './ask-lines.ts';

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const DEFAULT_REGION = 'eu-west-2';

export async function run(ctx: CommandContext): Promise<number> {
  const print = (line: string) => ctx.io.stdout.write(`${line}\n`);
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  const file = sharedConfigFile(ctx.io.env);
  const config = readSharedConfig(file);
  const named = namedEnvironment(ctx.options.env, ctx.io.env.PROD);
  const given = (ctx.options.use ?? []).map(readUse);
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

/** `stag=111122223333/Operator`. */
function readUse(text: string): { environment: Environment; accountId: string; role: string } {
  const [, name, accountId, role] = /^([^=]+)=(\d{12})\/([\w+=,.@-]{1,64})$/.exec(text) ?? [];
  if (name === undefined || accountId === undefined || role === undefined)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `--use takes ENV=ACCOUNT/ROLE, not ${JSON.stringify(text)}`,
      next: ['flip-hub aws-profiles --use stag=111122223333/Operator'],
      exit: EXIT.usage,
    });
  return { environment: environmentNamed(name, '--use'), accountId, role };
}

/** The address and region of IAM Identity Center; what the file knows already is offered. */
async function identityCenter(ctx: CommandContext, config: SharedConfig) {
  const known = config.sections.find((section) => section.values.has('sso_start_url'));
  const wrongUrl = (url: string) =>
    /^https:\/\/[^\s/]+\/\S*$/.test(url) ? undefined : 'an address such as https://example.awsapps.com/start';
  const wrongRegion = (region: string) => (REGION.test(region) ? undefined : 'a region such as eu-west-2');
  const startUrl =
    ctx.options['start-url'] ??
    (await askLine(ctx, {
      words: 'Start URL of IAM Identity Center?',
      flag: '--start-url',
      offered: known?.values.get('sso_start_url')?.value,
      wrong: wrongUrl,
    }));
  const ssoRegion =
    ctx.options['sso-region'] ??
    (await askLine(ctx, {
      words: 'Region of IAM Identity Center?',
      flag: '--sso-region',
      offered: known?.values.get('sso_region')?.value ?? DEFAULT_REGION,
      wrong: wrongRegion,
    }));
  const wrong = wrongUrl(startUrl) ?? wrongRegion(ssoRegion);
  if (wrong === undefined) return { startUrl, ssoRegion };
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `${startUrl} in ${ssoRegion} is no address of IAM Identity Center`,
    cause: `it takes ${wrong}`,
    next: ['flip-hub aws-profiles --start-url https://example.awsapps.com/start --sso-region eu-west-2'],
    exit: EXIT.usage,
  });
}

/** Signs in under the session that will be written, so that nobody has to do it again afterwards. */
async function signedInAccounts(
  ctx: CommandContext,
  config: SharedConfig,
  { startUrl, ssoRegion }: { startUrl: string; ssoRegion: string },
): Promise<SsoAccount[]> {
  if (!ctx.interactive)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: 'which account and role is which environment? Listing them takes somebody who signs in',
      next: ['answer it with --use stag=111122223333/Operator, once for each environment'],
      exit: EXIT.usage,
    });
  const again = 'flip-hub aws-profiles';
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  const say = (line: string) => ctx.io.stderr.write(`${line}\n`);
  const text = config.sections.map(sectionText).join('');
  try {
    const token = await deviceLogin({
      sso: {
        profile: 'aws-profiles',
        session: sessionNameFor(text, { startUrl, ssoRegion }),
        startUrl,
        region: ssoRegion,
        accountId: '',
        role: '',
        scopes: ['sso:account:access'],
      },
      oidc: createSsoOidc(ssoRegion),
      cacheDir: ssoCacheDir(ctx.io.env),
      clock: { now: () => new Date(), sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) },
      secret: (secret) => secret,
      show: (prompt) => {
        say('Sign in to AWS');
        say(`  open  ${prompt.completeUrl}`);
        say(`  code  ${prompt.userCode}    allow it only if the page shows the same`);
        void openBrowser(prompt.completeUrl, ctx.io.env, ctx.io.cwd);
      },
      signal: stop.signal,
    });
    return await accountsOf(token.access, ssoRegion, again);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

const sectionText = ({ kind, name, values }: SharedConfig['sections'][number]): string =>
  `[${kind === 'other' ? name : `${kind} ${name}`}]\n${[...values].map(([key, { value }]) => `${key} = ${value}\n`).join('')}`;

/** Undefined: this environment is left out. */
async function chooseAccount(ctx: CommandContext, environment: Environment, accounts: readonly SsoAccount[]) {
  const choices = accounts.flatMap((account) => account.roles.map((role) => ({ account, role })));
  if (choices.length === 0)
    throw new HubError({
      code: 'credentials',
      who: 'operator',
      what: 'this sign-in may use no account',
      cause: 'IAM Identity Center lists none with a role',
      next: ['ask whoever keeps the accounts to assign you a role'],
      exit: EXIT.authentication,
    });
  choices.forEach(({ account, role }, at) => {
    ctx.io.stderr.write(`  ${String(at + 1).padStart(3)}  ${account.id}  ${account.name}  ${role}\n`);
  });
  const typed = await askLine(ctx, {
    words: `Which is ${environment.name} (profile ${environment.profile})? A number; nothing leaves it out:`,
    flag: `--use ${environment.name}=ACCOUNT/ROLE`,
    wrong: (text) => (text === '' || choices[Number(text) - 1] ? undefined : `a number from 1 to ${choices.length}`),
  });
  const chosen = choices[Number(typed) - 1];
  return chosen && { accountId: chosen.account.id, role: chosen.role };
}

async function hubRegion(ctx: CommandContext, config: SharedConfig, profile: string): Promise<string> {
  if (ctx.options.region !== undefined && REGION.test(ctx.options.region)) return ctx.options.region;
  const known = findSection(config, 'profile', profile)?.values.get('region')?.value;
  if (!ctx.interactive && ctx.options.region === undefined) return known ?? DEFAULT_REGION;
  return askLine(ctx, {
    words: `Region of the hub for profile ${profile}?`,
    flag: '--region',
    offered: known ?? DEFAULT_REGION,
    wrong: (text) => (REGION.test(text) ? undefined : 'a region such as eu-west-2'),
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
