import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operatorActions, operatorActionsOf, RESOURCE_ACTIONS } from '../../../src/hub/permissions/operator-actions.ts';
import { PHASE_ACTIONS } from '../../../src/hub/permissions/phases.ts';
import { DEPLOY_GRAPH } from '../../../src/phases/index.ts';
import { callsOfPhases } from './support/calls-of-phases.ts';

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

/** The permission of each command of the SDK that `src/aws` has a client for; signing in comes before any permission. */
function permissionOf(): Map<string, string | undefined> {
  const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'aws', 'clients');
  const files = readdirSync(folder).filter((file) => !file.startsWith('sso'));
  const pairs = files.flatMap((file) => {
    const name = file.replace('.ts', '');
    const commands = readFileSync(join(folder, file), 'utf8').match(/\b[A-Z]\w+(?=Command\b)/g) ?? [];
    return [...new Set(commands)].map((command): [string, string] => [command, `${SERVICES[name] ?? name}:${command}`]);
  });
  const commands = pairs.map(([command]) => command);
  if (new Set(commands).size !== commands.length) throw new Error('two clients have a command of one name');
  return new Map(pairs.map(([command, call]) => [command, call in OTHERWISE ? OTHERWISE[call] : call]));
}

test('every call that a phase can make by a client of its own is among them', () => {
  const told = new Set(operatorActions().map(({ action }) => action));
  const needed = [...permissionOf().values()].filter((action) => action !== undefined);
  expect(needed.length).toBeGreaterThan(50);
  expect(needed.filter((action) => !told.has(action))).toEqual([]);
});

const PHASES = new Set([...DEPLOY_GRAPH.map(({ id }) => id), 'email', 'drift', 'unlock', 'force-unlock']);
/** Rows that further phases rest on: whose account it is, and the bucket of the state, which they only look at. */
const EVERYBODY = ['aws-login', 'the state and its lock'];
const RESTS_ON: Readonly<Record<string, string>> = {
  init: 'create-backend',
  unlock: 'create-backend',
  'force-unlock': 'create-backend',
  apply: 'plan',
};
/** A row is a phase's by its name, which may be followed by when: `plan of a resumed run`. */
const rowsOf = (names: readonly string[]) =>
  PHASE_ACTIONS.filter(({ phase }) => names.some((name) => phase === name || phase.startsWith(`${name} of `)));

test('every call of a phase is in its own row, so that an operator who may run the one step may do all of it', () => {
  const permission = permissionOf();
  const calls = callsOfPhases(PHASES);
  expect([...PHASES].filter((id) => !calls.has(id))).toEqual([]);
  expect([...calls.values()].reduce((n, found) => n + found.size, 0)).toBeGreaterThan(70);
  const missing = [...calls].flatMap(([id, commands]) => {
    const rows = rowsOf([id, ...EVERYBODY, ...(RESTS_ON[id] === undefined ? [] : [RESTS_ON[id]])]);
    const told = new Set(rows.flatMap(({ actions }) => actions));
    return [...commands].map((c) => permission.get(c) ?? c).flatMap((a) => (told.has(a) ? [] : [`${id}: ${a}`]));
  });
  expect(missing).toEqual([]);
});

/** Needed by what is called, without being a call of its own. */
const IMPLIED = new Set(['iam:PassRole', 'kms:Decrypt', 's3:GetObject', 's3:PutObject', 's3:DeleteObject']);

test('no row asks for more than its phase calls', () => {
  const permission = permissionOf();
  const calls = callsOfPhases(PHASES);
  const more = [...calls].flatMap(([id, commands]) => {
    const called = new Set([...commands].map((command) => permission.get(command)));
    return rowsOf([id]).flatMap(({ actions }) =>
      actions.filter((a) => !called.has(a) && !IMPLIED.has(a)).map((a) => `${id}: ${a}`),
    );
  });
  expect(more).toEqual([]);
});
