/** Drift without noise: what a refresh invents is not told, and what somebody did by hand is, wherever it hides. */
import { describe, expect, it } from 'vitest';
import { readPlan } from '../../../../src/tools/terraform/index.ts';
import { driftOfPlan } from '../../../../src/tools/terraform/plan/index.ts';
import { planJson } from './plan-json.ts';

interface Drifted {
  address: string;
  before: unknown;
  after: unknown;
  actions?: string[];
}
interface Held {
  type: string;
  values: Record<string, unknown>;
}

const refreshed = (rows: Drifted[], state: Held[] = []) =>
  planJson([], {
    resource_drift: (planJson(rows.map((row) => ({ actions: ['update'], ...row }))) as { resource_changes: unknown })
      .resource_changes,
    prior_state: {
      values: { root_module: { child_modules: [{ child_modules: [], resources: state }], resources: [] } },
    },
  });
const drift = (row: Drifted, state: Held[] = []) => driftOfPlan(refreshed([row], state));
const paths = (row: Drifted, state: Held[] = []) => drift(row, state)[0]?.paths;

it('empty and absent are one thing, and what moves by itself is no drift', () => {
  const moved = (address: string, before: unknown, after: unknown) => drift({ address, before, after });
  expect(moved('aws_x.y', { tags: null, a: [''] }, { tags: {}, a: [''] })).toEqual([]);
  expect(moved('aws_db_instance.y', { latest_restorable_time: '1' }, { latest_restorable_time: '2' })).toEqual([]);
  expect(moved('aws_acm_certificate.y', { status: 'PENDING_VALIDATION' }, { status: 'ISSUED' })).toEqual([]);
  expect(moved('aws_ecs_service.y', { task_definition: 'a:1' }, { task_definition: 'a:2' })).toEqual([]);
});

it('what moves by itself in one place is drift in another: suspended versions are told', () => {
  const address = 'aws_s3_bucket_versioning.y';
  const versions = (status: string) => ({ versioning_configuration: [{ status }] });
  expect(paths({ address, before: versions('Enabled'), after: versions('Suspended') })).toEqual([
    'versioning_configuration[0].status',
  ]);
  expect(
    paths({ address: 'aws_cloudwatch_event_rule.y', before: { state: 'ENABLED' }, after: { state: 'DISABLED' } }),
  ).toEqual(['state']);
});

it('a hand-made change and a removal are told, by path and without values', () => {
  expect(drift({ address: 'aws_x.y', before: { a: { mfa: 'ON' } }, after: { a: { mfa: 'OFF' } } })).toEqual([
    { address: 'aws_x.y', resource: 'aws_x', action: 'update', paths: ['a.mfa'] },
  ]);
  expect(drift({ address: 'aws_x.y', before: { a: 1 }, after: null, actions: ['delete'] })[0]?.action).toBe('delete');
});

it('the plan that is shown names drift by the same rules', () => {
  const json = refreshed([{ address: 'aws_x.y', before: { a: 1 }, after: { a: 2 } }]);
  expect(readPlan(json, { environment: 'stag' }).drift.map(({ paths }) => paths)).toEqual([['a']]);
});

