/**
 * The environment of everything that runs in a rehearsal: built, never inherited, so that no credential, endpoint or
 * proxy of the operator's can lead a call to a real account. Pure.
 */
import { FAKE_ACCESS_KEY, FAKE_SECRET_KEY } from './account.ts';
import { gatewayUrl, type StandIn } from './stand-in.ts';

/** What a child may keep of the operator's environment: where programs and the home are, and how text looks. */
const KEPT = [
  'PATH',
  'HOME',
  'TMPDIR',
  'USER',
  'LOGNAME',
  'SHELL',
  'TERM',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'NO_COLOR',
  'FORCE_COLOR',
  'PYENV_ROOT',
];

/**
 * Services whose own variable is set besides AWS_ENDPOINT_URL: Terraform's credential chain reads only these for
 * SSO and STS, and a client that looks at its own variable first must find it. S3 is left out on purpose: with its own
 * variable, Terraform's state backend puts the bucket before the host (`state.127.0.0.1`), which does not exist.
 */
const SERVICES = [
  'ACM',
  'CLOUDFRONT',
  'COGNITO_IDENTITY_PROVIDER',
  'EC2',
  'ECS',
  'IAM',
  'LOGS',
  'RDS',
  'ROUTE_53',
  'SECRETS_MANAGER',
  'SES',
  'SESV2',
  'SSM',
  'SSO',
  'SSO_OIDC',
  'STS',
];

/**
 * `base` is the operator's environment, of which only a few harmless variables survive. The two files named by
 * AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE are empty: /dev/null is one everywhere we run.
 */
export function rehearsalEnvironment(
  standIn: Pick<StandIn, 'ports' | 'account' | 'region'>,
  base: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const endpoint = gatewayUrl(standIn);
  const sink = `http://127.0.0.1:${standIn.ports.sink}`;
  const direct = '127.0.0.1,localhost';
  const env: Record<string, string> = {};
  for (const name of KEPT) {
    const value = base[name];
    if (value !== undefined) env[name] = value;
  }
  for (const service of SERVICES) env[`AWS_ENDPOINT_URL_${service}`] = endpoint;
  return {
    ...env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: FAKE_ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: FAKE_SECRET_KEY,
    AWS_REGION: standIn.region,
    AWS_DEFAULT_REGION: standIn.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    HTTP_PROXY: sink,
    HTTPS_PROXY: sink,
    http_proxy: sink,
    https_proxy: sink,
    NO_PROXY: direct,
    no_proxy: direct,
    CHECKPOINT_DISABLE: '1',
  };
}
