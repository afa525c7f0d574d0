/** Database, file system, buckets, logs: where the hub's data lies. */
import { rangesInto } from './network.ts';
import { is, isObject, listOf, type Planned, type PlanView, shown } from './plan-view.ts';
import { statementsOf } from './policies.ts';
import type { Finding, Invariant } from './types.ts';

const no = (r: Planned, wrong: boolean, what: string): Finding[] => (wrong ? [{ address: r.address, what }] : []);

/** Subnets with a way out to an internet gateway, by address: what stands in them could be reached from outside. */
function publicSubnets(plan: PlanView): Set<string> {
  const gateways = plan.all('aws_route').filter((route) => {
    const id = route.read('gateway_id');
    return id.known ? String(id.value ?? '').startsWith('igw-') : route.origins('gateway_id').length > 0;
  });
  const tables = gateways.flatMap((route) => known(plan, route, 'route_table_id', 'aws_route_table'));
  const associations = plan
    .all('aws_route_table_association')
    .filter((a) => known(plan, a, 'route_table_id', 'aws_route_table').some((table) => tables.includes(table)));
  return new Set(associations.flatMap((a) => known(plan, a, 'subnet_id', 'aws_subnet')));
}

/** Addresses that an attribute names: by id where it is known, else by the configuration, without indexes. */
function known(plan: PlanView, r: Planned, attribute: string, type: string): string[] {
  const reading = r.read(attribute);
  const ids = reading.known ? (Array.isArray(reading.value) ? reading.value : [reading.value]) : undefined;
  if (
    ids === undefined ||
    ids.some((_, i) => Array.isArray(reading.known ? reading.value : []) && !r.read(attribute, i).known)
  )
    return r
      .origins(attribute)
      .flatMap((address) => plan.at(address))
      .filter((other) => other.type === type)
      .map((other) => other.base);
  return plan
    .all(type)
    .filter((other) => ids.some((id) => id !== null && is(other.read('id'), id)))
    .map((other) => other.base);
}

const databasePrivate: Invariant = {
  name: 'database-is-private',
  holds: 'database and proxy stand in private subnets and admit groups of the hub only, no range of addresses',
  why: 'it holds every user, project and result; nothing but flip-api (through the proxy) and the bastion may reach it',
  judge(plan) {
    const open = publicSubnets(plan);
    const inPublic = (r: Planned, attribute: string): Finding[] => {
      const subnets = known(plan, r, attribute, 'aws_subnet');
      if (subnets.length === 0) return [{ address: r.address, what: 'in which subnets it stands cannot be told' }];
      return no(
        r,
        subnets.some((subnet) => open.has(subnet)),
        'stands in a subnet with a way in from the internet',
      );
    };
    const groups = [
      ...plan.all('aws_db_instance').flatMap((r) => groupsOf(plan, r, 'vpc_security_group_ids')),
      ...plan.all('aws_db_proxy').flatMap((r) => groupsOf(plan, r, 'vpc_security_group_ids')),
    ];
    return [
      ...plan
        .all('aws_db_instance')
        .flatMap((r) =>
          no(
            r,
            !is(r.read('publicly_accessible'), false),
            `publicly_accessible is ${shown(r.read('publicly_accessible'))}`,
          ),
        ),
      ...plan.all('aws_db_subnet_group').flatMap((r) => inPublic(r, 'subnet_ids')),
      ...plan.all('aws_db_proxy').flatMap((r) => inPublic(r, 'vpc_subnet_ids')),
      ...groups.flatMap(({ owner, group }): Finding[] =>
        group === undefined
          ? [{ address: owner, what: 'which security group guards it cannot be told' }]
          : rangesInto(plan, group).map(({ address, value }) => ({
              address,
              what: `admits ${value ?? 'a range that is not known'} to the database`,
            })),
      ),
    ];
  },
};

function groupsOf(plan: PlanView, r: Planned, attribute: string): { owner: string; group: string | undefined }[] {
  const ids = r.read(attribute);
  const seen = listOf(ids).filter((id, i) => r.read(attribute, i).known && typeof id === 'string');
  if (seen.length > 0) return seen.map((group) => ({ owner: r.address, group: String(group) }));
  const origins = r.origins(attribute).filter((address) => plan.at(address).some((g) => g.address === address));
  return origins.length > 0
    ? origins.map((group) => ({ owner: r.address, group }))
    : [{ owner: r.address, group: undefined }];
}

