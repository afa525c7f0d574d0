/**
 * From an ARN to the resource it is for Terraform: one row a kind that a deployment makes and that carries its tags.
 * `name` in a pattern is what a planned resource of that type must be called; without it a `Name` tag decides.
 */
interface ArnRow {
  pattern: RegExp;
  type: string;
  /** The planned attribute that holds `name`. */
  attribute?: string;
  /** The import id, when it is neither `id` of the pattern nor, without one, the whole ARN. */
  importId?: (found: Record<string, string>, account: string, region: string) => string;
}

const ec2 = (kind: string, type: string): ArnRow => ({ pattern: new RegExp(`^ec2:${kind}/(?<id>.+)$`), type });
const named = (pattern: RegExp, type: string, attribute = 'name'): ArnRow => ({ pattern, type, attribute });

const ROWS: readonly ArnRow[] = [
  ec2('vpc', 'aws_vpc'),
  ec2('subnet', 'aws_subnet'),
  ec2('security-group', 'aws_security_group'),
  ec2('elastic-ip', 'aws_eip'),
  ec2('natgateway', 'aws_nat_gateway'),
  ec2('internet-gateway', 'aws_internet_gateway'),
  ec2('route-table', 'aws_route_table'),
  ec2('dhcp-options', 'aws_vpc_dhcp_options'),
  ec2('vpc-endpoint', 'aws_vpc_endpoint'),
  ec2('instance', 'aws_instance'),
  { pattern: /^kms:key\/(?<id>.+)$/, type: 'aws_kms_key' },
  { pattern: /^acm:certificate\//, type: 'aws_acm_certificate' },
  named(/^elasticloadbalancing:loadbalancer\/(?:app|net)\/(?<name>[^/]+)\//, 'aws_lb'),
  named(/^elasticloadbalancing:targetgroup\/(?<name>[^/]+)\//, 'aws_lb_target_group'),
  { pattern: /^elasticfilesystem:file-system\/(?<id>.+)$/, type: 'aws_efs_file_system' },
  { pattern: /^elasticfilesystem:access-point\/(?<id>.+)$/, type: 'aws_efs_access_point' },
  { pattern: /^cloudfront:distribution\/(?<id>.+)$/, type: 'aws_cloudfront_distribution' },
  {
    pattern: /^wafv2:(?<scope>global|regional)\/webacl\/(?<name>[^/]+)\/(?<id>.+)$/,
    type: 'aws_wafv2_web_acl',
    attribute: 'name',
    importId: ({ scope, name, id }) => `${id}/${name}/${scope === 'global' ? 'CLOUDFRONT' : 'REGIONAL'}`,
  },
  named(/^ecs:cluster\/(?<id>(?<name>.+))$/, 'aws_ecs_cluster'),
  named(/^ecs:service\/(?<id>[^/]+\/(?<name>.+))$/, 'aws_ecs_service'),
  named(/^logs:log-group:(?<id>(?<name>[^:]+))/, 'aws_cloudwatch_log_group'),
  named(/^rds:db:(?<id>(?<name>.+))$/, 'aws_db_instance', 'identifier'),
  named(/^rds:db-proxy:/, 'aws_db_proxy'),
  named(/^sns:(?<name>[^:]+)$/, 'aws_sns_topic'),
  {
    pattern: /^sqs:(?<name>.+)$/,
    type: 'aws_sqs_queue',
    attribute: 'name',
    importId: ({ name }, account, region) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
  },
  named(/^s3:(?<id>(?<name>[^/]+))$/, 'aws_s3_bucket', 'bucket'),
  named(/^ssm:parameter(?<id>(?<name>\/.+))$/, 'aws_ssm_parameter'),
];

export interface KnownArn {
  arn: string;
  type: string;
  importId: string;
  /** Attribute and value that the planned resource must have; undefined where only tags tell. */
  name: { attribute: string; value: string } | undefined;
  /** What Terraform prints as its id, for telling it from what a state manages. */
  id: string;
}

/** Undefined for a kind that no row knows. */
export function knownArn(arn: string): KnownArn | undefined {
  const [, , service, region = '', account = '', ...rest] = arn.split(':');
  const subject = `${service}:${rest.join(':')}`;
  for (const { pattern, type, attribute, importId } of ROWS) {
    const hit = pattern.exec(subject);
    if (!hit) continue;
    const found = hit.groups ?? {};
    const id = found.id ?? arn;
    return {
      arn,
      type,
      id,
      importId: importId?.(found, account, region) ?? id,
      name: attribute !== undefined && found.name !== undefined ? { attribute, value: found.name } : undefined,
    };
  }
  return undefined;
}
