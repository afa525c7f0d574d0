/**
 * What holds state, by resource type, with what is lost when it is deleted or replaced. The one place that decides
 * whether a plan is severe; a type that is not here can be made again from nothing.
 */
import { PERSISTENT_MODULE } from '../argv.ts';

export interface StateRow {
  type: string;
  /** Only resources this is true of; all of the type when absent. */
  when?: (r: { address: string; module: string }) => boolean;
  /** What is lost, in words. */
  lost: string;
  /** Production refuses a plan that deletes or replaces it. */
  refusedInProduction?: (r: { module: string; action: string }) => boolean;
}

const always = () => true;
const persistent = (r: { module: string }) => r.module.split('.')[1] === PERSISTENT_MODULE;
const ofTrust = (r: { address: string }) => /trust/i.test(r.address);

export const STATE_TABLE: readonly StateRow[] = [
  {
    type: 'aws_db_instance',
    lost: "the hub's database: users, projects, models, results, the audit trail",
    refusedInProduction: always,
  },
  { type: 'aws_rds_cluster', lost: "the hub's database", refusedInProduction: always },
  {
    type: 'aws_efs_file_system',
    lost: 'the files of the FL server: workspaces, checkpoints, running jobs',
    refusedInProduction: always,
  },
  {
    type: 'aws_s3_bucket',
    lost: 'every object in the bucket, with all earlier versions',
    refusedInProduction: persistent,
  },
  {
    type: 'aws_cognito_user_pool',
    lost: 'every user account with its password and second factor',
    refusedInProduction: always,
  },
  {
    type: 'aws_cognito_user_pool_client',
    lost: 'the sign-in client: everybody is signed out and the UI needs its new id',
  },
  { type: 'aws_cognito_user_pool_domain', lost: 'the sign-in address that links and bookmarks point to' },
  { type: 'aws_cognito_user', lost: "a user's account with its password and second factor" },
  {
    type: 'aws_secretsmanager_secret',
    lost: 'the shared keys: trusts cannot decrypt and services cannot call each other until all have new ones',
    refusedInProduction: always,
  },
  {
    type: 'aws_secretsmanager_secret_version',
    lost: 'the present value of the shared keys',
    // A replaced version is a rotation, which is severe but wanted; a deleted one leaves an empty secret.
    refusedInProduction: (r) => r.action === 'delete',
  },
  {
    type: 'aws_kms_key',
    lost: 'everything encrypted with it: buckets and secrets become unreadable for good',
    refusedInProduction: always,
  },
  { type: 'aws_instance', when: ofTrust, lost: 'the trust host with its images, OMOP, Orthanc and XNAT data' },
  { type: 'aws_ebs_volume', lost: 'the data on the volume' },
  { type: 'aws_eip', lost: 'a public address that partners have in their allow-lists' },
  { type: 'aws_route53_zone', lost: 'the zone with its name servers: the delegation breaks' },
];

/** The row for a resource, or undefined for what holds no state. */
export function stateRowOf(r: { type: string; address: string; module: string }): StateRow | undefined {
  return STATE_TABLE.find((row) => row.type === r.type && (row.when?.(r) ?? true));
}
