/** What is wrong with an answer although its form is right: another account than the profile's, the other environment's bucket. */
import type { Answers } from './answers.ts';
import type { SetupLooks } from './looks.ts';

/** In words that follow the key's name; undefined when nothing is. */
export function trouble(
  key: string,
  answers: Answers,
  looks: Pick<SetupLooks, 'profile' | 'others'>,
): string | undefined {
  const value = answers.value(key);
  if (value === '') return undefined;
  const shared = looks.others(answers.environment).find((other) => other.key === key && other.value === value);
  if (shared !== undefined) return `is what ${shared.file} has: two environments never share it`;
  if (key === 'FLIP_AWS_ACCOUNT_ID') {
    const name = answers.value('AWS_PROFILE');
    const profile = looks.profile(name);
    if (profile?.account !== undefined && profile.account !== value)
      return `is not the account of profile ${name}, which signs in to ${profile.account}`;
  }
  const twin = sameBucket(key, answers);
  return twin === undefined ? undefined : `names the same bucket as ${twin}`;
}

function sameBucket(key: string, answers: Answers): string | undefined {
  if (!key.endsWith('BUCKET_NAME')) return undefined;
  return answers
    .changes()
    .map(({ row }) => row)
    .find((row) => row.kind === 'bucket' && row.key !== key && answers.value(row.key) === answers.value(key))?.key;
}
