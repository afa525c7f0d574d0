/**
 * Keys that other tooling of FLIP puts into the same file. flip-hub has no use for them: they are known so that nobody
 * takes them for misspelt, and they survive every edit.
 */
import type { EnvKey } from '../schema.ts';

const row = (key: string, words: string): EnvKey => ({
  key,
  group: 'elsewhere',
  kind: 'text',
  required: 'never',
  words,
});

export const ELSEWHERE_KEYS: readonly EnvKey[] = [
  {
    ...row('TF_VAR_iam_permissions_boundary_name', 'permissions boundary of every role; empty takes the boundary off'),
    recorded: true,
  },
  row('DEV_AWS_PROFILE', 'profile of local development'),
  row('LZA_AWS_PROFILE', 'profile of a landing-zone production'),
  row('LZA_STAG_AWS_PROFILE', 'profile of a landing-zone staging'),
  row('LOCAL_TRUST_IP', 'address that a status check of other tooling mentions'),
  row('FLIP_BUCKET_NAME', 'single bucket of old deployments, for a one-time migration'),
  row('LZA_VPC_NAME', 'VPC that a landing zone provides'),
  row('LZA_ELB_ACCESS_LOGS_BUCKET', 'log bucket that a landing zone provides'),
  row('NETWORKING_INGRESS_CIDRS', 'networks that a landing zone lets in'),
  row('LZA_WEB_EDGE_DOMAIN', "domain of a landing zone's own web edge"),
  row('LZA_WEB_EDGE_DISTRIBUTION_ARN', "distribution of a landing zone's own web edge"),
];
