/** The looks of a setup on this machine: doctor's own checks, `~/.aws/config`, S3, the other environment's file. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { bucketName } from '../../aws/bucket-name.ts';
import { findSection, readSharedConfig, type SharedConfig, sharedConfigFile } from '../../aws/sso/shared-config.ts';
import { readProfileLogin } from '../../aws/sso/sso-profile.ts';
import { CHECKS } from '../../doctor/checks/index.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { keyPairFile } from '../../hub/key-pair/index.ts';
import type { CommandContext } from '../context.ts';
import { doctorContext } from '../doctor.ts';
import { takenByOthers } from '../never-shared.ts';
import { acceptedOverrides } from '../services.ts';
import type { ProfileFound, SetupLooks } from './looks.ts';

/** About the file that setup is to write, doctor has nothing to say yet. */
const NOT_YET = new Set(['env-files']);

export function realLooks(ctx: CommandContext, workspace: string): SetupLooks {
  const overrides = acceptedOverrides(ctx);
  const endpoint = overrides.AWS_ENDPOINT_URL_S3 ?? overrides.AWS_ENDPOINT_URL;
  return {
    machine: (environment, done) => {
      const here = { ...ctx, options: { ...ctx.options, env: environment.name } };
      const checks = CHECKS.filter((check) => !NOT_YET.has(check.id));
      return runChecks(checks, doctorContext(here), done);
    },
    profile: (name) => profileOn(readSharedConfig(sharedConfigFile(ctx.io.env)), name),
    keyPair: () => {
      const file = keyPairFile(ctx.io.env.HOME ?? homedir());
      return existsSync(file) || existsSync(`${file}.pub`);
    },
    bucket: (name, region) => bucketName(name, region, endpoint),
    others: (environment) =>
      takenByOthers(workspace, environment).map(({ key, value, other }) => ({ key, value, file: other.envFile })),
  };
}

function profileOn(config: SharedConfig, name: string): ProfileFound | undefined {
  const section = findSection(config, 'profile', name);
  if (section === undefined) return undefined;
  const value = (key: string) => section.values.get(key)?.value;
  const session = findSection(config, 'sso-session', value('sso_session') ?? '');
  return {
    name,
    account: value('sso_account_id'),
    region: value('region'),
    startUrl: session?.values.get('sso_start_url')?.value ?? value('sso_start_url'),
    problem: cannotSignIn(config, name),
  };
}

function cannotSignIn(config: SharedConfig, name: string): string | undefined {
  try {
    const found = readProfileLogin(config, name);
    return found.kind === 'other' && found.identity === 'none' ? `profile ${name} has no way to sign in` : undefined;
  } catch (error) {
    if (error instanceof HubError && error.fields.code === 'profile-incomplete') return error.fields.what;
    throw error;
  }
}
