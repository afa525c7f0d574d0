/** What keeps the hub's data: database, file system, buckets, keys, secrets, parameters. */
import { type ResourceRow, row } from '../row.ts';

const s3 = (type: string, words: Parameters<typeof row>[2]) => row(type, 's3', words);
const RDS_TAG = 'AddTagsToResource RemoveTagsFromResource';
const EFS_TAG = 'TagResource UntagResource ListTagsForResource';
const VERSIONED = 'GetBucketVersioning';

export const DATA: readonly ResourceRow[] = [
  row('aws_db_instance', 'rds', {
    // The master password is made and kept by RDS, with the caller's permissions.
    create:
      'CreateDBInstance iam:CreateServiceLinkedRole iam:PassRole secretsmanager:CreateSecret secretsmanager:TagResource kms:DescribeKey kms:CreateGrant kms:Decrypt kms:GenerateDataKey ec2:DescribeAccountAttributes ec2:DescribeAvailabilityZones ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcAttribute ec2:DescribeVpcs',
    read: 'DescribeDBInstances ListTagsForResource',
    update: 'ModifyDBInstance RebootDBInstance secretsmanager:RotateSecret iam:PassRole',
    delete: 'DeleteDBInstance CreateDBSnapshot DescribeDBSnapshots',
    tag: RDS_TAG,
  }),
  row('aws_db_parameter_group', 'rds', {
    create: 'CreateDBParameterGroup ModifyDBParameterGroup',
    read: 'DescribeDBParameterGroups DescribeDBParameters ListTagsForResource',
    update: 'ModifyDBParameterGroup ResetDBParameterGroup',
    delete: 'DeleteDBParameterGroup',
    tag: RDS_TAG,
  }),
  row('aws_db_subnet_group', 'rds', {
    create: 'CreateDBSubnetGroup ec2:DescribeSubnets ec2:DescribeVpcs ec2:DescribeAvailabilityZones',
    read: 'DescribeDBSubnetGroups ListTagsForResource',
    update: 'ModifyDBSubnetGroup',
    delete: 'DeleteDBSubnetGroup',
    tag: RDS_TAG,
  }),
  row('aws_db_proxy', 'rds', {
    create: 'CreateDBProxy iam:PassRole iam:CreateServiceLinkedRole',
    read: 'DescribeDBProxies ListTagsForResource',
    update: 'ModifyDBProxy iam:PassRole',
    delete: 'DeleteDBProxy',
    tag: RDS_TAG,
  }),
  row('aws_db_proxy_default_target_group', 'rds', {
    create: 'ModifyDBProxyTargetGroup',
    read: 'DescribeDBProxyTargetGroups',
    update: 'ModifyDBProxyTargetGroup',
  }),
  row('aws_db_proxy_target', 'rds', {
    create: 'RegisterDBProxyTargets',
    read: 'DescribeDBProxyTargets',
    delete: 'DeregisterDBProxyTargets',
  }),
  row('aws_efs_file_system', 'elasticfilesystem', {
    create: 'CreateFileSystem PutLifecycleConfiguration iam:CreateServiceLinkedRole kms:DescribeKey kms:CreateGrant',
    read: 'DescribeFileSystems DescribeLifecycleConfiguration',
    update: 'UpdateFileSystem UpdateFileSystemProtection PutLifecycleConfiguration',
    delete: 'DeleteFileSystem',
    tag: EFS_TAG,
  }),
  row('aws_efs_file_system_policy', 'elasticfilesystem', {
    create: 'PutFileSystemPolicy',
    read: 'DescribeFileSystemPolicy',
    update: 'PutFileSystemPolicy',
    delete: 'DeleteFileSystemPolicy',
  }),
  row('aws_efs_backup_policy', 'elasticfilesystem', {
    create: 'PutBackupPolicy iam:CreateServiceLinkedRole',
    read: 'DescribeBackupPolicy',
    update: 'PutBackupPolicy',
    delete: 'PutBackupPolicy',
  }),
  row('aws_efs_mount_target', 'elasticfilesystem', {
    create: 'CreateMountTarget ec2:DescribeSubnets ec2:DescribeNetworkInterfaces ec2:CreateNetworkInterface',
    read: 'DescribeMountTargets DescribeMountTargetSecurityGroups',
    update: 'ModifyMountTargetSecurityGroups ec2:ModifyNetworkInterfaceAttribute',
    delete: 'DeleteMountTarget ec2:DeleteNetworkInterface',
  }),
  row('aws_efs_access_point', 'elasticfilesystem', {
    create: 'CreateAccessPoint',
    read: 'DescribeAccessPoints',
    delete: 'DeleteAccessPoint',
    tag: EFS_TAG,
  }),
  s3('aws_s3_bucket', {
    create: 'CreateBucket',
    read: 'ListBucket GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketTagging',
    delete: 'DeleteBucket',
    tag: 'PutBucketTagging',
  }),
  s3('aws_s3_bucket_acl', { create: 'PutBucketAcl', read: 'GetBucketAcl', update: 'PutBucketAcl' }),
  s3('aws_s3_bucket_cors_configuration', {
    create: 'PutBucketCORS',
    read: 'GetBucketCORS',
    update: 'PutBucketCORS',
    delete: 'PutBucketCORS',
  }),
  s3('aws_s3_bucket_lifecycle_configuration', {
    create: 'PutLifecycleConfiguration',
    read: 'GetLifecycleConfiguration',
    update: 'PutLifecycleConfiguration',
    delete: 'PutLifecycleConfiguration',
  }),
  s3('aws_s3_bucket_logging', {
    create: 'PutBucketLogging',
    read: 'GetBucketLogging',
    update: 'PutBucketLogging',
    delete: 'PutBucketLogging',
  }),
  s3('aws_s3_bucket_ownership_controls', {
    create: 'PutBucketOwnershipControls',
    read: 'GetBucketOwnershipControls',
    update: 'PutBucketOwnershipControls',
    delete: 'PutBucketOwnershipControls',
  }),
  s3('aws_s3_bucket_policy', {
    create: 'PutBucketPolicy',
    read: 'GetBucketPolicy',
    update: 'PutBucketPolicy',
    delete: 'DeleteBucketPolicy',
  }),
  s3('aws_s3_bucket_public_access_block', {
    create: 'PutBucketPublicAccessBlock',
    read: 'GetBucketPublicAccessBlock',
    update: 'PutBucketPublicAccessBlock',
    delete: 'PutBucketPublicAccessBlock',
  }),
  s3('aws_s3_bucket_server_side_encryption_configuration', {
    create: 'PutEncryptionConfiguration',
    read: 'GetEncryptionConfiguration',
    update: 'PutEncryptionConfiguration',
    delete: 'PutEncryptionConfiguration',
  }),
  s3('aws_s3_bucket_versioning', {
    create: 'PutBucketVersioning',
    read: VERSIONED,
    update: 'PutBucketVersioning',
    delete: 'PutBucketVersioning',
  }),
  row('aws_kms_key', 'kms', {
    create: 'CreateKey EnableKeyRotation',
    read: 'DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags',
    update:
      'EnableKey DisableKey EnableKeyRotation DisableKeyRotation PutKeyPolicy UpdateKeyDescription ListKeyPolicies',
    delete: 'ScheduleKeyDeletion',
    tag: 'TagResource UntagResource',
  }),
  row('aws_kms_alias', 'kms', {
    create: 'CreateAlias',
    read: 'ListAliases',
    update: 'UpdateAlias',
    delete: 'DeleteAlias',
  }),
  row('aws_secretsmanager_secret', 'secretsmanager', {
    create: 'CreateSecret kms:Decrypt kms:GenerateDataKey',
    read: 'DescribeSecret GetResourcePolicy',
    update: 'UpdateSecret',
    delete: 'DeleteSecret',
    tag: 'TagResource UntagResource',
  }),
  row('aws_secretsmanager_secret_version', 'secretsmanager', {
    create: 'PutSecretValue kms:Decrypt kms:GenerateDataKey',
    read: 'GetSecretValue DescribeSecret ListSecretVersionIds kms:Decrypt',
    update: 'PutSecretValue UpdateSecretVersionStage',
    delete: 'UpdateSecretVersionStage',
  }),
  row('aws_ssm_parameter', 'ssm', {
    create: 'PutParameter',
    read: 'GetParameter GetParameters DescribeParameters ListTagsForResource',
    update: 'PutParameter',
    delete: 'DeleteParameter',
    tag: 'AddTagsToResource RemoveTagsFromResource',
  }),
  row('data.aws_s3_bucket', 's3', { read: 'ListBucket GetBucketLocation' }),
  row('data.aws_canonical_user_id', 's3', { read: 'ListAllMyBuckets' }),
];
