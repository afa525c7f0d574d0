/**
 * What changed outside Terraform, without the noise of a refresh: empty instead of absent, what AWS moves on by itself,
 * and the copies that one resource shows of others (rules inside their group, policies inside their role or bucket).
 * Such a copy is looked at only for what no resource of the state accounts for: that somebody made by hand.
 */
import { isObject, type JsonObject, listAt, objectAt, parseJson, textAt } from '../json-shape.ts';
import { pathText } from './details.ts';
import { type RawResourceChange, rawPlan } from './json.ts';
import { rulesInGroup, rulesOfState } from './security-group-rules.ts';

export interface DriftRow {
  address: string;
  /** What kind of resource it is. */
  resource: string;
  /** `delete`: somebody removed it. */
  action: 'update' | 'delete';
  /** Attributes that differ, as dotted text; never values, but for rules of security groups, which are their names. */
  paths: string[];
}

/** A resource of the state as it is now, after the refresh. */
export interface RefreshedResource {
  type: string;
  values: JsonObject;
}

/** Attributes that AWS itself fills in or moves on between two reads. */
const MOVING: Readonly<Record<string, readonly string[]>> = {
  aws_acm_certificate: [
    'status',
    'not_after',
    'not_before',
    'renewal_eligibility',
    'renewal_summary',
    'pending_renewal',
  ],
  aws_cloudfront_distribution: ['etag', 'status', 'last_modified_time', 'in_progress_validation_batches'],
  aws_cloudfront_function: ['etag', 'live_stage_etag', 'status'],
  aws_cloudfront_origin_request_policy: ['etag'],
  aws_cloudfront_response_headers_policy: ['etag'],
  aws_cloudfront_vpc_origin: ['etag', 'status'],
  // AWS takes no change of a pool's schema, and tells it in more words than it was given.
  aws_cognito_user_pool: ['estimated_number_of_users', 'last_modified_date', 'schema'],
  aws_cognito_user_pool_domain: ['aws_account_id', 'version'],
  aws_db_instance: ['latest_restorable_time', 'status'],
  // A release moves a service to a newer revision; the next plan follows it.
  aws_ecs_service: ['task_definition'],
  aws_efs_file_system: ['number_of_mount_targets', 'size_in_bytes'],
  aws_eip: ['association_id', 'network_interface', 'private_dns', 'private_ip'],
  aws_instance: ['instance_state'],
  aws_lb_target_group: ['load_balancer_arns'],
  aws_vpc_endpoint: ['state'],
};

/** Copies that a resource shows of others beside it, which are looked at themselves. */
const COPIES: Readonly<Record<string, readonly string[]>> = {
  aws_cognito_user_pool: ['domain'],
  aws_s3_bucket: [
    'acl',
    'cors_rule',
    'grant',
    'lifecycle_rule',
    'logging',
    'policy',
    'server_side_encryption_configuration',
    'versioning',
  ],
  aws_sns_topic: ['policy'],
  aws_sqs_queue: ['policy'],
  aws_vpc: ['dhcp_options_id'],
};

/** The drift of a plan, as `show -json` prints it: of a refresh-only one, or of any other. */
export function driftOfPlan(json: unknown): DriftRow[] {
  const parsed = typeof json === 'string' ? parseJson(json) : json;
  return driftOf(
    rawPlan(parsed).drift,
    refreshed(objectAt(objectAt(objectAt(parsed, 'prior_state'), 'values'), 'root_module')),
  );
}

function refreshed(module: JsonObject): RefreshedResource[] {
  const here = listAt(module, 'resources').map((resource) => ({
    type: textAt(resource, 'type'),
    values: objectAt(resource, 'values'),
  }));
  return [...here, ...listAt(module, 'child_modules').filter(isObject).flatMap(refreshed)];
}

export function driftOf(rows: readonly RawResourceChange[], state: readonly RefreshedResource[] = []): DriftRow[] {
  return rows.flatMap((r): DriftRow[] => {
    const gone = r.change.actions.includes('delete');
    const paths = gone ? [] : pathsOf(r, state);
    if (!gone && paths.length === 0) return [];
    return [{ address: r.address, resource: r.type, action: gone ? 'delete' : 'update', paths }];
  });
}

