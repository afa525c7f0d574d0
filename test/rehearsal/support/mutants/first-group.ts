/** Planned together: no change of these hides another. */
import {
  added,
  attribute,
  BASTION,
  BUCKETS,
  DATABASE,
  ENVIRONMENTS,
  edit,
  groupRule,
  LOG_BUCKETS,
  type Mutant,
  module,
  POOL,
  PROXY,
  rule,
  STATEMENTS,
  TRUST,
} from './edits.ts';

export const FIRST: readonly Mutant[] = [
  {
    invariant: 'no-port-22',
    at: /ingress_rule\.range\["ssh"\]$/,
    edits: rule('ssh = { group = "flip_api", port = 22, range = var.vpc_cidr, about = "ssh" }'),
  },
  {
    invariant: 'no-port-22',
    at: /aws_security_group\.bastion$/,
    says: /ingress/,
    edits: [
      edit(
        module('network', 'hosts'),
        'ingress = []',
        'ingress {\n    protocol = "tcp"\n    from_port = 20\n    to_port = 25\n    cidr_blocks = [var.vpc_cidr]\n  }',
      ),
    ],
  },
  {
    invariant: 'nothing-open-to-the-internet',
    at: /range\["everybody"\]$/,
    says: /whole internet/,
    edits: rule('everybody = { group = "nlb", port = var.fl_server_port, range = local.everywhere, about = "all" }'),
  },
  {
    invariant: 'nothing-open-to-the-internet',
    at: /range\["wide"\]$/,
    edits: rule('wide = { group = "nlb", port = var.fl_server_port, range = "203.0.113.0/24", about = "a network" }'),
  },
  {
    invariant: 'nothing-open-to-the-internet',
    at: /range\["computed"\]$/,
    says: /not known/,
    edits: rule(
      'computed = { group = "nlb", port = var.fl_server_port, range = join("", [aws_vpc.this.id, "/8"]), about = "?" }',
    ),
  },
  {
    invariant: 'only-nlb-and-cloudfront-are-public',
    at: /^module\.edge\.aws_lb\.api$/,
    edits: [attribute(module('edge', 'load-balancer'), 'internal', 'true', 'false')],
  },
  {
    invariant: 'only-nlb-and-cloudfront-are-public',
    at: /aws_subnet\.public\[[01]\]$/,
    edits: [
      edit(
        module('network', 'vpc'),
        /(cidr_block {8}= var\.public_subnets[^\n]*)/,
        '$1\n  map_public_ip_on_launch = true',
      ),
    ],
  },
  {
    invariant: 'only-nlb-and-cloudfront-are-public',
    at: /aws_ecs_service\.this\["fl_server"\]$/,
    edits: [attribute(module('compute', 'services'), 'assign_public_ip', 'false', 'each.key == "fl_server"')],
  },
  {
    invariant: 'no-public-address-on-hosts',
    at: /aws_instance\.bastion$/,
    says: /true/,
    edits: [attribute(BASTION, 'associate_public_ip_address', 'false', 'true')],
  },
  {
    invariant: 'no-public-address-on-hosts',
    at: /aws_instance\.trust\[0\]$/,
    says: /not known/,
    edits: [attribute(TRUST, 'associate_public_ip_address', 'false', 'null')],
  },
  {
    invariant: 'no-public-address-on-hosts',
    at: /aws_eip\.bastion$/,
    edits: [
      added(BASTION, 'resource "aws_eip" "bastion" {\n  domain   = "vpc"\n  instance = aws_instance.bastion.id\n}'),
    ],
  },
  {
    invariant: 'no-rule-twice',
    at: /range\["(?:again|fl_api_from_vpc)"\]$/,
    edits: rule('again = { group = "fl_api", port = var.fl_api_port, range = var.vpc_cidr, about = "again" }'),
  },
  {
    invariant: 'no-rule-twice',
    at: /group\["(?:once_more|rds_from_proxy)"\]$/,
    edits: groupRule('once_more = { group = "rds", port = var.db_port, peer = "rds_proxy", about = "again" }'),
  },
  {
    invariant: 'hosts-use-imdsv2',
    at: /aws_instance\.trust\[0\]$/,
    edits: [attribute(TRUST, 'http_tokens', '"required"', '"optional"')],
  },
  {
    invariant: 'no-latest-image',
    at: /aws_ecs_task_definition\.service\["flip_api"\]$/,
    says: /latest/,
    edits: [edit('main.tf', /\}flip-api:[^"]*"/, '}flip-api:main-latest"')],
  },
  {
    invariant: 'no-latest-image',
    at: /one_shot\["provision"\]$/,
    edits: [attribute('main.tf', 'provision', 'var.efs_provision_image', '"amazon/aws-cli"')],
  },
  {
    invariant: 'no-secret-in-plain-environment',
    at: /service\["flip_api"\]$/,
    says: /INTERNAL_SERVICE_KEY is/,
    edits: [edit(ENVIRONMENTS, /(\n {6}AWS_SECRET_NAME [^\n]*)/, '$1\n      INTERNAL_SERVICE_KEY = var.secret_arn')],
  },
  {
    invariant: 'no-secret-in-plain-environment',
    at: /service\["fl_server"\]$/,
    says: /looks like/,
    edits: [edit(ENVIRONMENTS, /(\n {6}LOCAL_DEV [^\n]*)/, `$1\n      SEED = "${'0123456789abcdef'.repeat(4)}"`)],
  },
  {
    invariant: 'mfa-demanded-in-production',
    at: /service\["flip_api"\]$/,
    edits: [
      edit(ENVIRONMENTS, 'var.enforce_mfa == "" ? {} : { ENFORCE_MFA = var.enforce_mfa }', '{ ENFORCE_MFA = "False" }'),
    ],
  },
  {
    invariant: 'database-is-private',
    at: /aws_db_instance\.this$/,
    says: /publicly_accessible/,
    edits: [attribute(DATABASE, 'publicly_accessible', 'false', 'true')],
  },
  {
    invariant: 'database-is-private',
    at: /range\["rds_from_vpc"\]$/,
    edits: rule('rds_from_vpc = { group = "rds", port = var.db_port, range = var.vpc_cidr, about = "all" }'),
  },
  {
    invariant: 'database-is-encrypted',
    at: /aws_db_instance\.this$/,
    says: /storage_encrypted/,
    edits: [attribute(DATABASE, 'storage_encrypted', 'true', 'false')],
  },
  {
    invariant: 'database-is-encrypted',
    at: /aws_db_instance\.this$/,
    says: /force_ssl/,
    edits: [edit(DATABASE, /("rds\.force_ssl"\s+value = )"1"/, '$1"0"')],
  },
  {
    invariant: 'database-is-encrypted',
    at: /aws_db_proxy\.this$/,
    says: /require_tls/,
    edits: [attribute(PROXY, 'require_tls', 'true', 'false')],
  },
  {
    invariant: 'database-is-encrypted',
    at: /aws_db_proxy\.this$/,
    says: /iam_auth/,
    edits: [attribute(PROXY, 'iam_auth', '"REQUIRED"', '"DISABLED"')],
  },
  {
    invariant: 'database-is-encrypted',
    at: /aws_efs_file_system\.this$/,
    edits: [attribute(module('data', 'file-system'), 'encrypted', 'true', 'false')],
  },
  {
    invariant: 'database-is-encrypted',
    at: /aws_instance\.bastion$/,
    edits: [attribute(BASTION, 'encrypted', 'true', 'false')],
  },
  {
    invariant: 'production-database-is-protected',
    at: /aws_db_instance\.this$/,
    says: /deletion_protection/,
    edits: [
      attribute(DATABASE, 'deletion_protection', 'coalesce\\(var\\.deletion_protection, var\\.production\\)', 'false'),
    ],
  },
  {
    invariant: 'production-database-is-protected',
    at: /aws_db_instance\.this$/,
    says: /skip_final_snapshot/,
    edits: [attribute(DATABASE, 'skip_final_snapshot', '!var\\.production', 'true')],
  },
  {
    invariant: 'production-database-is-protected',
    at: /aws_db_instance\.this$/,
    says: /1 days/,
    edits: [attribute(DATABASE, 'backup_retention_period', 'var\\.database\\.backup_days', '1')],
  },
  {
    invariant: 'production-database-is-protected',
    at: /aws_db_instance\.this$/,
    says: /no name/,
    edits: [edit(DATABASE, /\n {2}final_snapshot_identifier[^\n]*/, '')],
  },
  {
    invariant: 'production-database-is-protected',
    at: /aws_db_instance\.this$/,
    says: /automated backups/,
    edits: [attribute(DATABASE, 'delete_automated_backups', 'false', 'true')],
  },
  {
    invariant: 'buckets-are-private',
    at: /public_access_block\.this\["results"\]$/,
    says: /block_public_policy/,
    edits: [attribute(BUCKETS, 'block_public_policy', 'true', 'each.key != "results"')],
  },
  {
    invariant: 'buckets-are-private',
    at: /aws_s3_bucket_policy\.ui$/,
    says: /everybody/,
    edits: [
      edit(
        module('edge', 'bucket-policies'),
        /type {8}= "Service"\s+identifiers = \["cloudfront\.amazonaws\.com"\]/,
        'type = "*"\n      identifiers = ["*"]',
      ),
    ],
  },
  {
    invariant: 'buckets-speak-tls-only',
    at: /aws_s3_bucket\.this\["uploads"\]$/,
    edits: [
      edit(BUCKETS, '"aws:SecureTransport"', 'each.key == "uploads" ? "aws:ViaAWSService" : "aws:SecureTransport"'),
    ],
  },
  {
    invariant: 'buckets-speak-tls-only',
    at: /aws_s3_bucket\.access_logs$/,
    edits: [edit(LOG_BUCKETS, 'actions   = ["s3:*"]', 'actions   = ["s3:DeleteObject"]')],
  },
  {
    invariant: 'buckets-are-encrypted',
    at: /aws_s3_bucket\.access_logs$/,
    edits: [
      edit(
        LOG_BUCKETS,
        '"aws_s3_bucket_server_side_encryption_configuration" "access_logs" {\n  bucket = aws_s3_bucket.access_logs.id',
        '"aws_s3_bucket_server_side_encryption_configuration" "access_logs" {\n  bucket = "another-bucket"',
      ),
    ],
  },
  {
    invariant: 'logs-end',
    at: /log_group\.service\["fl_api"\]$/,
    edits: [
      attribute(
        module('observability', 'logs'),
        'retention_in_days',
        'var.log_retention_days',
        'each.key == "fl_api" ? 0 : 30',
      ),
    ],
  },
  {
    invariant: 'logs-end',
    at: /log_group\.firewall$/,
    edits: [edit(module('edge', 'firewall'), /\n {2}retention_in_days[^\n]*/, '')],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    at: /role_policy\.task\["flip_api"\]$/,
    says: /secretsmanager:\*/,
    edits: [
      edit(
        STATEMENTS,
        'actions = ["secretsmanager:GetSecretValue"], resources',
        'actions = ["secretsmanager:*"], resources',
      ),
    ],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    at: /role_policy\.task\["flip_api"\]$/,
    says: /ssm:GetParameter on \*/,
    edits: [edit(STATEMENTS, '[var.slot_names_parameter_arn]', '["*"]')],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    at: /role_policy\.bastion$/,
    says: /ec2:\*/,
    edits: [
      edit(
        module('access', 'image'),
        '"ssm:UpdateInstanceInformation",',
        '"ssm:UpdateInstanceInformation",\n      "ec2:*",',
      ),
    ],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    // The same statements are part of the trust host's policy.
    at: /role_policy\.trust\[0\]$/,
    says: /ec2:\*/,
    edits: [],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    at: /policy_attachment\.bastion$/,
    edits: [
      added(
        BASTION,
        'resource "aws_iam_role_policy_attachment" "bastion" {\n  role       = aws_iam_role.bastion.name\n  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"\n}',
      ),
    ],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    at: /aws_iam_role\.(?:task|execution)\["/,
    says: /everybody/,
    edits: [
      edit(
        module('compute', 'roles'),
        /type {8}= "Service"\s+identifiers = \["ecs-tasks\.amazonaws\.com"\]/,
        'type = "AWS"\n      identifiers = ["*"]',
      ),
    ],
  },
  {
    invariant: 'second-factor-is-offered',
    at: /aws_cognito_user_pool\.this$/,
    says: /authenticator/,
    edits: [edit(POOL, /(software_token_mfa_configuration \{\s+enabled =) true/, '$1 false')],
  },
  {
    invariant: 'user-pool-is-protected',
    at: /aws_cognito_user_pool\.this$/,
    says: /deletion_protection/,
    edits: [attribute(POOL, 'deletion_protection', '"ACTIVE"', '"INACTIVE"')],
  },
  {
    invariant: 'user-pool-is-protected',
    at: /aws_cognito_user_pool\.this$/,
    says: /sign up/,
    edits: [attribute(POOL, 'allow_admin_create_user_only', 'true', 'false')],
  },
  {
    invariant: 'persistent-things-cannot-be-destroyed',
    at: /aws_kms_key\.app$/,
    edits: [edit(module('persistent', 'key'), 'prevent_destroy = true', 'prevent_destroy = false')],
  },
  {
    invariant: 'persistent-things-cannot-be-destroyed',
    at: /aws_secretsmanager_secret\.flip_api$/,
    edits: [edit(module('persistent', 'secret'), /\n {2}lifecycle \{\s+prevent_destroy = true\s+\}\n/, '')],
  },
  {
    invariant: 'persistent-things-stand-together',
    at: /^module\.data\.aws_kms_key\.another$/,
    edits: [added(DATABASE, 'resource "aws_kms_key" "another" {}')],
  },
  {
    invariant: 'persistent-things-stand-alone',
    at: /^module\.persistent$/,
    says: /module\.network/,
    edits: [attribute('main.tf', 'ui_port', 'var\\.ui_port', 'module.network.vpc_id == "" ? 1 : var.ui_port')],
  },
];