const databaseEncrypted: Invariant = {
  name: 'database-is-encrypted',
  holds: 'database and file system are encrypted on disk, and both database and proxy demand TLS',
  why: 'a copied snapshot or a listener in the network must learn nothing',
  judge: (plan) => [
    ...plan
      .all('aws_db_instance')
      .flatMap((r) => [
        ...no(r, !is(r.read('storage_encrypted'), true), `storage_encrypted is ${shown(r.read('storage_encrypted'))}`),
        ...no(r, !demandsTls(plan, r), 'its parameter group does not set rds.force_ssl to 1'),
        ...no(r, !is(r.read('manage_master_user_password'), true), 'its master password is not kept by RDS alone'),
      ]),
    ...plan
      .all('aws_db_proxy')
      .flatMap((r) => [
        ...no(r, !is(r.read('require_tls'), true), `require_tls is ${shown(r.read('require_tls'))}`),
        ...listOf(r.read('auth')).flatMap((_, i) =>
          no(r, !is(r.read('auth', i, 'iam_auth'), 'REQUIRED'), `iam_auth is ${shown(r.read('auth', i, 'iam_auth'))}`),
        ),
      ]),
    ...plan
      .all('aws_efs_file_system')
      .flatMap((r) => no(r, !is(r.read('encrypted'), true), `encrypted is ${shown(r.read('encrypted'))}`)),
    ...plan
      .all('aws_instance')
      .flatMap((r) => no(r, !is(r.read('root_block_device', 0, 'encrypted'), true), 'its disk is not encrypted')),
  ],
};

function demandsTls(plan: PlanView, database: Planned): boolean {
  const name = database.read('parameter_group_name');
  const groups = plan
    .all('aws_db_parameter_group')
    .filter((g) =>
      name.known ? is(g.read('name'), name.value) : database.origins('parameter_group_name').includes(g.address),
    );
  return groups.some((g) =>
    listOf(g.read('parameter')).some((p) => isObject(p) && p.name === 'rds.force_ssl' && String(p.value) === '1'),
  );
}

const productionDatabaseProtected: Invariant = {
  name: 'production-database-is-protected',
  production: true,
  holds:
    'the database of production refuses its deletion, leaves a last snapshot, and keeps backups for a week or more',
  why: 'no single command and no mistake may take it away for good',
  judge: (plan) =>
    plan.all('aws_db_instance').flatMap((r) => {
      const days = r.read('backup_retention_period');
      return [
        ...no(
          r,
          !is(r.read('deletion_protection'), true),
          `deletion_protection is ${shown(r.read('deletion_protection'))}`,
        ),
        ...no(
          r,
          !is(r.read('skip_final_snapshot'), false),
          `skip_final_snapshot is ${shown(r.read('skip_final_snapshot'))}`,
        ),
        ...no(r, !days.known || Number(days.value) < 7, `backups are kept for ${shown(days)} days`),
        ...no(r, namesNoSnapshot(r), 'no name is given to the last snapshot, so a deletion would fail or skip it'),
        ...no(
          r,
          !is(r.read('delete_automated_backups'), false),
          'automated backups would go with it (delete_automated_backups)',
        ),
      ];
    }),
};

function namesNoSnapshot(r: Planned): boolean {
  const name = r.read('final_snapshot_identifier');
  // Not known yet is fine when something is there to make the name from.
  return name.known
    ? typeof name.value !== 'string' || name.value === ''
    : r.origins('final_snapshot_identifier').length === 0;
}

const BLOCKS = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
const PUBLIC_ACLS = ['public-read', 'public-read-write', 'authenticated-read'];
const GLOBAL = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)/;

