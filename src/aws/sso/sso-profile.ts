/**
 * What a profile of `~/.aws/config` says about signing in: by IAM Identity Center (through an `sso-session`, or with the
 * older keys in the profile itself), by something else that is left alone, or not at all. Changes nothing.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { type ConfigSection, findSection, type SharedConfig } from './shared-config.ts';

export interface SsoProfile {
  profile: string;
  /** Undefined for a profile that carries the start URL itself. */
  session: string | undefined;
  startUrl: string;
  /** Where IAM Identity Center lives, which need not be where the hub lives. */
  region: string;
  accountId: string;
  role: string;
  /** What the client is registered for. A session without scopes has the one that allows refreshing. */
  scopes: string[];
}

/** How a profile gets its credentials when IAM Identity Center has no part in it. */
export type OtherIdentity = 'role' | 'process' | 'web-identity' | 'keys' | 'none';

export type ProfileLogin =
  | { kind: 'sso'; sso: SsoProfile }
  /** `through`: a role that is assumed with a profile that signs in. */
  | { kind: 'other'; identity: OtherIdentity; through?: SsoProfile }
  | { kind: 'absent' };

const DEFAULT_SCOPES = ['sso:account:access'];

const OTHER: readonly (readonly [key: string, identity: OtherIdentity])[] = [
  ['role_arn', 'role'],
  ['credential_process', 'process'],
  ['web_identity_token_file', 'web-identity'],
  ['aws_access_key_id', 'keys'],
];

/** Throws exit 2, with file and line, for a profile that begins to describe a sign-in and does not finish. */
export function readProfileLogin(config: SharedConfig, profile: string, seen: readonly string[] = []): ProfileLogin {
  // Two roles that name each other lead nowhere.
  if (seen.includes(profile)) return { kind: 'other', identity: 'role' };
  const section = findSection(config, 'profile', profile);
  if (section === undefined) return { kind: 'absent' };
  const session = section.values.get('sso_session');
  const legacy = section.values.has('sso_start_url');
  if (session === undefined && !legacy) {
    const other = OTHER.find(([key]) => section.values.has(key));
    const source = section.values.get('source_profile')?.value;
    const identity = other?.[1] ?? 'none';
    if (identity !== 'role' || source === undefined || source === profile) return { kind: 'other', identity };
    const found = readProfileLogin(config, source, [...seen, profile]);
    const through = found.kind === 'sso' ? found.sso : found.kind === 'other' ? found.through : undefined;
    return { kind: 'other', identity, ...(through === undefined ? {} : { through }) };
  }
  const source = session === undefined ? section : findSection(config, 'sso-session', session.value);
  if (source === undefined)
    throw incomplete(config, profile, `sso_session names "${session?.value}", and there is no such section`, [
      session?.line ?? section.line,
      `add [sso-session ${session?.value}] with sso_start_url and sso_region`,
    ]);
  const needed = (from: ConfigSection, key: string): string => {
    const found = from.values.get(key)?.value;
    if (found !== undefined && found !== '') return found;
    const heading = `[${from.kind} ${from.name}]`;
    throw incomplete(config, profile, `${key} is missing in ${heading}`, [
      from.line,
      `add ${key} = … under ${heading}`,
    ]);
  };
  const scopes = source.values
    .get('sso_registration_scopes')
    ?.value.split(/[\s,]+/)
    .filter(Boolean);
  return {
    kind: 'sso',
    sso: {
      profile,
      session: session?.value,
      startUrl: needed(source, 'sso_start_url'),
      region: needed(source, 'sso_region'),
      accountId: needed(section, 'sso_account_id'),
      role: needed(section, 'sso_role_name'),
      scopes: session === undefined ? [] : scopes && scopes.length > 0 ? scopes : DEFAULT_SCOPES,
    },
  };
}

const incomplete = (config: SharedConfig, profile: string, what: string, [line, next]: [number, string]): HubError =>
  new HubError({
    code: 'profile-incomplete',
    who: 'operator',
    what: `profile ${profile}: ${what}`,
    cause: `${config.file} line ${line}`,
    next: [next, `aws configure sso --profile ${profile}`],
    exit: EXIT.usage,
  });
