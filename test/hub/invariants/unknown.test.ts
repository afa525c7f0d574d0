/** What a plan does not know: it is told from the configuration, or it counts as violated; it never passes in silence. */
import { describe, expect, it } from 'vitest';
import { judgePlan, type RootFiles } from '../../../src/hub/invariants/index.ts';
import { type Change, planJson } from '../../tools/terraform/plan/plan-json.ts';

const files = (more: Partial<RootFiles> = {}): RootFiles => ({
  locals: () => ({}),
  prevented: () => new Map(),
  ...more,
});

interface Declared {
  address: string;
  expressions: Record<string, unknown>;
  for_each_expression?: unknown;
}

/** A configuration of modules: what each declares, what it is given and gives out. */
const configuration = (
  modules: Record<
    string,
    {
      resources?: Declared[];
      outputs?: Record<string, string[]>;
      given?: Record<string, string[]>;
      depends_on?: string[];
    }
  >,
) => ({
  root_module: {
    module_calls: Object.fromEntries(
      Object.entries(modules).map(([name, { resources = [], outputs = {}, given = {}, depends_on }]) => [
        name,
        {
          expressions: Object.fromEntries(Object.entries(given).map(([k, references]) => [k, { references }])),
          ...(depends_on === undefined ? {} : { depends_on }),
          module: {
            resources,
            outputs: Object.fromEntries(
              Object.entries(outputs).map(([k, references]) => [k, { expression: { references } }]),
            ),
          },
        },
      ]),
    ),
  },
});

const told = (changes: Change[], config: unknown = {}, production = false, root = files()): string[] =>
  judgePlan(planJson(changes, { configuration: config }), root, production).map(
    ({ invariant, address, what }) => `${invariant.name}: ${address} ${what}`,
  );
const of = (name: string, lines: string[]) => lines.filter((line) => line.startsWith(`${name}: `));
const create = (address: string, after: unknown, afterUnknown: unknown = {}): Change => ({
  address,
  actions: ['create'],
  after,
  afterUnknown,
});

describe('a value that is not known before the apply', () => {
  it('of a port counts as port 22, of a range as everybody, of a host as public', () => {
    const rule = create(
      'module.network.aws_vpc_security_group_ingress_rule.x',
      { ip_protocol: 'tcp' },
      { from_port: true, to_port: true, cidr_ipv4: true },
    );
    const host = create(
      'module.access.aws_instance.x',
      {},
      { associate_public_ip_address: true, metadata_options: true },
    );
    const lines = told([rule, host]);
    expect(of('no-port-22', lines)).toHaveLength(1);
    expect(of('nothing-open-to-the-internet', lines)).toHaveLength(1);
    expect(of('no-public-address-on-hosts', lines)).toEqual([expect.stringContaining('not known before the apply')]);
    expect(of('hosts-use-imdsv2', lines)).toHaveLength(1);
  });

  it('of encryption, TLS, deletion protection and retention counts as switched off', () => {
    const database = create(
      'module.data.aws_db_instance.x',
      { publicly_accessible: false },
      { storage_encrypted: true, deletion_protection: true, backup_retention_period: true, skip_final_snapshot: true },
    );
    const logs = create('module.data.aws_cloudwatch_log_group.x', {}, { retention_in_days: true });
    const lines = told([database, logs], {}, true);
    expect(of('database-is-encrypted', lines).join()).toContain('storage_encrypted is not known');
    expect(of('production-database-is-protected', lines).join()).toMatch(
      /deletion_protection.*skip_final_snapshot.*kept for not known/,
    );
    expect(of('logs-end', lines)).toHaveLength(1);
  });

  it('of an image, and containers that nobody declares, are said', () => {
    const definition = create('module.compute.aws_ecs_task_definition.x', {}, { container_definitions: true });
    const lines = told([definition], {}, true);
    for (const name of ['no-latest-image', 'no-secret-in-plain-environment', 'mfa-demanded-in-production'])
      expect(of(name, lines)).toEqual([expect.stringContaining('neither in the plan nor in a declaration')]);
  });
});

