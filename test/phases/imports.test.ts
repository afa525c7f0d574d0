import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IMPORTS } from '../../src/phases/terraform/imports/table.ts';

interface Rule {
  address: string;
  lookup: string;
}
const rules = JSON.parse(readFileSync(new URL('../../terraform/imports.json', import.meta.url), 'utf8')) as Rule[];

/** Found in their own way: the secret may have to be restored first, and a record that exists is taken over by its creation. */
const ELSEWHERE = [
  'module.persistent.aws_secretsmanager_secret.flip_api',
  'module.persistent.aws_route53_record.validation["{ALB_SUBDOMAIN}"]',
];

it('every persistent thing that AWS refuses to create twice is looked for before a plan', () => {
  const wanted = rules.filter((rule) => rule.lookup !== 'none').map((rule) => rule.address);
  const found = new Set(IMPORTS.map((row) => row.address));
  expect(wanted.filter((address) => !found.has(address) && !ELSEWHERE.includes(address))).toEqual([]);
  expect(wanted.length).toBeGreaterThan(14);
});

it('nothing is imported to an address that the root does not have', () => {
  const known = new Set([...rules.map((rule) => rule.address), 'module.email.aws_ses_email_identity.sender']);
  expect(IMPORTS.map((row) => row.address).filter((address) => !known.has(address))).toEqual([]);
});