function pathsOf(
  { type, change: { before, after } }: RawResourceChange,
  state: readonly RefreshedResource[],
): string[] {
  const own = [...(MOVING[type] ?? []), ...(COPIES[type] ?? [])];
  if (type === 'aws_security_group')
    return [
      ...differing(without(before, ['ingress', 'egress', ...own]), without(after, ['ingress', 'egress', ...own])),
      ...unknownRules('ingress', before, after, state),
      ...unknownRules('egress', before, after, state),
    ];
  if (type === 'aws_route_table')
    return [
      ...differing(without(before, ['route', ...own]), without(after, ['route', ...own])),
      ...unknownRoutes(before, after, state),
    ];
  if (type === 'aws_iam_role')
    return [
      ...differing(without(before, ['inline_policy', ...own]), without(after, ['inline_policy', ...own])),
      ...unknownPolicies(before, after, state),
    ];
  return differing(without(before, own), without(after, own));
}

const without = (value: unknown, keys: readonly string[]): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))) : value;

/** Rules that nobody declared, and declared ones of the group itself that are gone. */
function unknownRules(
  direction: 'ingress' | 'egress',
  before: unknown,
  after: unknown,
  state: readonly RefreshedResource[],
): string[] {
  const id = textAt(after, 'id');
  const was = rulesInGroup(listAt(before, direction), id);
  const is = rulesInGroup(listAt(after, direction), id);
  const declared = rulesOfState(direction, id, state);
  return [
    ...[...is].filter((rule) => !was.has(rule) && !declared.has(rule)).map((rule) => `${direction} ${rule} added`),
    ...[...was].filter((rule) => !is.has(rule)).map((rule) => `${direction} ${rule} removed`),
  ];
}

/** Routes that nobody declared, nor came with a declared endpoint; and ones that are gone. */
function unknownRoutes(before: unknown, after: unknown, state: readonly RefreshedResource[]): string[] {
  const to = (route: unknown) =>
    ['cidr_block', 'ipv6_cidr_block', 'destination_prefix_list_id'].map((key) => textAt(route, key)).join('');
  const id = textAt(after, 'id');
  const declared = new Set(
    state
      .filter(({ type, values }) => type === 'aws_route' && textAt(values, 'route_table_id') === id)
      .map(({ values }) =>
        ['destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id']
          .map((key) => textAt(values, key))
          .join(''),
      ),
  );
  const endpoints = new Set(
    state.filter(({ type }) => type === 'aws_vpc_endpoint').map(({ values }) => textAt(values, 'id')),
  );
  const was = new Set(listAt(before, 'route').map(to));
  const routes = listAt(after, 'route');
  const is = new Set(routes.map(to));
  return [
    ...routes
      .filter((route) => !was.has(to(route)) && !declared.has(to(route)) && !endpoints.has(textAt(route, 'gateway_id')))
      .map((route) => `route to ${to(route)} added`),
    ...[...was].filter((route) => !is.has(route)).map((route) => `route to ${route} removed`),
  ];
}

function unknownPolicies(before: unknown, after: unknown, state: readonly RefreshedResource[]): string[] {
  const role = textAt(after, 'name');
  const declared = new Set(
    state
      .filter(({ type, values }) => type === 'aws_iam_role_policy' && textAt(values, 'role') === role)
      .map(({ values }) => textAt(values, 'name')),
  );
  const was = new Set(listAt(before, 'inline_policy').map((policy) => textAt(policy, 'name')));
  return listAt(after, 'inline_policy')
    .map((policy) => textAt(policy, 'name'))
    .filter((name) => name !== '' && !was.has(name) && !declared.has(name))
    .map((name) => `inline_policy ${name} added`);
}

function differing(before: unknown, after: unknown, path: (string | number)[] = []): string[] {
  if (isEmpty(before) && isEmpty(after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((k) => differing(before[k], after[k], [...path, k]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((v, i) => differing(v, after[i], [...path, i]));
  }
  // AWS says no where nothing was said.
  return Object.is(before ?? false, after ?? false) ? [] : [pathText(path)];
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