describe('the declared twin of a task definition', () => {
  const config = (source: string) =>
    configuration({
      compute: {
        resources: [
          {
            address: 'aws_ecs_task_definition.x',
            expressions: { container_definitions: { references: ['local.containers', 'each.key'] } },
          },
          { address: 'terraform_data.declared', expressions: { input: { references: [source] } } },
        ],
      },
    });
  const changes = (container: unknown, unknown: unknown): Change[] => [
    create('module.compute.aws_ecs_task_definition.x["api"]', {}, { container_definitions: true }),
    create(
      'module.compute.terraform_data.declared',
      { input: { containers: { api: container } } },
      { input: { containers: { api: unknown } } },
    ),
  ];
  const container = { image: 'r/api:sha-1', environment: [{ name: 'HOST' }, { name: 'ENFORCE_MFA', value: 'true' }] };
  const unknown = { environment: [{ value: true }, {}] };

  it('is judged in its place', () => {
    expect(told(changes(container, unknown), config('local.containers'), true)).toEqual([]);
    const off = { ...container, image: 'r/api', environment: [{ name: 'HOST' }, { name: 'ENFORCE_MFA', value: '0' }] };
    const lines = told(changes(off, unknown), config('local.containers'), true);
    expect(lines).toEqual([
      'no-latest-image: module.compute.aws_ecs_task_definition.x["api"] runs r/api',
      'mfa-demanded-in-production: module.compute.aws_ecs_task_definition.x["api"] sets ENFORCE_MFA to 0',
    ]);
  });

  it('counts for nothing when it is made of something else', () => {
    expect(told(changes(container, unknown), config('local.others'))).toHaveLength(2);
  });

  it('ENFORCE_MFA that is not known stops production', () => {
    const lines = told(changes(container, { environment: [{}, { value: true }] }), config('local.containers'), true);
    expect(lines).toEqual([expect.stringContaining('ENFORCE_MFA is not known')]);
  });

  it('a value that is marked as sensitive is a secret, known or not', () => {
    const [definition, declared] = changes(container, unknown) as [Change, Change];
    const marked = {
      ...declared,
      afterSensitive: { input: { containers: { api: { environment: [{ value: true }] } } } },
    };
    const lines = told([definition, marked], config('local.containers'));
    expect(lines).toEqual([expect.stringContaining('HOST holds a value that is marked as sensitive')]);
  });
});

describe('a policy that is not known', () => {
  const role = create('module.access.aws_iam_role_policy.x', {}, { policy: true });
  const config = configuration({
    access: {
      resources: [
        {
          address: 'aws_iam_role_policy.x',
          expressions: {
            policy: { references: ['data.aws_iam_policy_document.x.json', 'data.aws_iam_policy_document.x'] },
          },
        },
      ],
    },
  });
  const document = (statement: unknown, unknown: unknown) => ({
    address: 'module.access.data.aws_iam_policy_document.x',
    module_address: 'module.access',
    mode: 'data',
    type: 'aws_iam_policy_document',
    name: 'x',
    change: {
      actions: ['read'],
      before: null,
      after: { statement: [statement] },
      after_unknown: { json: true, statement: [unknown] },
    },
  });
  const judged = (statement: unknown, unknown: unknown = {}) => {
    const json = planJson([role], { configuration: config });
    (json.resource_changes as unknown[]).push(document(statement, unknown));
    return judgePlan(json, files(), false).map(({ what }) => what);
  };

  it('is read in the document it is made from', () => {
    expect(judged({ actions: ['s3:GetObject'], resources: [null] }, { resources: [true] })).toEqual([]);
    expect(judged({ actions: ['s3:*'], resources: [null] }, { resources: [true] })).toEqual(['allows s3:*']);
    expect(judged({ actions: ['kms:Decrypt'], resources: ['*'] })).toEqual(['allows kms:Decrypt on *']);
    expect(judged({ actions: [null], resources: [null] }, { actions: [true], resources: [true] })).toEqual([
      'allows (not known)',
    ]);
    expect(judged({ not_actions: ['iam:*'], actions: [], resources: ['arn:aws:s3:::a/*'] })).toEqual([
      'allows everything but what it names',
    ]);
  });

  it('is a violation when there is none', () => {
    expect(told([role], config)).toEqual([expect.stringContaining('neither from the plan nor from a policy document')]);
  });
});

