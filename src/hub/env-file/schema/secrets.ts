/** What must never be shown, logged or put on a command line. */
import type { EnvKey } from '../schema.ts';

const secret = { secret: true, recorded: true } as const;

export const SECRET_KEYS: readonly EnvKey[] = [
  {
    key: 'AES_KEY_BASE64',
    group: 'secrets',
    title: 'payload key',
    kind: 'base64-32',
    required: 'always',
    minted: true,
    terraform: true,
    ...secret,
    words: 'key that hub and trusts encrypt payloads with; every kit holds it too',
    how: 'flip-hub generate-internal-service-key --aes-key',
  },
  {
    key: 'INTERNAL_SERVICE_KEY',
    group: 'secrets',
    title: 'internal key',
    kind: 'service-key',
    required: 'always',
    minted: true,
    terraform: true,
    ...secret,
    words: 'key with which fl-server calls flip-api',
    how: 'flip-hub generate-internal-service-key',
  },
  {
    key: 'INTERNAL_SERVICE_KEY_HASH',
    group: 'secrets',
    kind: 'sha256',
    required: 'always',
    minted: true,
    terraform: true,
    secret: true,
    words: 'SHA-256 of INTERNAL_SERVICE_KEY',
    how: 'flip-hub generate-internal-service-key',
  },
  {
    key: 'ADMIN_USER_PASSWORD',
    group: 'secrets',
    title: 'admin password',
    setup: 'ask',
    kind: 'password',
    required: 'never',
    ...secret,
    words:
      'first password of the first administrator, to be changed at the first sign-in in production; Cognito mails one when it is absent',
  },
  {
    key: 'RESEARCHER_USER_PASSWORD',
    group: 'secrets',
    kind: 'password',
    required: 'never',
    ...secret,
    words: 'the same for the first researcher',
  },
  {
    key: 'AES_TRUST_KEYS',
    group: 'secrets',
    kind: 'json',
    required: 'never',
    ...secret,
    words: "per-trust payload keys, {kid: key}, on the hub's side",
  },
  {
    key: 'POSTGRES_PASSWORD',
    group: 'secrets',
    kind: 'text',
    required: 'never',
    secret: true,
    words: 'database password of local development; deployments use IAM tokens',
  },
];
