/** EC2: rules of security groups and key pairs that exist already. */
export { DescribeKeyPairsCommand, DescribeSecurityGroupRulesCommand, EC2Client } from '@aws-sdk/client-ec2';
