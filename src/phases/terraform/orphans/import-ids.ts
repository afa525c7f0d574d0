/**
 * What Terraform wants to hear to import a thing: one row a resource type whose import id is not simply its id, or that
 * can be found by its name. Source: the "Import" section of each resource in the documentation of the AWS provider 5.
 */
import type { PlannedThing } from '../../../tools/terraform/index.ts';

type Values = PlannedThing['values'];

interface ImportRule {
  /** Making it again gives the same thing and leaves nothing behind, so it is never imported. */
  repeatable?: true;
  /** From the id that Terraform printed when it was made; undefined when more must be known first. */
  ofId?: (id: string, planned: Values) => string | undefined;
  /** From what is planned alone: the thing has a name that only one of its kind can have. */
  ofName?: (planned: Values) => string | undefined;
  /** The type of what it lives in: while that is still to be made, it cannot exist, whatever tags say. */
  within?: string;
}

const repeatable: ImportRule = { repeatable: true };
/** Named by these attributes, in this order; undefined while one of them is not known. */
const named =
  (separator: string, ...keys: string[]) =>
  (planned: Values): string | undefined => {
    const parts = keys.map((key) => planned[key]);
    return parts.every((part) => part !== undefined) ? parts.join(separator) : undefined;
  };
const lastOf = (arn: string | undefined) => arn?.slice(arn.lastIndexOf('/') + 1);

const service = (cluster: string | undefined, planned: Values) =>
  cluster === undefined || planned.name === undefined ? undefined : `${lastOf(cluster)}/${planned.name}`;
const route = (planned: Values, table: string | undefined) => {
  const to =
    planned.destination_cidr_block ?? planned.destination_ipv6_cidr_block ?? planned.destination_prefix_list_id;
  return table === undefined || to === undefined ? undefined : `${table}_${to}`;
};
const association = named('/', 'subnet_id', 'route_table_id');
const firewall = (id: string | undefined, planned: Values) =>
  id === undefined || planned.name === undefined || planned.scope === undefined
    ? undefined
    : `${id}/${planned.name}/${planned.scope}`;

const proxyTarget = (planned: Values, instance: string | undefined) => {
  const group = named('/', 'db_proxy_name', 'target_group_name')(planned);
  return group === undefined || instance === undefined ? undefined : `${group}/RDS_INSTANCE/${instance}`;
};

const RULES: Readonly<Record<string, ImportRule>> = {
  aws_acm_certificate_validation: repeatable,
  aws_cloudfront_function: { ofName: named('', 'name') },
  aws_cloudwatch_event_rule: repeatable,
  aws_cloudwatch_event_target: repeatable,
  aws_cloudwatch_log_group: { ofName: named('', 'name') },
  aws_cloudwatch_metric_alarm: repeatable,
  aws_cognito_user_pool_client: {
    ofId: (id, planned) => (planned.user_pool_id === undefined ? undefined : `${planned.user_pool_id}/${id}`),
  },
  aws_cognito_user_pool_domain: { ofName: named('', 'domain') },
  aws_db_instance: { ofId: (_, planned) => planned.identifier, ofName: named('', 'identifier') },
  aws_db_parameter_group: { ofName: named('', 'name') },
  aws_db_proxy: { ofName: named('', 'name') },
  aws_db_proxy_default_target_group: repeatable,
  aws_db_proxy_target: {
    // An instance, as the root registers it; a cluster would be a TRACKED_CLUSTER.
    ofName: (planned) => proxyTarget(planned, planned.db_instance_identifier),
  },
  aws_db_subnet_group: { ofName: named('', 'name') },
  aws_default_security_group: repeatable,
  aws_ecs_cluster: { ofId: (id) => lastOf(id), ofName: named('', 'name') },
  aws_ecs_service: {
    // One that was deleted keeps its tags for a while, and the provider waits minutes for it to come back.
    within: 'aws_ecs_cluster',
    ofId: (id, planned) => service(id.split('/').at(-2), planned),
    ofName: (planned) => service(planned.cluster, planned),
  },
  // A second revision of a task definition harms nobody; the family has many of them anyway.
  aws_ecs_task_definition: repeatable,
  aws_efs_backup_policy: repeatable,
  aws_efs_file_system_policy: repeatable,
  aws_iam_instance_profile: { ofName: named('', 'name') },
  aws_iam_role: { ofName: named('', 'name') },
  aws_iam_role_policy: { ofName: named(':', 'role', 'name') },
  aws_iam_role_policy_attachment: repeatable,
  aws_key_pair: { ofName: named('', 'key_name') },
  aws_kms_alias: { ofName: named('', 'name') },
  aws_route: {
    ofId: (id, planned) => route(planned, /^r-(rtb-(?:[0-9a-f]{17}|[0-9a-f]{8}))/.exec(id)?.[1]),
    ofName: (planned) => route(planned, planned.route_table_id),
  },
  aws_route_table_association: { ofId: (_, planned) => association(planned), ofName: association },
  aws_route53_record: { ofName: named('_', 'zone_id', 'name', 'type') },
  aws_s3_bucket: { ofName: named('', 'bucket') },
  aws_s3_bucket_acl: repeatable,
  aws_s3_bucket_cors_configuration: repeatable,
  aws_s3_bucket_lifecycle_configuration: repeatable,
  aws_s3_bucket_logging: repeatable,
  aws_s3_bucket_ownership_controls: repeatable,
  aws_s3_bucket_policy: repeatable,
  aws_s3_bucket_public_access_block: repeatable,
  aws_s3_bucket_server_side_encryption_configuration: repeatable,
  aws_s3_bucket_versioning: repeatable,
  aws_secretsmanager_secret_version: repeatable,
  aws_service_discovery_private_dns_namespace: {
    ofId: (id, planned) => (planned.vpc === undefined ? undefined : `${id}:${planned.vpc}`),
  },
  aws_ses_template: { ofName: named('', 'name') },
  aws_sns_topic_policy: repeatable,
  aws_sns_topic_subscription: repeatable,
  aws_sqs_queue_policy: repeatable,
  aws_ssm_parameter: { ofName: named('', 'name') },
  aws_vpc_dhcp_options_association: repeatable,
  aws_wafv2_web_acl: { ofId: firewall },
  aws_wafv2_web_acl_logging_configuration: repeatable,
  // Lives in the state alone.
  terraform_data: repeatable,
};

const ruleOf = (type: string): ImportRule => RULES[type] ?? {};

export const isRepeatable = (type: string): boolean => ruleOf(type).repeatable === true;

/** Nothing of a type exists while what it lives in is among the things to be made. */
export const hasNoPlaceYet = (type: string, created: readonly PlannedThing[]): boolean => {
  const { within } = ruleOf(type);
  return within !== undefined && created.some((planned) => planned.type === within);
};

/** The import id of something whose id is known. Undefined: never imported, or more must be known first. */
export function importIdOf(planned: PlannedThing, id: string): string | undefined {
  const rule = ruleOf(planned.type);
  if (rule.repeatable) return undefined;
  return rule.ofId ? rule.ofId(id, planned.values) : id;
}

/** The import id of something that has a name nobody else can have. Undefined for everything else. */
export const importIdByName = (planned: PlannedThing): string | undefined =>
  ruleOf(planned.type).ofName?.(planned.values);
