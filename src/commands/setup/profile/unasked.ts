/** The AWS profile where nobody can be asked: from flags, from what other profiles name, or not at all. Half an answer is refused. */
import type { ProfileEdit } from '../../../aws/sso/write-profile.ts';
import { HubError } from '../../../engine/errors/hub-error.ts';
import { EXIT } from '../../../engine/exit-codes.ts';
import { type ProfileAnswers, SSO_REGION, START_URL, USE } from './answers.ts';
import type { ProfileMeans } from './means.ts';
import { lackingWords } from './views.ts';

/** The edit that was asked for; undefined when no flag asked for one. Throws exit 2 for what is missing to it. */
export function flaggedEdit(
  profile: ProfileAnswers,
  region: string,
  env: string,
  means: Pick<ProfileMeans, 'plan'>,
): ProfileEdit | undefined {
  if (!profile.given) return undefined;
  const open = [
    ...(profile.value(START_URL) === '' ? ['--start-url https://example.awsapps.com/start'] : []),
    // A guessed region would make a profile that nobody ever signed in with.
    ...(profile.origin(SSO_REGION) === 'default' ? ['--sso-region REGION    where IAM Identity Center lives'] : []),
    ...(profile.value(USE) === '' ? [`--use ${env}=ACCOUNT/ROLE    listing them takes somebody who signs in`] : []),
  ];
  const wanted = profile.wanted(region);
  if (open.length === 0 && wanted !== undefined) return means.plan(wanted);
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `the AWS profile ${profile.name} cannot be written: ${open.length === 1 ? 'an answer is' : `${open.length} answers are`} missing`,
    cause: 'nobody can be asked here, and nothing was written',
    next: open,
    exit: EXIT.usage,
  });
}

/** What to tell of a profile that nobody can sign in with and no flag writes; undefined when all is well. */
export function lackingLine(profile: ProfileAnswers, env: string, ci: boolean): string | undefined {
  if (!profile.lacking) return undefined;
  return ci
    ? `credentials come from this environment (CI), so that no AWS profile is needed; ${lackingWords(profile)}`
    : `${lackingWords(profile)}: flip-hub aws-profiles --env ${env} writes it, or setup with --start-url, --sso-region and --use; a role or CI needs none`;
}
