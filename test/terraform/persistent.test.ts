import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocks, MODULES, ROOT, readJson, resourcesOf, terraformFiles } from './root.ts';

/** What no second creation brings back: data, keys, people, names that others trust. */
const IRREPLACEABLE = [
  'aws_acm_certificate.regional',
  'aws_acm_certificate.viewer',
  'aws_cognito_user_pool.this',
  'aws_cognito_user_pool_client.this',
  'aws_cognito_user_pool_domain.this',
  'aws_kms_key.app',
  'aws_route53_record.validation',
  'aws_s3_bucket.access_logs',
  'aws_s3_bucket.cloudfront_logs',
  'aws_s3_bucket.this',
  'aws_secretsmanager_secret.flip_api',
];

describe('what outlives a destroy', () => {
  it('is listed whole, so that a destroy that took too much is noticed', () => {
    expect(readJson<string[]>('persistent.json')).toEqual([...resourcesOf('persistent').keys()].sort());
  });

  it('cannot be destroyed by a slip: buckets, keys, users and certificates refuse', () => {
    const resources = resourcesOf('persistent');
    for (const name of IRREPLACEABLE) {
      expect(resources.get(`module.persistent.${name}`), name).toContain('prevent_destroy');
    }
  });

  it('takes nothing from a module that a destroy removes, or every destroy would fail whole', () => {
    const root = terraformFiles().get('main.tf') ?? '';
    const persistent = blocks(root, 'module').find(({ labels }) => labels[0] === 'persistent');
    expect(persistent?.body).toContain('./modules/persistent');
    expect(persistent?.body).not.toMatch(/module\./);
    expect(persistent?.body).not.toMatch(/depends_on/);
  });

  it('blocks no destroy from outside module.persistent', () => {
    for (const module of MODULES.filter((name) => name !== 'persistent')) {
      for (const [address, body] of resourcesOf(module)) expect(body, address).not.toContain('prevent_destroy');
    }
  });

  it('has a rule of import for every resource, so that an existing pool or bucket is never made again', () => {
    const rules =
      readJson<{ address: string; lookup: string; importId: string | null; why?: string }[]>('imports.json');
    const ruled = rules.map(({ address }) => address.replace(/\[.*$/, ''));
    expect([...new Set(ruled)].sort()).toEqual(readJson<string[]>('persistent.json'));
    for (const rule of rules) {
      if (rule.lookup === 'none') expect(rule.why, rule.address).toBeTruthy();
      else expect(rule.importId, rule.address).toBeTruthy();
    }
  });

  it('names in the README every module a destroy has to target', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    for (const module of MODULES.filter((name) => name !== 'persistent')) {
      expect(readme).toContain(`-target=module.${module}`);
    }
  });
});
