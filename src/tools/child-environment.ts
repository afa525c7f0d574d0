/**
 * The environment a child process gets: built from a list of what programs legitimately need, never inherited whole.
 * Static AWS keys, TF_* switches and stray TF_VAR_* of the operator's shell do not pass. Pure.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';

/** What passes through as it is. */
const PASSED = [
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TERM',
  'COLORTERM',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
] as const;
const PASSED_PREFIXES = ['LC_'];

/** Only in CI, where the identity is the environment's: OIDC or static keys that the pipeline put there. */
const CI_IDENTITY = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];

export interface ChildEnvironmentOptions {
  /** Added last: the profile, the region, TF_VAR_*, a rehearsal's endpoints. */
  add?: Record<string, string>;
}

export function childEnvironment(
  inherited: NodeJS.ProcessEnv,
  options: ChildEnvironmentOptions = {},
): Record<string, string> {
  const env: Record<string, string> = {};
  const names = [...PASSED, ...(isCi(inherited) ? CI_IDENTITY : [])];
  for (const [name, value] of Object.entries(inherited)) {
    if (value === undefined || value === '') continue;
    if ((names as readonly string[]).includes(name) || PASSED_PREFIXES.some((prefix) => name.startsWith(prefix)))
      env[name] = value;
  }
  env.PATH = absolutePath(inherited.PATH);
  return { ...env, ...options.add };
}

export const isCi = (env: NodeJS.ProcessEnv): boolean => env.CI !== undefined && env.CI !== '' && env.CI !== 'false';

/** Relative and empty entries mean "the current folder" to a shell, and no tool is ever taken from there. */
function absolutePath(path: string | undefined): string {
  return (path ?? '/usr/local/bin:/usr/bin:/bin')
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .join(':');
}

/** A real environment never runs against a redirected AWS. Throws exit 4 naming the variables. */
export function refuseEndpointOverrides(inherited: NodeJS.ProcessEnv, allowed: boolean): void {
  const found = Object.keys(inherited).filter(
    (name) => inherited[name] !== '' && (name.startsWith('AWS_ENDPOINT_URL') || name === 'AWS_CA_BUNDLE'),
  );
  if (allowed || found.length === 0) return;
  throw new HubError({
    code: 'endpoint-override',
    who: 'operator',
    what: `${found.join(', ')} would send a real deployment somewhere else than AWS`,
    cause: 'they were set for a local stand-in or a proxy and are still exported in this shell',
    next: [`unset ${found.join(' ')}`, 'or, if your network needs them: --allow-endpoint-override'],
    exit: EXIT.precondition,
  });
}
