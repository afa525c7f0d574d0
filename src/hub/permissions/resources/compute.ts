/** Hosts, containers, roles and the keys to reach them. */
import { type ResourceRow, row } from '../row.ts';

const ROLE_READS = 'GetRole ListRolePolicies ListAttachedRolePolicies';

export const COMPUTE: readonly ResourceRow[] = [
  row('aws_instance', 'ec2', {
    create: 'RunInstances iam:PassRole',
    read: 'DescribeInstances DescribeInstanceTypes DescribeImages DescribeInstanceAttribute DescribeInstanceCreditSpecifications DescribeVolumes DescribeVpcs DescribeIamInstanceProfileAssociations iam:GetInstanceProfile',
    update:
      'ModifyInstanceAttribute ModifyInstanceMetadataOptions ModifyInstanceCreditSpecification ModifyVolume DescribeVolumesModifications StartInstances StopInstances AssociateIamInstanceProfile DisassociateIamInstanceProfile ReplaceIamInstanceProfileAssociation iam:PassRole',
    delete: 'TerminateInstances ModifyInstanceAttribute',
    tag: 'CreateTags DeleteTags DescribeTags',
  }),
  row('aws_key_pair', 'ec2', {
    create: 'ImportKeyPair',
    read: 'DescribeKeyPairs',
    delete: 'DeleteKeyPair',
    tag: 'CreateTags DeleteTags',
  }),
  row('aws_ecs_cluster', 'ecs', {
    create: 'CreateCluster iam:CreateServiceLinkedRole',
    read: 'DescribeClusters',
    update: 'UpdateCluster UpdateClusterSettings',
    delete: 'DeleteCluster',
    tag: 'TagResource UntagResource ListTagsForResource',
  }),
  row('aws_ecs_service', 'ecs', {
    create: 'CreateService',
    read: 'DescribeServices ListServiceDeployments DescribeServiceDeployments',
    update: 'UpdateService',
    delete: 'UpdateService DeleteService',
    tag: 'TagResource UntagResource ListTagsForResource',
  }),
  row('aws_ecs_task_definition', 'ecs', {
    create: 'RegisterTaskDefinition iam:PassRole',
    read: 'DescribeTaskDefinition',
    delete: 'DeregisterTaskDefinition',
    tag: 'TagResource UntagResource ListTagsForResource',
  }),
  row('aws_iam_role', 'iam', {
    create: 'CreateRole',
    read: ROLE_READS,
    update:
      'UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription PutRolePermissionsBoundary DeleteRolePermissionsBoundary',
    delete: `${ROLE_READS} ListInstanceProfilesForRole DeleteRole`,
    tag: 'TagRole UntagRole ListRoleTags',
  }),
  row('aws_iam_role_policy', 'iam', {
    create: 'PutRolePolicy',
    read: 'GetRolePolicy',
    update: 'PutRolePolicy',
    delete: 'DeleteRolePolicy',
  }),
  row('aws_iam_instance_profile', 'iam', {
    create: 'CreateInstanceProfile AddRoleToInstanceProfile PassRole',
    read: 'GetInstanceProfile GetRole',
    update: 'AddRoleToInstanceProfile RemoveRoleFromInstanceProfile PassRole',
    delete: 'RemoveRoleFromInstanceProfile DeleteInstanceProfile',
    tag: 'TagInstanceProfile UntagInstanceProfile',
  }),
  row('data.aws_ecs_task_definition', 'ecs', { read: 'DescribeTaskDefinition' }),
  row('data.aws_ssm_parameter', 'ssm', { read: 'GetParameter' }),
  // Written and evaluated by the provider itself.
  row('data.aws_iam_policy_document', 'iam', {}),
];
