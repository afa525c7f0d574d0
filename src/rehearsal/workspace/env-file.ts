/**
 * The environment file of a rehearsal: complete, plausible, and fake in every value. Internal keys stay empty, so
 * that the phase that makes them has its work to do.
 */
import { randomBytes } from 'node:crypto';
import type { Environment } from '../../engine/environments.ts';
import { FAKE_ACCOUNT, REHEARSAL_REGION } from '../account.ts';

/** A domain that can never be anybody's (RFC 2606). */
const DOMAIN = 'example.org';

export function publicZoneOf(environment: Environment): string {
  return `${environment.terraform}.flip.${DOMAIN}`;
}

type Section = readonly [comment: string, keys: Record<string, string>];

function sections(environment: Environment): Section[] {
  const zone = publicZoneOf(environment);
  const bucket = (what: string) => `flip-rehearsal-${environment.terraform}-${what}`;
  return [
    [
      'Account and state',
      {
        AWS_PROFILE: environment.profile,
        FLIP_AWS_ACCOUNT_ID: FAKE_ACCOUNT,
        AWS_REGION: REHEARSAL_REGION,
        FLIP_TFSTATE_BUCKET_NAME: bucket('tfstate'),
        VPC_NAME: `flip-${environment.terraform}`,
      },
    ],
    [
      'Buckets',
      {
        FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME: bucket('uploads'),
        FLIP_FL_RESULTS_BUCKET_NAME: bucket('results'),
        FLIP_APP_BUNDLES_BUCKET_NAME: bucket('bundles'),
        FLIP_UI_BUCKET_NAME: bucket('ui'),
        AICENTRE_BUCKET_NAME: bucket('aicentre'),
        ACCESS_LOGS_BUCKET_NAME: bucket('access-logs'),
      },
    ],
    [
      'Names and ports',
      {
        ALB_SUBDOMAIN: zone,
        NLB_SUBDOMAIN: `fl.${zone}`,
        MANAGE_DNS: 'true',
        RELEASE_WEB_ALIAS: 'false',
        CENTRAL_HUB_API_URL: `https://${zone}/api`,
        API_PORT: '8080',
        DB_PORT: '5432',
        UI_PORT: '443',
        FL_API_PORT: '8000',
        FL_SERVER_PORT: '8002',
      },
    ],
    ['Database', { POSTGRES_USER: 'flip_admin', POSTGRES_DB: 'flip' }],
    [
      'Keys',
      {
        AES_KEY_BASE64: randomBytes(32).toString('base64'),
        INTERNAL_SERVICE_KEY: '',
        INTERNAL_SERVICE_KEY_HASH: '',
        INTERNAL_SERVICE_KEY_HEADER: 'X-Internal-Service-Key',
        TRUST_API_KEY_HEADER: 'Authorization',
        ADMIN_USER_PASSWORD: `Rh1-${randomBytes(15).toString('base64url')}`,
        RESEARCHER_USER_PASSWORD: '',
      },
    ],
    [
      'People',
      {
        SES_VERIFIED_EMAIL: `admin@${zone}`,
        FLIP_COGNITO_ADMIN_EMAIL: `first.admin@${zone}`,
        FLIP_COGNITO_RESEARCHER_EMAIL: `first.researcher@${zone}`,
        ...(environment.name === 'stag' ? { ENFORCE_MFA: 'false' } : {}),
      },
    ],
    [
      'Images and federated learning',
      {
        DOCKER_REGISTRY: 'ghcr.io/example/',
        DOCKER_TAG: 'sha-1a2b3c4',
        DOCKER_FL_TAG: 'sha-1a2b3c4',
        FL_BACKEND: 'nvflare',
        FLARE_KIT_DATE: '2026-01-15',
        FL_KIT_SLOT_NAMES: '["Trust_1","Trust_2"]',
        FL_ADMIN_DIRECTORY: '/app/admin',
        MIN_CLIENTS: '1',
        RELEASE_VERSION: '0.0.0-rehearsal',
        BLACKLISTED_MODEL_FILES: '',
      },
    ],
    [
      'Trusts',
      { DEPLOY_TRUST_EC2: 'false', LOCAL_TRUST_PUBLIC_IPS: '["198.51.100.10/32"]', K8S_TRUST_PUBLIC_IPS: '[]' },
    ],
  ];
}

export function environmentFileText(environment: Environment): string {
  const body = sections(environment).map(([comment, keys]) =>
    [`# ${comment}`, ...Object.entries(keys).map(([key, value]) => `${key}=${value}`)].join('\n'),
  );
  return `# Rehearsal of ${environment.name}: every value here is fake.\n\n${body.join('\n\n')}\n`;
}
