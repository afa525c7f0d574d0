/** The AWS profile of each environment: there, complete, and of the region and account the environment file names. */
import { findSection, readSharedConfig, sharedConfigFile } from '../../aws/sso/shared-config.ts';
import { readProfileLogin } from '../../aws/sso/sso-profile.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import type { Check, DoctorContext, DoctorEnvironment, Finding } from '../check.ts';

export const profilesCheck: Check = {
  id: 'aws-profiles',
  title: 'AWS profiles',
  needed: 'one for each environment, with a sign-in',
  neededBy: ['aws-login'],
  boundMs: 5_000,
  concerns: (ctx) => ctx.environments.length > 0,
  async look(ctx) {
    const findings = ctx.environments.map((environment) => profile(ctx, environment));
    const worst = findings.find((f) => f.verdict === 'fail') ?? findings.find((f) => f.verdict === 'warn');
    return worst ?? { verdict: 'ok', found: ctx.environments.map((e) => e.profile).join(', ') };
  },
};

function profile(ctx: DoctorContext, { profile: name, reading, envFile }: DoctorEnvironment): Finding {
  const file = sharedConfigFile(ctx.shell);
  const config = readSharedConfig(file);
  const login = { command: `aws configure sso --profile ${name}` };
  let found: ReturnType<typeof readProfileLogin>;
  try {
    found = readProfileLogin(config, name);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return { verdict: 'fail', found: error.fields.what, why: error.fields.cause ?? file, fix: [login] };
  }
  if (found.kind === 'absent') return { verdict: 'fail', found: `profile ${name} is missing`, why: file, fix: [login] };
  if (found.kind === 'other' && found.identity === 'none')
    return { verdict: 'fail', found: `profile ${name} has no way to sign in`, why: file, fix: [login] };
  const text = (key: string) => reading?.values.text(key);
  const account = text('FLIP_AWS_ACCOUNT_ID');
  if (found.kind === 'sso' && account !== undefined && account !== found.sso.accountId)
    return {
      verdict: 'fail',
      found: `profile ${name} is of account ${found.sso.accountId}`,
      why: `${envFile} says ${account}`,
      fix: ['correct the one that is wrong: a deployment refuses to start like this'],
    };
  const region = findSection(config, 'profile', name)?.values.get('region');
  const wanted = text('AWS_REGION');
  if (region !== undefined && wanted !== undefined && region.value !== wanted)
    return {
      verdict: 'warn',
      found: `profile ${name} is of region ${region.value}`,
      why: `${file} line ${region.line}, while ${envFile} says ${wanted}, which is what is used here`,
    };
  return { verdict: 'ok', found: name };
}