describe('rules of a security group', () => {
  const GROUP = 'sg-0123';
  const group = (ingress: unknown[], egress: unknown[] = []) => ({ id: GROUP, ingress, egress });
  const entry = (from: number, to: number, more: object, protocol = 'tcp') => ({
    protocol,
    from_port: from,
    to_port: to,
    cidr_blocks: [],
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    security_groups: [],
    self: false,
    ...more,
  });
  const rule = (more: Record<string, unknown>, direction = 'ingress'): Held => ({
    type: `aws_vpc_security_group_${direction}_rule`,
    values: { security_group_id: GROUP, ip_protocol: 'tcp', ...more },
  });
  const address = 'aws_security_group.y';

  it('declared one by one are no drift of the group that shows them', () => {
    const after = group(
      [
        entry(443, 443, { cidr_blocks: ['10.0.0.0/16'], security_groups: ['111122223333/sg-9'] }),
        entry(2049, 2049, { self: true }),
      ],
      [entry(0, 0, { cidr_blocks: ['0.0.0.0/0'] }, '-1')],
    );
    const state = [
      rule({ from_port: 443, to_port: 443, cidr_ipv4: '10.0.0.0/16' }),
      rule({ from_port: 443, to_port: 443, referenced_security_group_id: 'sg-9' }),
      rule({ from_port: 2049, to_port: 2049, referenced_security_group_id: GROUP }),
      rule({ ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' }, 'egress'),
    ];
    expect(drift({ address, before: group([]), after }, state)).toEqual([]);
  });

  it('opened by hand is named with its port and peer, beside any number of declared ones', () => {
    const after = group([
      entry(443, 443, { cidr_blocks: ['10.0.0.0/16'] }),
      entry(22, 22, { cidr_blocks: ['0.0.0.0/0'] }),
    ]);
    const state = [rule({ from_port: 443, to_port: 443, cidr_ipv4: '10.0.0.0/16' })];
    expect(paths({ address, before: group([]), after }, state)).toEqual(['ingress tcp 22 0.0.0.0/0 added']);
  });

  it('declared for another group counts for nothing', () => {
    const after = group([entry(22, 22, { cidr_blocks: ['0.0.0.0/0'] })]);
    const other = rule({ from_port: 22, to_port: 22, cidr_ipv4: '0.0.0.0/0', security_group_id: 'sg-other' });
    expect(paths({ address, before: group([]), after }, [other])).toEqual(['ingress tcp 22 0.0.0.0/0 added']);
  });

  it('that are gone are named', () => {
    const before = group([entry(443, 443, { cidr_blocks: ['10.0.0.0/16'] })]);
    expect(paths({ address, before, after: group([]) })).toEqual(['ingress tcp 443 10.0.0.0/16 removed']);
  });
});

it('a route that somebody added by hand is named; declared ones and those of an endpoint are no drift of the table', () => {
  const table = (...route: object[]) => ({ id: 'rtb-1', route });
  const state: Held[] = [
    { type: 'aws_route', values: { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0' } },
    { type: 'aws_vpc_endpoint', values: { id: 'vpce-1' } },
  ];
  const nat = { cidr_block: '0.0.0.0/0', nat_gateway_id: 'nat-1' };
  const endpoint = { cidr_block: '', destination_prefix_list_id: 'pl-1', gateway_id: 'vpce-1' };
  const foreign = { cidr_block: '192.168.0.0/16', vpc_peering_connection_id: 'pcx-1' };
  const address = 'aws_route_table.y';
  expect(drift({ address, before: table(), after: table(nat, endpoint) }, state)).toEqual([]);
  expect(paths({ address, before: table(nat), after: table(nat, foreign) }, state)).toEqual([
    'route to 192.168.0.0/16 added',
  ]);
  expect(paths({ address, before: table(nat), after: table() }, state)).toEqual(['route to 0.0.0.0/0 removed']);
});

it('no where nothing was said is no drift; no where yes was said is one', () => {
  expect(drift({ address: 'aws_x.y', before: { a: null }, after: { a: false } })).toEqual([]);
  expect(paths({ address: 'aws_x.y', before: { a: true }, after: { a: false } })).toEqual(['a']);
});

it('a policy that somebody put into a role by hand is named; a declared one is no drift of the role', () => {
  const role = (...names: string[]) => ({ name: 'r', inline_policy: names.map((name) => ({ name, policy: '{}' })) });
  const declared: Held[] = [{ type: 'aws_iam_role_policy', values: { role: 'r', name: 'own' } }];
  const address = 'aws_iam_role.r';
  expect(drift({ address, before: role(), after: role('own') }, declared)).toEqual([]);
  expect(paths({ address, before: role(), after: role('own', 'admin') }, declared)).toEqual([
    'inline_policy admin added',
  ]);
  expect(
    paths({
      address,
      before: { name: 'r', managed_policy_arns: [] },
      after: { name: 'r', managed_policy_arns: ['arn'] },
    }),
  ).toEqual(['managed_policy_arns']);
});
