/** EC2: the key pairs it knows. */
export { DescribeKeyPairsCommand, EC2Client } from '@aws-sdk/client-ec2';
