/** Builds what the phases of a run work with, for a real environment. A rehearsal builds on the same, with another target. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Aws, createAws } from '../aws/factory.ts';
import { BucketLock } from '../aws/lock-store.ts';
import { ssoCacheDir, tokenEnd } from '../aws/sso/cache-files.ts';
import { createSsoOidc } from '../aws/sso/oidc-client.ts';
import { readSharedConfig, sharedConfigFile } from '../aws/sso/shared-config.ts';
import { readProfileLogin } from '../aws/sso/sso-profile.ts';
import { StateObjects } from '../aws/state-objects.ts';
import { BucketTwin } from '../aws/twin-store.ts';
import type { Environment } from '../engine/environments.ts';
import { stateDirOf } from '../engine/run/folder.ts';
import { publicDns } from '../hub/public-zone/index.ts';
import type { HubServices, RehearsalTarget } from '../phases/services.ts';
import { loadSettings } from '../phases/settings.ts';
import { openBrowser } from '../tools/browser.ts';
import { childEnvironment, isCi } from '../tools/child-environment.ts';
import { ghVariables } from '../tools/gh/login.ts';
import type { CommandContext } from './context.ts';
import { sshSettings } from './ssh-settings.ts';
import { whoAmI } from './who.ts';

export interface ServiceOptions {
  ctx: CommandContext;
  environment: Environment;
  workspace: string;
  /** Where a rehearsal sends everything; asked at each use, because the stand-in starts within the run. */
  rehearsal?: () => RehearsalTarget;
  /** Path of the SSH public key that goes to EC2. */
  publicKeyFile: string;
}

export function createServices(options: ServiceOptions): HubServices {
  const { ctx, environment, workspace } = options;
  const envFile = join(workspace, environment.envFile);
  const settings = () => loadSettings(envFile, environment, options.publicKeyFile);
  const profileOf = () =>
    isCi(ctx.io.env)
      ? undefined
      : (settings().text(environment.profileKey) ?? settings().text('AWS_PROFILE') ?? environment.profile);
  const overrides = acceptedOverrides(ctx);
  const elsewhere = Object.keys(overrides).some((name) => name.startsWith('AWS_ENDPOINT_URL'));
  let aws: { of: string; made: Aws } | undefined;
  const where = () => ({
    aws: services.aws(),
    bucket: settings().required('FLIP_TFSTATE_BUCKET_NAME'),
    env: environment.name,
    login: services.login,
  });
  const services: HubServices = {
    environment,
    workspace,
    stateDir: stateDirOf(workspace, environment.name),
    envFile,
    packageDir: ctx.packageDir,
    binary: ctx.options.opentofu === true ? 'tofu' : 'terraform',
    version: ctx.version,
    who: whoAmI(),
    get profile() {
      return options.rehearsal ? undefined : profileOf();
    },
    get login() {
      const profile = this.profile;
      return profile === undefined
        ? 'give this environment fresh AWS credentials'
        : `aws sso login --profile ${profile} --use-device-code`;
    },
    settings,
    signInMeans:
      options.rehearsal || !ctx.interactive
        ? undefined
        : {
            configFile: sharedConfigFile(ctx.io.env),
            cacheDir: ssoCacheDir(ctx.io.env),
            oidc: createSsoOidc,
            clock: { now: () => new Date(), sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) },
            open: (url) => void openBrowser(url, ctx.io.env, workspace),
          },
    sessionEnds() {
      if (options.rehearsal) return undefined;
      const given = new Date(ctx.io.env.AWS_CREDENTIAL_EXPIRATION ?? '');
      if (services.profile === undefined) return Number.isNaN(given.getTime()) ? undefined : given;
      const login = readProfileLogin(readSharedConfig(sharedConfigFile(ctx.io.env)), services.profile);
      return login.kind === 'sso' ? tokenEnd(ssoCacheDir(ctx.io.env), login.sso) : undefined;
    },
    aws() {
      const region = settings().required('AWS_REGION');
      const target = options.rehearsal?.();
      const of = `${region} ${target?.endpoint ?? services.profile ?? ''}`;
      if (aws?.of === of) return aws.made;
      aws = {
        of,
        made: createAws({
          region,
          pathStyle: elsewhere,
          ...(target
            ? {
                standIn: {
                  endpoint: target.endpoint,
                  accessKeyId: target.environment.AWS_ACCESS_KEY_ID ?? '',
                  secretAccessKey: target.environment.AWS_SECRET_ACCESS_KEY ?? '',
                },
              }
            : services.profile === undefined
              ? {}
              : { profile: services.profile }),
        }),
      };
      return aws.made;
    },
    stateObjects: () =>
      new StateObjects(services.aws(), settings().required('FLIP_TFSTATE_BUCKET_NAME'), services.login),
    lock: () => new BucketLock(where),
    twin: () => new BucketTwin(where),
    childEnvironment(add = {}) {
      const target = options.rehearsal?.();
      // A rehearsal's environment is built by the stand-in: nothing of ours may lead a call to a real account.
      if (target) return { ...target.environment, ...add };
      const region = settings().text('AWS_REGION');
      return childEnvironment(ctx.io.env, {
        add: {
          ...(services.profile === undefined ? {} : { AWS_PROFILE: services.profile }),
          ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
          // Terraform must not talk to another AWS than we do.
          ...overrides,
          ...add,
        },
      });
    },
    ghVariables: () => (options.rehearsal ? {} : ghVariables(ctx.io.env)),
    get rehearsal() {
      return options.rehearsal?.();
    },
    ssh: sshSettings({
      ctx,
      environment,
      workspace,
      publicKeyFile: options.publicKeyFile,
      rehearsal: options.rehearsal !== undefined,
      awsCli: () => ({ region: settings().required('AWS_REGION'), profile: services.profile }),
    }),
    publicDns: options.rehearsal || elsewhere ? undefined : publicDns(),
    now: () => new Date(),
  };
  return services;
}

/** What `--allow-endpoint-override` accepts of the operator's shell. */
export function acceptedOverrides({ options, io }: CommandContext): Record<string, string> {
  const found: Record<string, string> = {};
  if (options['allow-endpoint-override'] !== true) return found;
  for (const [name, value] of Object.entries(io.env))
    if (value !== undefined && value !== '' && (name.startsWith('AWS_ENDPOINT_URL') || name === 'AWS_CA_BUNDLE'))
      found[name] = value;
  return found;
}