const bucketsPrivate: Invariant = {
  name: 'buckets-are-private',
  holds: 'every bucket blocks public access in all four ways, and no policy or ACL lets everybody in',
  why: "they hold hospitals' models, results and keys of trusts",
  judge: (plan) => [
    ...plan.all('aws_s3_bucket').flatMap((bucket): Finding[] => {
      const [block] = plan.companions(bucket, 'aws_s3_bucket_public_access_block', 'bucket', ['id', 'bucket']);
      if (block === undefined) return [{ address: bucket.address, what: 'has no block of public access' }];
      return BLOCKS.flatMap((setting) =>
        no(block, !is(block.read(setting), true), `${setting} is ${shown(block.read(setting))}`),
      );
    }),
    ...plan.all('aws_s3_bucket_acl').flatMap((r) => [
      ...no(
        r,
        PUBLIC_ACLS.some((acl) => is(r.read('acl'), acl)),
        `is ${shown(r.read('acl'))}`,
      ),
      ...no(r, GLOBAL.test(JSON.stringify(listOf(r.read('access_control_policy')))), 'grants everybody access'),
    ]),
    ...plan.all('aws_s3_bucket_policy').flatMap((r): Finding[] => {
      const statements = statementsOf(plan, r, 'policy');
      if (statements === undefined) return [{ address: r.address, what: 'whom its policy admits cannot be told' }];
      return no(
        r,
        statements.some(
          ({ effect, principals, inverted }) => effect === 'Allow' && (principals.includes('*') || inverted),
        ),
        'lets everybody in',
      );
    }),
  ],
};

const bucketsTls: Invariant = {
  name: 'buckets-speak-tls-only',
  holds: 'every bucket refuses whoever comes without TLS',
  why: 'what hospitals upload must not be readable on the way',
  judge: (plan) =>
    plan.all('aws_s3_bucket').flatMap((bucket): Finding[] => {
      const policies = plan.companions(bucket, 'aws_s3_bucket_policy', 'bucket', ['id', 'bucket']);
      const refuses = policies.some((r) => (statementsOf(plan, r, 'policy') ?? []).some(refusesPlain));
      return no(bucket, !refuses, policies.length === 0 ? 'has no policy' : 'its policy does not refuse plain HTTP');
    }),
};

/** The bucket itself and what is in it: two resources, both not known or the second one of the first. */
const refusesPlain = (s: {
  effect: string;
  actions: string[];
  principals: string[];
  conditions: string[];
  resources: unknown[];
}): boolean =>
  s.effect === 'Deny' &&
  s.principals.includes('*') &&
  s.actions.includes('s3:*') &&
  s.resources.length >= 2 &&
  s.conditions.length === 1 &&
  /^Bool aws:SecureTransport=false$/i.test(s.conditions[0] ?? '');

const ALGORITHMS = ['aws:kms', 'aws:kms:dsse', 'AES256'];

const bucketsEncrypted: Invariant = {
  name: 'buckets-are-encrypted',
  holds: 'every bucket says how it encrypts: by the key of the hub, or by that of S3 where another service must write',
  why: 'a disk that leaves a data centre must hold nothing readable, and the key decides who reads at all',
  judge: (plan) =>
    plan.all('aws_s3_bucket').flatMap((bucket): Finding[] => {
      const [sse] = plan.companions(bucket, 'aws_s3_bucket_server_side_encryption_configuration', 'bucket', [
        'id',
        'bucket',
      ]);
      if (sse === undefined) return [{ address: bucket.address, what: 'says nothing of encryption' }];
      const how = sse.read('rule', 0, 'apply_server_side_encryption_by_default', 0, 'sse_algorithm');
      return no(sse, !ALGORITHMS.some((algorithm) => is(how, algorithm)), `sse_algorithm is ${shown(how)}`);
    }),
};

const logRetention: Invariant = {
  name: 'logs-end',
  holds: 'every log group says for how many days it keeps what it is told',
  why: 'logs name people and hospitals: they are kept as long as they are needed and not for ever',
  judge: (plan) =>
    plan.all('aws_cloudwatch_log_group').flatMap((r) => {
      const days = r.read('retention_in_days');
      return no(r, !days.known || !(Number(days.value) > 0), `retention_in_days is ${shown(days)}`);
    }),
};

export const DATA_INVARIANTS: readonly Invariant[] = [
  databasePrivate,
  databaseEncrypted,
  productionDatabaseProtected,
  bucketsPrivate,
  bucketsTls,
  bucketsEncrypted,
  logRetention,
];
