/** EC2: rules of security groups that exist already. */
export { DescribeSecurityGroupRulesCommand, EC2Client } from '@aws-sdk/client-ec2';
