/** EFS: mount targets that exist already. */
export { DescribeMountTargetsCommand, EFSClient } from '@aws-sdk/client-efs';
