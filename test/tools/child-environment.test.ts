import { describe, expect, it } from 'vitest';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { childEnvironment, isCi, refuseEndpointOverrides } from '../../src/tools/child-environment.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };

describe('the environment of a child', () => {
  it('has what a program needs to run at all: home, language, proxy, certificates', () => {
    const passed = {
      HOME: '/home/op',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'C.UTF-8',
      HTTPS_PROXY: 'http://proxy:3128',
      no_proxy: 'localhost',
      SSL_CERT_FILE: '/etc/ca.pem',
      SSH_AUTH_SOCK: '/run/agent',
      AWS_CONFIG_FILE: '/home/op/.aws/config',
    };
    expect(childEnvironment({ ...passed, PATH: '/usr/bin' })).toEqual({ ...passed, PATH: '/usr/bin' });
  });

  it.each([
    ['static AWS keys of the shell: they would deploy into another account', KEYS],
    ['a profile of the shell: the environment names its own', { AWS_PROFILE: 'personal', AWS_DEFAULT_PROFILE: 'x' }],
    ['a redirected AWS', { AWS_ENDPOINT_URL: 'http://x', AWS_ENDPOINT_URL_S3: 'http://x', AWS_CA_BUNDLE: '/x' }],
    ['a switch that ignores endpoints', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    ['Terraform arguments of the shell', { TF_CLI_ARGS: '-destroy', TF_CLI_ARGS_apply: '-auto-approve' }],
    ['another workspace or data folder', { TF_WORKSPACE: 'other', TF_DATA_DIR: '/tmp/x', TF_LOG: 'TRACE' }],
    ['stray variables', { TF_VAR_environment: 'prod', TF_VAR_aes_key: 'x' }],
    ['code that would run in our children', { NODE_OPTIONS: '--require x', LD_PRELOAD: '/x.so', PYTHONPATH: '/x' }],
    ['secrets of the shell', { GITHUB_TOKEN: 'ghp', INTERNAL_SERVICE_KEY: 'k', FLIP_HUB_ENV: 'stag' }],
  ])('lacks %s', (_, stray) => {
    expect(childEnvironment({ HOME: '/h', PATH: '/usr/bin', ...stray })).toEqual({ HOME: '/h', PATH: '/usr/bin' });
  });

  it('in CI has the identity of the pipeline, and only there', () => {
    expect(childEnvironment({ ...KEYS, CI: 'true', PATH: '/b' })).toEqual({ ...KEYS, PATH: '/b' });
    for (const CI of ['', 'false', undefined])
      expect(childEnvironment({ ...KEYS, CI, PATH: '/b' })).toEqual({ PATH: '/b' });
    const oidc = { AWS_ROLE_ARN: 'arn', AWS_WEB_IDENTITY_TOKEN_FILE: '/t' };
    expect(childEnvironment({ ...oidc, CI: '1', PATH: '/b' })).toEqual({ ...oidc, PATH: '/b' });
  });

  it('knows CI by the variable every CI sets', () => {
    expect([{ CI: 'true' }, { CI: '1' }].every(isCi)).toBe(true);
    expect([{}, { CI: '' }, { CI: 'false' }].some(isCi)).toBe(false);
  });

  it('searches no relative folder: not even a child takes a tool from the workspace', () => {
    expect(childEnvironment({ PATH: '.:/usr/bin::bin:/bin:' }).PATH).toBe('/usr/bin:/bin');
  });

  it('without a PATH still finds the system’s programs', () => {
    expect(childEnvironment({}).PATH).toBe('/usr/local/bin:/usr/bin:/bin');
  });

  it('what is added wins over what the shell had', () => {
    const env = childEnvironment({ LANG: 'de', PATH: '/b' }, { add: { AWS_PROFILE: 'stag', LANG: 'C' } });
    expect(env).toEqual({ LANG: 'C', PATH: '/b', AWS_PROFILE: 'stag' });
  });
});

describe('a redirected AWS', () => {
  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_CA_BUNDLE'])(
    '%s stops a real deployment with exit 4 and names the variable to unset',
    (name) => {
      try {
        refuseEndpointOverrides({ [name]: 'http://127.0.0.1:5000' }, false);
        expect.unreachable();
      } catch (error) {
        const { fields } = error as HubError;
        expect(fields).toMatchObject({ code: 'endpoint-override', exit: EXIT.precondition });
        expect(fields.next).toContain(`unset ${name}`);
      }
    },
  );

  it('is let through when it was asked for, and an empty variable is none', () => {
    expect(() => refuseEndpointOverrides({ AWS_CA_BUNDLE: '/ca.pem' }, true)).not.toThrow();
    expect(() => refuseEndpointOverrides({ AWS_ENDPOINT_URL: '' }, false)).not.toThrow();
    expect(() => refuseEndpointOverrides({ AWS_REGION: 'eu-west-2' }, false)).not.toThrow(HubError);
  });
});
