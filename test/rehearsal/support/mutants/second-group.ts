/** What the first group would hide, planned together as well. */
import { attribute, edit, LOG_BUCKETS, type Mutant, module, POOL, PROXY, RULES } from './edits.ts';

export const SECOND: readonly Mutant[] = [
  {
    invariant: 'database-is-private',
    at: /aws_db_(?:subnet_group|proxy)\.this$/,
    says: /way in from the internet/,
    edits: [
      edit(
        'main.tf',
        /(private_subnet_ids {7}=) module\.network\.private_subnet_ids(\s+groups {19}= module\.network\.groups\n\s+postgres)/,
        '$1 module.network.public_subnet_ids$2',
      ),
    ],
  },
  {
    invariant: 'second-factor-is-offered',
    at: /aws_cognito_user_pool\.this$/,
    says: /mfa_configuration/,
    edits: [
      attribute(POOL, 'mfa_configuration', '"OPTIONAL"', '"OFF"'),
      edit(POOL, /\n {2}software_token_mfa_configuration \{[^}]*\}\n/, ''),
    ],
  },
  {
    invariant: 'second-factor-is-offered',
    at: /aws_cognito_user_pool\.this$/,
    says: /authenticator/,
    edits: [],
  },
  {
    invariant: 'buckets-are-private',
    at: /aws_s3_bucket\.cloudfront_logs$/,
    says: /no block/,
    edits: [
      edit(
        LOG_BUCKETS,
        '"aws_s3_bucket_public_access_block" "cloudfront_logs" {\n  bucket                  = aws_s3_bucket.cloudfront_logs.id',
        '"aws_s3_bucket_public_access_block" "cloudfront_logs" {\n  bucket                  = "another-bucket"',
      ),
    ],
  },
  {
    invariant: 'buckets-speak-tls-only',
    at: /aws_s3_bucket\.this\["ui"\]$/,
    says: /refuse plain/,
    edits: [
      edit(
        module('edge', 'bucket-policies'),
        'effect    = "Deny"\n    actions   = ["s3:*"]',
        'effect    = "Deny"\n    actions   = ["s3:PutObject"]',
      ),
    ],
  },
  {
    invariant: 'no-wildcard-in-permissions',
    at: /module\.data\.aws_iam_role_policy\.proxy$/,
    says: /kms:Decrypt on/,
    edits: [edit(PROXY, 'variable = "kms:ViaService"', 'variable = "kms:CallerAccount"')],
  },
  {
    invariant: 'no-latest-image',
    at: /service\["flip_api"\]$/,
    says: /neither in the plan nor/,
    edits: [edit(module('compute', 'declared'), /[\s\S]+/, '')],
  },
  {
    invariant: 'no-rule-twice',
    at: /ingress_rule\.group\["/,
    says: /by a tag/,
    edits: [edit(RULES, '\n\n  tags = { Group = each.value.group, Peer = each.value.peer }', '')],
  },
  {
    invariant: 'persistent-things-stand-alone',
    at: /^module\.persistent$/,
    says: /module\.email/,
    edits: [
      edit(
        'main.tf',
        /(\n {2}zone_name {11}=) (var\.public_zone_name == "")/,
        '$1 module.email.sender_arn != "" && $2',
      ),
    ],
  },
];

/** What follows from one of the changes without being meant by it: the same fact, told by another invariant. */
