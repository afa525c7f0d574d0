import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operatorActions, operatorActionsOf, RESOURCE_ACTIONS } from '../../../src/hub/permissions/operator-actions.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', 'terraform');

function typesOfTheRoot(): string[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.tf') && !file.includes('.terraform'),
  );
  const types = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^(resource|data) "(aws_\w+)"/gm)].map(([, kind, type]) =>
      kind === 'data' ? `data.${type}` : `${type}`,
    ),
  );
  return [...new Set(types)].sort();
}

test('every type of resource that the root manages or reads has its permissions, and no other type asks for any', () => {
  expect(typesOfTheRoot().length).toBeGreaterThan(80);
  expect(RESOURCE_ACTIONS.map(({ type }) => type).sort()).toEqual(typesOfTheRoot());
});

test('what an operator is asked to hold is named action by action: no wildcard, nothing twice', () => {
  const actions = operatorActions().map(({ action }) => action);
  expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action))).toEqual([]);
  expect(new Set(actions).size).toBe(actions.length);
  expect(actions.length).toBeGreaterThan(250);
});

test('each managed resource can be made and read; what Terraform can take away again names how', () => {
  const managed = RESOURCE_ACTIONS.filter(({ type }) => !type.startsWith('data.'));
  expect(managed.filter((row) => row.create.length === 0 || row.read.length === 0)).toEqual([]);
  // None of these exists in AWS by itself: Terraform only forgets them.
  expect(managed.filter((row) => row.delete.length === 0).map(({ type }) => type)).toEqual([
    'aws_default_security_group',
    'aws_db_proxy_default_target_group',
    'aws_s3_bucket_acl',
    'aws_acm_certificate_validation',
  ]);
});

test('each action says what it is for, so that an operator can ask for it', () => {
  const all = operatorActions();
  const why = (action: string) => all.find((one) => one.action === action)?.why;
  expect(why('rds:CreateDBInstance')).toBe('aws_db_instance');
  expect(why('sts:GetCallerIdentity')).toContain('aws-login');
  expect(why('ec2:CreateTags')).toMatch(/and \d+ more$/);
});

test('one plan asks for the writes of what it changes and for the reads of everything', () => {
  const quiet = operatorActionsOf({ changes: [] }).map(({ action }) => action);
  expect(quiet).toContain('rds:DescribeDBInstances');
  expect(quiet).not.toContain('rds:DeleteDBInstance');
  const replacing = operatorActionsOf({ changes: [{ type: 'aws_db_instance', action: 'replace' }] });
  const more = replacing.map(({ action }) => action).filter((action) => !quiet.includes(action));
  expect(more).toContain('rds:CreateDBInstance');
  expect(more).toContain('rds:DeleteDBInstance');
  expect(more).not.toContain('rds:ModifyDBInstance');
});

/** Where a client's file is not named as IAM names the service. */
const SERVICES: Readonly<Record<string, string>> = {
  cognito: 'cognito-idp',
  'cloudwatch-logs': 'logs',
  efs: 'elasticfilesystem',
  'elastic-load-balancing': 'elasticloadbalancing',
  'route-53': 'route53',
  'secrets-manager': 'secretsmanager',
  'service-discovery': 'servicediscovery',
  sesv2: 'ses',
  tagging: 'tag',
};
/** Calls that IAM knows by another name, or that are no permission of an operator. */
const OTHERWISE: Readonly<Record<string, string | undefined>> = {
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  // doctor --deep asks for it and says so when it may not
  'iam:SimulatePrincipalPolicy': undefined,
};

test('every call that a phase can make by a client of its own is among them', () => {
  const told = new Set(operatorActions().map(({ action }) => action));
  const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'aws', 'clients');
  // Signing in comes before any permission.
  const files = readdirSync(folder).filter((file) => !file.startsWith('sso'));
  const calls = files.flatMap((file) => {
    const name = file.replace('.ts', '');
    const commands = readFileSync(join(folder, file), 'utf8').match(/\b[A-Z]\w+(?=Command\b)/g) ?? [];
    return commands.map((command) => `${SERVICES[name] ?? name}:${command}`);
  });
  expect(calls.length).toBeGreaterThan(50);
  const needed = calls.map((call) => (call in OTHERWISE ? OTHERWISE[call] : call)).filter((call) => call !== undefined);
  expect(needed.filter((action) => !told.has(action))).toEqual([]);
});
