/** The AWS profile of each environment, a row each: there, complete, and of the region and account its file names. */
import { type ConfigSection, findSection, readSharedConfig, sharedConfigFile } from '../../aws/sso/shared-config.ts';
import { readProfileLogin } from '../../aws/sso/sso-profile.ts';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { Check, DoctorContext, DoctorEnvironment, Finding } from '../check.ts';

const OTHER_WORDS = { role: 'a role', process: 'a program', 'web-identity': 'a web identity', keys: 'keys of its own' };

export const profileChecks: readonly Check[] = Object.values(ENVIRONMENTS).map((environment) => ({
  id: `aws-profile-${environment.name}`,
  title: `profile of ${environment.name}`,
  needed: 'a sign-in, account and region',
  // Nothing of development is deployed to AWS.
  neededBy: environment.terraform === undefined ? [] : ['aws-login'],
  boundMs: 5_000,
  concerns: (ctx) => concerned(ctx, environment),
  look: async (ctx) => {
    const known = ctx.environments.find((e) => e.environment.name === environment.name);
    return profileOf(ctx, environment, known?.profile ?? environment.profile, known);
  },
}));

/** Where no environment is there yet, all of them are still to come; else development is shown when it has a profile. */
function concerned(ctx: DoctorContext, environment: Environment): boolean {
  if (ctx.environments.length === 0) return environment.terraform !== undefined;
  if (environment.terraform !== undefined) return ctx.environments.some((e) => e.environment.name === environment.name);
  return findSection(readSharedConfig(sharedConfigFile(ctx.shell)), 'profile', environment.profile) !== undefined;
}

function profileOf(
  ctx: DoctorContext,
  environment: Environment,
  name: string,
  known: DoctorEnvironment | undefined,
): Finding {
  const file = sharedConfigFile(ctx.shell);
  const config = readSharedConfig(file);
  const write = { command: `flip-hub aws-profiles --env ${environment.name}` };
  // What our own command writes has the usual name; another one was the operator's choice, and stays in his hands.
  const fix = name === environment.profile ? [write] : [`aws configure sso --profile ${name}`];
  let found: ReturnType<typeof readProfileLogin>;
  try {
    found = readProfileLogin(config, name);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return { verdict: 'fail', found: error.fields.what, why: error.fields.cause ?? file, fix };
  }
  if (found.kind === 'absent') return { verdict: 'fail', found: `profile ${name} is missing`, why: file, fix };
  if (found.kind === 'other' && found.identity === 'none')
    return { verdict: 'fail', found: `profile ${name} has no way to sign in`, why: file, fix };
  const text = (key: string) => known?.reading?.values.text(key);
  const account = text('FLIP_AWS_ACCOUNT_ID');
  if (found.kind === 'sso' && account !== undefined && account !== found.sso.accountId)
    return {
      verdict: 'fail',
      found: `profile ${name} is of account ${found.sso.accountId}`,
      why: `${known?.envFile} says ${account}`,
      fix: ['correct the one that is wrong: a deployment refuses to start like this', ...fix],
    };
  const region = regionOf(findSection(config, 'profile', name), file, name, known);
  if (region) return region;
  const how = found.kind === 'sso' ? `account ${found.sso.accountId}, role ${found.sso.role}` : '';
  const other = found.kind === 'other' && found.identity !== 'none' ? OTHER_WORDS[found.identity] : '';
  return { verdict: 'ok', found: `${name}: ${how}${other}` };
}

/** A region that is missing or another one is a note: flip-hub uses the file's, other tools the profile's. */
function regionOf(
  section: ConfigSection | undefined,
  file: string,
  name: string,
  known: DoctorEnvironment | undefined,
): Finding | undefined {
  const region = section?.values.get('region');
  const wanted = known?.reading?.values.text('AWS_REGION');
  if (region === undefined)
    return {
      verdict: 'warn',
      found: `profile ${name} has no region`,
      why: `${file} line ${section?.line ?? 1}; the AWS CLI would ask for one at every call`,
      fix: [{ command: `aws configure set region ${wanted ?? 'eu-west-2'} --profile ${name}` }],
    };
  if (wanted === undefined || region.value === wanted) return undefined;
  return {
    verdict: 'warn',
    found: `profile ${name} is of region ${region.value}`,
    why: `${file} line ${region.line}, while ${known?.envFile} says ${wanted}, which is what is used here`,
    fix: [{ command: `aws configure set region ${wanted} --profile ${name}` }],
  };
}
