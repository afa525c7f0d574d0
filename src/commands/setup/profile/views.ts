/** The pages about the AWS profile, and what the summary says of it. Pure. */
import type { SsoAccount } from '../../../aws/sso/accounts.ts';
import type { ProfileEdit } from '../../../aws/sso/write-profile.ts';
import type { Environment } from '../../../engine/environments.ts';
import type { FormField, FormNote, FormPage } from '../../../engine/form-port.ts';
import { choicesOf } from '../../profiles/list-accounts.ts';
import { LATER, type ProfileAnswers, SIGN_IN, SSO_REGION, START_URL, USE, WAY } from './answers.ts';
import type { SignIn } from './sign-in.ts';

/** Beside the profile's name: what the file says of it. */
export function profileNote(answers: ProfileAnswers): FormNote | undefined {
  const { found, name } = answers;
  if (name === '') return undefined;
  if (found === undefined) return { mark: 'warn', text: 'not in the AWS configuration of this machine yet' };
  if (found.problem !== undefined) return { mark: 'warn', text: found.problem };
  return { mark: 'ok', text: found.account === undefined ? 'there' : `signs in to ${found.account}` };
}

/** Below the profile's name, where it has to be written. */
export function profileFields(
  answers: ProfileAnswers,
  environment: Environment,
  file: string,
  problem: (id: string) => string | undefined,
): FormField[] {
  if (!answers.lacking && !answers.given) return [];
  const way: FormField = {
    ...field(WAY, 'write it', answers, '--use, --start-url'),
    kind: 'choice',
    choices: [SIGN_IN, LATER].map((value) => ({ value, words: '' })),
    help: [
      `sign in: in a browser, by IAM Identity Center. It lists your accounts and roles; ${file} is written after the summary.`,
      `later: that file stays as it is. Credentials of CI or of a machine's role need no profile; flip-hub aws-profiles --env ${environment.name} writes it another time.`,
    ],
  };
  if (!answers.writes) return [way];
  const texts: FormField[] = [
    {
      ...field(START_URL, 'start URL', answers, '--start-url'),
      help: ['Where your organization signs in to AWS, such as https://example.awsapps.com/start'],
    },
    {
      ...field(SSO_REGION, 'its region', answers, '--sso-region'),
      help: ['Where IAM Identity Center lives, which need not be where the hub lives.'],
    },
  ];
  return [
    way,
    ...texts.map((one) => {
      const wrong = problem(one.id);
      return wrong === undefined ? one : { ...one, problem: wrong };
    }),
  ];
}

const FLAG_ORIGIN = { given: 'by a flag', typed: '', known: 'in another profile', default: 'suggested', none: '' };

function field(
  id: typeof WAY | typeof START_URL | typeof SSO_REGION,
  title: string,
  answers: ProfileAnswers,
  flag: string,
): FormField {
  const origin = answers.origin(id);
  return {
    id,
    title,
    value: answers.value(id),
    kind: 'text',
    choices: [],
    origin: id === WAY && origin === 'default' ? '' : FLAG_ORIGIN[origin],
    fixed: origin === 'given',
    help: [],
    flag,
  };
}

export function signInPage(signIn: SignIn, profile: string): FormPage {
  const { prompt, failure } = signIn;
  const waiting: FormNote = {
    mark: 'busy',
    text: prompt === undefined ? 'asking IAM Identity Center for a code' : 'waiting for you in the browser',
  };
  return {
    id: 'sign-in',
    title: 'Sign in to AWS',
    intro: ['Any browser will do, on any machine. Nothing is written before the summary.'],
    fields: [],
    notes: failure === undefined ? [waiting] : [failure],
    onward: 'try again',
    waits: failure === undefined,
    ...(prompt === undefined
      ? {}
      : {
          signIn: {
            profile,
            url: prompt.url,
            completeUrl: prompt.completeUrl,
            userCode: prompt.userCode,
            until: prompt.expiresAt.toISOString(),
          },
        }),
  };
}

/** `taken` names the file of another environment that has this account. */
export function rolePage(
  accounts: readonly SsoAccount[],
  answers: ProfileAnswers,
  environment: Environment,
  taken: (accountId: string) => string | undefined,
): FormPage {
  const choices = choicesOf(accounts).map(({ account, accountId, role }) => {
    const other = taken(accountId);
    return { value: `${accountId}/${role}`, words: `${account.name}${other === undefined ? '' : `, in ${other}`}` };
  });
  const value = answers.value(USE);
  // Whole, also where the list had to shorten it.
  const chosen = choices.find((choice) => choice.value === value)?.words;
  return {
    id: 'role',
    title: 'Account and role',
    intro: [`Which is ${environment.name}? Every change is refused in any other account.`],
    fields: [
      {
        id: USE,
        title: 'account/role',
        value,
        kind: 'choice',
        choices,
        origin: '',
        fixed: false,
        help: [`profile ${answers.name} signs in to ${value}${chosen === undefined ? '' : ` (${chosen})`}`],
        flag: `--use ${environment.name}=ACCOUNT/ROLE`,
      },
    ],
    notes: [],
    onward: 'go on',
  };
}

/** For the summary: every line of `~/.aws/config` that becomes another one. */
export function editNotes(answers: ProfileAnswers, edit: ProfileEdit | undefined, how: string): FormNote[] {
  const { name, found } = answers;
  if (edit === undefined) return answers.lacking ? [{ mark: 'warn', text: lackingWords(answers), more: [how] }] : [];
  if (edit.after === (edit.before ?? '')) return [{ mark: 'keep', text: `profile ${name} is in ${edit.file} already` }];
  return [
    {
      mark: found === undefined ? 'add' : 'change',
      text: `profile ${name} is written into ${edit.file}${edit.before === undefined ? ', which is new' : '; every other byte stays'}`,
      more: [...edit.replaced.map((text) => `- ${text}`), ...edit.added.map((text) => `+ ${text}`)],
    },
  ];
}

export const lackingWords = ({ name, found }: Pick<ProfileAnswers, 'name' | 'found'>): string =>
  found?.problem ?? `profile ${name} is not in the AWS configuration of this machine`;
