/** The environment of a rehearsal can reach the stand-in and nothing else. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { rehearsalEnvironment } from '../../../src/rehearsal/environment.ts';
import { WHAT_IT_DOES_NOT, WHAT_IT_PROVES } from '../../../src/rehearsal/words.ts';
import { threeLines } from '../../../src/rehearsal/workspace/three-lines.ts';

const standIn = {
  account: '111122223333',
  region: 'eu-west-2',
  ports: { gateway: 5001, moto: 5002, sink: 5003, hub: 5004 },
};
const OPERATORS = {
  PATH: '/usr/bin',
  HOME: '/home/op',
  AWS_PROFILE: 'prod',
  AWS_SESSION_TOKEN: 'real',
  AWS_ACCESS_KEY_ID: 'AKIAREAL',
  AWS_CA_BUNDLE: '/ca.pem',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_ENDPOINT_URL_STS: 'https://sts.amazonaws.com',
  HTTPS_PROXY: 'http://proxy:3128',
  ALL_PROXY: 'socks5://proxy:1080',
  TF_VAR_environment: 'prod',
  TF_CLI_ARGS: '-auto-approve',
};

describe('rehearsal environment', () => {
  const env = rehearsalEnvironment(standIn, OPERATORS);

  it("carries none of the operator's credentials, profiles, endpoints or proxies", () => {
    for (const name of [
      'AWS_PROFILE',
      'AWS_SESSION_TOKEN',
      'AWS_CA_BUNDLE',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'ALL_PROXY',
      'TF_VAR_environment',
      'TF_CLI_ARGS',
    ]) {
      expect(env).not.toHaveProperty(name);
    }
    expect(Object.values(env).join(' ')).not.toMatch(/AKIAREAL|amazonaws|3128/);
  });

  it('sends every service, SSO and STS by name, to an address that is an IP literal', () => {
    for (const name of ['', '_SSO', '_SSO_OIDC', '_STS']) {
      expect(env[`AWS_ENDPOINT_URL${name}`]).toBe('http://127.0.0.1:5001');
    }
  });

  it("does not name S3's endpoint by itself, or Terraform's backend would ask for a host state.127.0.0.1", () => {
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL_S3');
  });

  it('leads whatever wants to leave this machine into the sink', () => {
    expect(env).toMatchObject({
      HTTPS_PROXY: 'http://127.0.0.1:5003',
      https_proxy: 'http://127.0.0.1:5003',
      NO_PROXY: '127.0.0.1,localhost',
    });
  });

  it('gives an operator three lines that a shell takes and that mean the same', () => {
    const lines = threeLines(standIn, { dir: "/tmp/o'brien" }, 'stag');
    expect(lines).toHaveLength(3);
    const shown = execFileSync(
      'sh',
      ['-c', `${lines.join('\n')}\necho "$AWS_PROFILE|$AWS_ENDPOINT_URL|$TF_DATA_DIR"`],
      {
        env: { PATH: process.env.PATH, AWS_PROFILE: 'prod' },
        encoding: 'utf8',
      },
    );
    expect(shown).toBe("|http://127.0.0.1:5001|/tmp/o'brien/.flip-hub/stag/tfdata\n");
  });

  it('says in words what a rehearsal proves and what it does not', () => {
    for (const sentence of [...WHAT_IT_PROVES, ...WHAT_IT_DOES_NOT]) expect(sentence).toMatch(/^[A-Z].{20,120}\.$/);
  });
});
