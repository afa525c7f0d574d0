import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENTS } from '../../src/engine/environments.ts';
import {
  ENV_SCHEMA,
  readEnvironment,
  SECRET_VARIABLES,
  secretVersion,
  terraformInputs,
  variableOf,
} from '../../src/hub/index.ts';
import { SAMPLE } from './env-file/sample.ts';

const inputs = (text = SAMPLE, environment: 'stag' | 'production' = 'stag') => {
  const reading = readEnvironment(text, environment);
  return terraformInputs(reading.values, reading.document.keys(), {
    environment: ENVIRONMENTS[environment],
    publicKey: 'ssh-ed25519 AAAA op@laptop\n',
  });
};
const versionOf = (text: string) => secretVersion(readEnvironment(text, 'stag').values);

/** Variables of the packaged root, with whether each must be given. */
function rootVariables(): Map<string, boolean> {
  const root = fileURLToPath(new URL('../../terraform/', import.meta.url));
  const text = readdirSync(root)
    .filter((n) => n.endsWith('.tf'))
    .map((n) => readFileSync(root + n, 'utf8'))
    .join('\n');
  return new Map(
    [...text.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => [
      name,
      !/^ {2}default\s*=/m.test(body),
    ]),
  );
}

describe('what Terraform gets', () => {
  it('is each key under its lower-cased name, in a form Terraform reads', () => {
    expect(inputs()).toMatchObject({
      TF_VAR_aws_region: 'eu-west-2',
      TF_VAR_flip_aws_account_id: '111122223333',
      TF_VAR_api_port: '8080',
      TF_VAR_deploy_trust_ec2: 'true',
      TF_VAR_local_trust_public_ips: '["203.0.113.7"]',
      TF_VAR_fl_kit_slot_names: '["Trust_1","Trust_2"]',
      TF_VAR_environment: 'stag',
      TF_VAR_ec2_public_key: 'ssh-ed25519 AAAA op@laptop',
      TF_VAR_internal_service_key: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ',
      TF_VAR_iam_permissions_boundary_name: 'team-boundary',
    });
    expect(inputs(SAMPLE, 'production').TF_VAR_environment).toBe('prod');
  });

  it('an empty number is left out: Terraform refuses an empty string, and the root has a default', () => {
    const given = inputs(`${SAMPLE}MIN_CLIENTS=\nJOB_RESOURCE_SPEC_NUM_GPUS=<none>\n`);
    expect(given).not.toHaveProperty('TF_VAR_min_clients');
    expect(given).not.toHaveProperty('TF_VAR_job_resource_spec_num_gpus');
    expect(Object.values(given).every((v) => v !== '')).toBe(true);
  });

  it('a stray TF_VAR_ line cannot replace what the table rules', () => {
    expect(inputs(`${SAMPLE}export TF_VAR_environment=prod\nTF_VAR_aws_region=us-east-1\n`)).toMatchObject({
      TF_VAR_environment: 'stag',
      TF_VAR_aws_region: 'eu-west-2',
    });
  });

  it('nothing of the workspace goes there: no profile, no address written by an earlier apply', () => {
    const names = Object.keys(inputs(`${SAMPLE}DB_HOST=x\n`));
    expect(names).not.toContain('TF_VAR_aws_profile');
    expect(names).not.toContain('TF_VAR_db_host');
  });
});

describe('the packaged Terraform root', () => {
  const root = rootVariables();

  it('declares every variable that is given to it', () => {
    const given = ENV_SCHEMA.filter((r) => r.terraform).map((r) => variableOf(r.key));
    expect(given.filter((name) => !root.has(name))).toEqual([]);
  });

  it('gets every variable it cannot do without', () => {
    const given = Object.keys(inputs()).map((n) => n.replace('TF_VAR_', ''));
    expect([...root].filter(([name, needed]) => needed && !given.includes(name)).map(([name]) => name)).toEqual([]);
  });

  it('a plan masks every variable that is secret', () => {
    expect(SECRET_VARIABLES).toEqual(
      expect.arrayContaining(['aes_key_base64', 'internal_service_key', 'internal_service_key_hash']),
    );
  });
});

describe('the version of the hub’s secret', () => {
  it('is one whole number on every machine, and changes with each of the three fields', () => {
    const one = versionOf(SAMPLE) ?? 0;
    expect(Number.isInteger(one) && one > 0 && one < 2 ** 31).toBe(true);
    expect(versionOf(SAMPLE.replace('# Hub', '# Other'))).toBe(one);
    const others = [
      SAMPLE.replace('AES_KEY_BASE64=AAEC', 'AES_KEY_BASE64=AAED'),
      SAMPLE.replace('INTERNAL_SERVICE_KEY=abc', 'INTERNAL_SERVICE_KEY=abd'),
      SAMPLE.replace('KEY_HASH=3d1a', 'KEY_HASH=3d1b'),
      SAMPLE.replace('111122223333', '111122223334'),
    ].map(versionOf);
    expect(new Set([one, ...others]).size).toBe(5);
  });

  it('there is none before all keys are there', () => {
    const text = SAMPLE.replace(/^AES_KEY_BASE64=.*$/m, '');
    expect(versionOf(text)).toBeUndefined();
    expect(inputs(text)).not.toHaveProperty('TF_VAR_flip_api_secret_version');
  });
});