describe('a bucket whose id is not known', () => {
  const bucket = create('module.persistent.aws_s3_bucket.this["a"]', { bucket: 'a' }, { id: true });
  const block = (key: string) =>
    create(
      `module.persistent.aws_s3_bucket_public_access_block.this["${key}"]`,
      { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
      { bucket: true },
    );
  const config = configuration({
    persistent: {
      resources: [
        {
          address: 'aws_s3_bucket_public_access_block.this',
          expressions: { bucket: { references: ['aws_s3_bucket.this', 'each.key'] } },
        },
      ],
    },
  });

  it('is matched with its settings by the configuration and the key', () => {
    expect(of('buckets-are-private', told([bucket, block('a')], config))).toEqual([]);
    expect(of('buckets-are-private', told([bucket, block('b')], config))).toHaveLength(1);
  });
});

describe('module.persistent', () => {
  const alone = (given: Record<string, string[]>, depends_on: string[] = [], locals: Record<string, string> = {}) =>
    of(
      'persistent-things-stand-alone',
      told([], configuration({ persistent: { given, depends_on } }), false, files({ locals: () => locals })),
    );

  it('may take variables and locals that come from variables', () => {
    expect(alone({ name: ['local.name'] }, [], { name: 'var.a == "" ? var.b : var.a' })).toEqual([]);
  });

  it('takes nothing from another module: directly, by a local of a local, by depends_on', () => {
    expect(alone({ id: ['module.network.vpc_id', 'module.network'] })).toHaveLength(1);
    expect(alone({ id: ['local.a'] }, [], { a: 'local.b', b: 'lower(module.edge.name)' })).toHaveLength(1);
    expect(alone({}, ['module.data'])).toHaveLength(1);
    expect(alone({ id: ['local.missing'] })).toEqual([expect.stringContaining('which cannot be read')]);
  });

  it('holds every thing that cannot be made again, and prevents its destruction', () => {
    const key = create('module.persistent.aws_kms_key.app', {});
    const prevented = (value: boolean) => files({ prevented: () => new Map([['aws_kms_key.app', value]]) });
    expect(told([key], {}, false, prevented(true))).toEqual([]);
    expect(told([key], {}, false, prevented(false))).toHaveLength(1);
    expect(told([create('module.kept.aws_kms_key.app', {})])).toEqual([
      expect.stringContaining('outside module.persistent'),
    ]);
  });
});

it('two rules of one group that say the same are found by id, by name, and by tag; a rule of no known group is said', () => {
  const rule = (name: string, after: object, unknown: object = {}) =>
    create(
      `module.network.aws_vpc_security_group_ingress_rule.${name}`,
      { ip_protocol: 'tcp', from_port: 5, to_port: 5, cidr_ipv4: '10.0.0.0/8', ...after },
      unknown,
    );
  const twice = (changes: Change[], config?: unknown) => of('no-rule-twice', told(changes, config));
  expect(twice([rule('a', { security_group_id: 'sg-1' }), rule('b', { security_group_id: 'sg-1' })])).toHaveLength(1);
  expect(twice([rule('a', { security_group_id: 'sg-1' }), rule('b', { security_group_id: 'sg-2' })])).toEqual([]);
  const unknown = { security_group_id: true };
  const config = configuration({
    network: {
      resources: ['a', 'b'].map((name) => ({
        address: `aws_vpc_security_group_ingress_rule.${name}`,
        expressions: { security_group_id: { references: ['aws_security_group.this', 'each.value'] } },
      })),
    },
  });
  const tagged = (name: string, group: string) => rule(name, { tags: { Group: group } }, unknown);
  expect(twice([tagged('a', 'api'), tagged('b', 'api')], config)).toHaveLength(1);
  expect(twice([tagged('a', 'api'), tagged('b', 'ui')], config)).toEqual([]);
  expect(twice([rule('a', {}, unknown)], config)).toEqual([expect.stringContaining('by a tag')]);
});
