/**
 * What outlives a destroy, and how it is recognised when it exists already: one row a resource, by exact name. Settings
 * of a bucket are not here: putting them again is what their creation does, and importing an absent one fails a plan.
 */
import {
  existingAlias,
  existingBucket,
  existingCertificate,
  existingPool,
  existingSender,
} from '../../../aws/existing.ts';
import type { HubContext } from '../../services.ts';

export interface ImportRow {
  address: string;
  /** What it is, for the log. */
  what: string;
  /** The import id of the existing thing, or undefined when there is none. */
  find: (ctx: HubContext) => Promise<string | undefined>;
}

const POOL = 'flip-user-pool';
const CLIENT = 'flip-cognito-client';
const ALIAS = 'alias/flip-app-key';
export const SECRET = 'FLIP_API';

const bucket = (key: string, setting: string): ImportRow => ({
  address: `module.persistent.aws_s3_bucket.this["${key}"]`,
  what: `bucket of ${setting}`,
  find: (ctx) => existingBucket(ctx.services.aws(), ctx.services.settings().required(setting), ctx.services.login),
});

const named = (address: string, what: string, name: (ctx: HubContext) => string): ImportRow => ({
  address,
  what,
  find: (ctx) => existingBucket(ctx.services.aws(), name(ctx), ctx.services.login),
});

const publicName = (ctx: HubContext) => ctx.services.settings().required('ALB_SUBDOMAIN');

/** The pool is asked once a run; its client and domain hang on it. */
function pool(ctx: HubContext) {
  const settings = ctx.services.settings();
  const name = settings.text('FLIP_USER_POOL_NAME') ?? POOL;
  const known = ctx.memo.get('existing-pool') as ReturnType<typeof existingPool> | undefined;
  const asked =
    known ?? existingPool(ctx.services.aws(), name, settings.text('FLIP_COGNITO_CLIENT') ?? CLIENT, ctx.services.login);
  ctx.memo.set('existing-pool', asked);
  return asked;
}

const certificate = (address: string, where: 'regional' | 'edge', tag: string): ImportRow => ({
  address,
  what: `certificate ${tag}`,
  find: (ctx) => existingCertificate(ctx.services.aws(), where, publicName(ctx), tag, ctx.services.login),
});

export const IMPORTS: readonly ImportRow[] = [
  bucket('uploads', 'FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME'),
  bucket('results', 'FLIP_FL_RESULTS_BUCKET_NAME'),
  bucket('bundles', 'FLIP_APP_BUNDLES_BUCKET_NAME'),
  bucket('aicentre', 'AICENTRE_BUCKET_NAME'),
  bucket('ui', 'FLIP_UI_BUCKET_NAME'),
  named(
    'module.persistent.aws_s3_bucket.access_logs',
    'bucket of access logs',
    (ctx) => ctx.services.settings().text('ACCESS_LOGS_BUCKET_NAME') ?? `flip-access-logs-${publicName(ctx)}`,
  ),
  named(
    'module.persistent.aws_s3_bucket.cloudfront_logs',
    'bucket of CloudFront logs',
    (ctx) => `flip-cf-logs-${publicName(ctx)}`,
  ),
  {
    address: 'module.persistent.aws_kms_key.app',
    what: `key of ${ALIAS}`,
    find: (ctx) => existingAlias(ctx.services.aws(), ALIAS, ctx.services.login),
  },
  {
    address: 'module.persistent.aws_kms_alias.app',
    what: ALIAS,
    find: async (ctx) =>
      (await existingAlias(ctx.services.aws(), ALIAS, ctx.services.login)) === undefined ? undefined : ALIAS,
  },
  {
    address: 'module.persistent.aws_cognito_user_pool.this',
    what: 'user pool',
    find: async (ctx) => (await pool(ctx))?.id,
  },
  {
    address: 'module.persistent.aws_cognito_user_pool_domain.this',
    what: 'sign-in domain',
    find: async (ctx) => (await pool(ctx))?.domain,
  },
  {
    address: 'module.persistent.aws_cognito_user_pool_client.this',
    what: 'sign-in client',
    find: async (ctx) => {
      const found = await pool(ctx);
      return found?.client === undefined ? undefined : `${found.id}/${found.client}`;
    },
  },
  certificate('module.persistent.aws_acm_certificate.regional', 'regional', 'flip-certificate'),
  certificate('module.persistent.aws_acm_certificate.viewer', 'edge', 'flip-cloudfront-certificate'),
  {
    address: 'module.email.aws_ses_email_identity.sender',
    what: 'sender identity',
    find: (ctx) =>
      existingSender(ctx.services.aws(), ctx.services.settings().required('SES_VERIFIED_EMAIL'), ctx.services.login),
  },
];
