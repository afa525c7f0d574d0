/**
 * What each patch of moto is for, as a proof that holds with it and fails without it: name of the patch, what an
 * operator would lose, and the calls that show it.
 */
import { expect } from 'vitest';
import type { AwsClient } from '../support/aws-client.ts';
import { pick, unique } from '../support/words.ts';
import type { Proof } from './proof.ts';
import { cloudFrontProofs } from './proofs-cloudfront.ts';
import { ecsProofs } from './proofs-ecs.ts';
import { ecsTaskProofs } from './proofs-ecs-tasks.ts';
import { oneShotProofs } from './proofs-one-shots.ts';
import { rdsProofs } from './proofs-rds.ts';

const EC2 = '2016-11-15';

const someSubnet = async (aws: AwsClient) => pick(await aws.query('ec2', EC2, 'DescribeSubnets'), 'subnetId');
/** moto runs any image; looking one up among its thousands takes seconds. */
const IMAGE = 'ami-12c6146b';
const runInstance = async (aws: AwsClient, more: Record<string, string> = {}) =>
  aws.query('ec2', EC2, 'RunInstances', {
    ImageId: IMAGE,
    InstanceType: 't3.micro',
    MinCount: '1',
    MaxCount: '1',
    ...more,
  });

export const PROOFS: Record<string, Proof> = {
  ...cloudFrontProofs,
  ...ecsProofs,
  ...ecsTaskProofs,
  ...oneShotProofs,
  ...rdsProofs,
  elbv2_balancer_is_public_unless_told: {
    loses: 'telling the public load balancer from the internal one',
    async prove(aws) {
      const made = await aws.query('elasticloadbalancing', '2015-12-01', 'CreateLoadBalancer', {
        Name: unique('lb'),
        Type: 'network',
        'Subnets.member.1': await someSubnet(aws),
      });
      expect(made).toContain('<Scheme>internet-facing</Scheme>');
    },
  },
  ec2_instance_takes_groups_of_its_interface: {
    loses: 'an empty second plan for an instance that asked for a public address',
    async prove(aws) {
      const group = pick(
        await aws.query('ec2', EC2, 'CreateSecurityGroup', { GroupName: unique('g'), GroupDescription: 'test' }),
        'groupId',
      );
      const made = await runInstance(aws, {
        'NetworkInterface.1.DeviceIndex': '0',
        'NetworkInterface.1.AssociatePublicIpAddress': 'true',
        'NetworkInterface.1.SubnetId': await someSubnet(aws),
        'NetworkInterface.1.SecurityGroupId.1': group,
      });
      const own = await aws.query('ec2', EC2, 'DescribeInstances', { 'InstanceId.1': pick(made, 'instanceId') });
      expect(own.replace(/<networkInterfaceSet>[\s\S]*<\/networkInterfaceSet>/, '')).toContain(group);
    },
  },
  ec2_rule_of_a_group_has_its_description: {
    loses: 'an empty second plan for a rule that names another security group',
    async prove(aws) {
      const group = pick(
        await aws.query('ec2', EC2, 'CreateSecurityGroup', { GroupName: unique('g'), GroupDescription: 'test' }),
        'groupId',
      );
      await aws.query('ec2', EC2, 'AuthorizeSecurityGroupIngress', {
        GroupId: group,
        'IpPermissions.1.IpProtocol': 'tcp',
        'IpPermissions.1.FromPort': '443',
        'IpPermissions.1.ToPort': '443',
        'IpPermissions.1.Groups.1.GroupId': group,
        'IpPermissions.1.Groups.1.Description': 'from its own kind',
      });
      const rules = await aws.query('ec2', EC2, 'DescribeSecurityGroupRules', {
        'Filter.1.Name': 'group-id',
        'Filter.1.Value.1': group,
      });
      expect(rules).toContain('from its own kind');
    },
  },
  ec2_monitoring_can_be_switched: {
    loses: 'ten minutes on an instance with detailed monitoring, and then the apply',
    async prove(aws) {
      const id = pick(await runInstance(aws), 'instanceId');
      await aws.query('ec2', EC2, 'MonitorInstances', { 'InstanceId.1': id });
      const on = await aws.query('ec2', EC2, 'DescribeInstances', { 'InstanceId.1': id });
      expect(/<monitoring>\s*<state>(\w+)/.exec(on)?.[1]).toBe('enabled');
      await aws.query('ec2', EC2, 'UnmonitorInstances', { 'InstanceId.1': id });
      const off = await aws.query('ec2', EC2, 'DescribeInstances', { 'InstanceId.1': id });
      expect(/<monitoring>\s*<state>(\w+)/.exec(off)?.[1]).toBe('disabled');
    },
  },
  ec2_private_interface_has_no_association: {
    loses: 'an empty second plan for a bastion without a public address',
    async prove(aws) {
      const made = await runInstance(aws, {
        'NetworkInterface.1.DeviceIndex': '0',
        'NetworkInterface.1.AssociatePublicIpAddress': 'false',
        'NetworkInterface.1.SubnetId': await someSubnet(aws),
      });
      const found = await aws.query('ec2', EC2, 'DescribeInstances', { 'InstanceId.1': pick(made, 'instanceId') });
      expect(found).not.toMatch(/<association\b/);
    },
  },
  ec2_dhcp_options_keep_their_tags: {
    loses: 'an empty second plan for the name resolution of the VPC',
    async prove(aws) {
      const made = await aws.query('ec2', EC2, 'CreateDhcpOptions', {
        'DhcpConfiguration.1.Key': 'domain-name',
        'DhcpConfiguration.1.Value.1': 'flip.local',
        'TagSpecification.1.ResourceType': 'dhcp-options',
        'TagSpecification.1.Tag.1.Key': 'Name',
        'TagSpecification.1.Tag.1.Value': 'flip-stag',
      });
      const id = pick(made, 'dhcpOptionsId');
      const found = await aws.query('ec2', EC2, 'DescribeDhcpOptions', { 'DhcpOptionsId.1': id });
      expect(found).toContain('<value>flip-stag</value>');
    },
  },
  cognito_domain_keeps_its_login_version: {
    loses: 'an empty second plan for the sign-in page',
    async prove(aws) {
      const idp = async <T>(operation: string, body: object) =>
        (await aws.json('cognito-idp', `AWSCognitoIdentityProviderService.${operation}`, body)) as unknown as T;
      const pool = await idp<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'pool' });
      const Domain = unique('domain');
      await idp('CreateUserPoolDomain', { Domain, UserPoolId: pool.UserPool.Id, ManagedLoginVersion: 2 });
      const found = await idp<{ DomainDescription: object }>('DescribeUserPoolDomain', { Domain });
      expect(found.DomainDescription).toMatchObject({ ManagedLoginVersion: 2 });
    },
  },
  cognito_pool_can_be_tagged: {
    loses: 'the adoption of a user pool that exists already',
    async prove(aws) {
      const idp = async <T>(operation: string, body: object) =>
        (await aws.json('cognito-idp', `AWSCognitoIdentityProviderService.${operation}`, body)) as unknown as T;
      const { UserPool } = await idp<{ UserPool: { Id: string; Arn: string } }>('CreateUserPool', { PoolName: 'pool' });
      await idp('TagResource', { ResourceArn: UserPool.Arn, Tags: { Project: 'flip', Env: 'stag' } });
      await idp('UntagResource', { ResourceArn: UserPool.Arn, TagKeys: ['Env'] });
      const found = await idp<{ UserPool: object }>('DescribeUserPool', { UserPoolId: UserPool.Id });
      expect(found.UserPool).toMatchObject({ UserPoolTags: { Project: 'flip' } });
      expect(await idp('ListTagsForResource', { ResourceArn: UserPool.Arn })).toEqual({ Tags: { Project: 'flip' } });
    },
  },
  efs_file_system_policy_can_be_deleted: {
    loses: 'the destroy of the FL file system',
    async prove(aws) {
      const efs = (method: string, path: string, body?: object) =>
        aws.rest('elasticfilesystem', method, `/2015-02-01/file-systems${path}`, body && JSON.stringify(body));
      const made = await efs('POST', '', { CreationToken: unique('fs') });
      const { FileSystemId } = JSON.parse(made.text) as { FileSystemId: string };
      await efs('PUT', `/${FileSystemId}/policy`, { Policy: '{"Version":"2012-10-17","Statement":[]}' });
      expect((await efs('DELETE', `/${FileSystemId}/policy`)).status).toBeLessThan(300);
      expect((await efs('GET', `/${FileSystemId}/policy`)).text).toContain('PolicyNotFound');
    },
  },
  s3_account_has_one_canonical_id: {
    loses: "an empty second plan for the bucket of CloudFront's logs",
    async prove(aws) {
      const bucket = unique('bucket');
      await aws.rest('s3', 'PUT', `/${bucket}`, LOCATION);
      const acl = await aws.rest('s3', 'GET', `/${bucket}?acl`);
      const list = await aws.rest('s3', 'GET', '/');
      expect(pick(list.text, 'ID')).toBe(pick(acl.text, 'ID'));
    },
  },
  s3_delete_marker_can_be_disposed: {
    loses: 'the destroy of a bucket whose versioning was taken down before it',
    async prove(aws) {
      const bucket = unique('bucket');
      const s3 = async (method: string, path: string, body?: string) => {
        const said = await aws.rest('s3', method, `/${bucket}${path}`, body);
        expect(said.status, said.text).toBeLessThan(300);
        return said;
      };
      await s3('PUT', '', LOCATION);
      const versioning = (status: string) =>
        s3('PUT', '?versioning', `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`);
      await versioning('Enabled');
      await s3('PUT', '/seed', 'an object');
      const marker = (await s3('DELETE', '/seed')).headers.get('x-amz-version-id');
      await versioning('Suspended');
      await s3(
        'POST',
        '?delete',
        `<Delete><Object><Key>seed</Key><VersionId>${marker}</VersionId></Object><Object><Key>seed</Key><VersionId>null</VersionId></Object></Delete>`,
      );
      await s3('DELETE', '');
    },
  },
  s3_policy_conditions_are_honoured: {
    loses: 'every read of a bucket that refuses access without TLS',
    async prove(aws) {
      const bucket = unique('bucket');
      const policy = {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: `arn:aws:s3:::${bucket}/*`,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      };
      await aws.rest('s3', 'PUT', `/${bucket}`, LOCATION);
      await aws.rest('s3', 'PUT', `/${bucket}/key`, 'content');
      await aws.rest('s3', 'PUT', `/${bucket}?policy`, JSON.stringify(policy));
      expect((await aws.rest('s3', 'GET', `/${bucket}/key`)).text).toBe('content');
      const { Condition: _, ...always } = policy.Statement;
      await aws.rest('s3', 'PUT', `/${bucket}?policy`, JSON.stringify({ ...policy, Statement: [always] }));
      expect((await aws.rest('s3', 'GET', `/${bucket}/key`)).status).toBe(403);
    },
  },
  ses_configuration_set_sends_a_boolean: {
    loses: 'every plan after the first, because one answer cannot be decoded',
    async prove(aws) {
      const set = JSON.parse(await configurationSet(aws)) as { SendingOptions: { SendingEnabled: unknown } };
      expect(set.SendingOptions.SendingEnabled).toBe(true);
    },
  },
  ses_configuration_set_leaves_out_what_was_not_set: {
    loses: 'an empty second plan for a mail configuration set',
    async prove(aws) {
      expect(Object.keys(JSON.parse(await configurationSet(aws)) as object)).not.toContain('VdmOptions');
    },
  },
  ses_identity_keeps_its_tags: {
    loses: 'an empty second plan for the sender identity',
    async prove(aws) {
      const domain = `${unique('mail')}.example.org`;
      const identity = { EmailIdentity: domain, Tags: [{ Key: 'Project', Value: 'flip' }] };
      await aws.rest('ses', 'POST', '/v2/email/identities', JSON.stringify(identity), JSON_BODY);
      const arn = `arn:aws:ses:eu-west-2:111122223333:identity/${domain}`;
      const tags = await aws.rest('ses', 'GET', `/v2/email/tags?ResourceArn=${encodeURIComponent(arn)}`);
      expect(JSON.parse(tags.text)).toEqual({ Tags: [{ Key: 'Project', Value: 'flip' }] });
    },
  },
  ssm_command_runs_only_where_it_was_sent: {
    loses: 'trust in what a rehearsed command reached',
    async prove(aws) {
      const [wanted] = [pick(await runInstance(aws), 'instanceId'), await runInstance(aws)];
      const sent = (await aws.json('ssm', 'AmazonSSM.SendCommand', {
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [wanted],
        Parameters: { commands: ['true'] },
      })) as unknown as { Command: { InstanceIds: string[] } };
      expect(sent.Command.InstanceIds).toEqual([wanted]);
    },
  },
  ssm_knows_the_ubuntu_images: {
    loses: "the plan, when it looks up the trust host's image",
    async prove(aws) {
      const name = '/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id';
      const found = (await aws.json('ssm', 'AmazonSSM.GetParameter', { Name: name })) as unknown as {
        Parameter: { Value: string };
      };
      const image = await aws.query('ec2', EC2, 'DescribeImages', { 'ImageId.1': found.Parameter.Value });
      expect(pick(image, 'architecture')).toBe('x86_64');
    },
  },
};

const LOCATION =
  '<CreateBucketConfiguration><LocationConstraint>eu-west-2</LocationConstraint></CreateBucketConfiguration>';
const JSON_BODY = { 'content-type': 'application/json' };

async function configurationSet(aws: AwsClient): Promise<string> {
  const name = unique('set');
  const set = { ConfigurationSetName: name, SendingOptions: { SendingEnabled: true } };
  await aws.rest('ses', 'POST', '/v2/email/configuration-sets', JSON.stringify(set), JSON_BODY);
  return (await aws.rest('ses', 'GET', `/v2/email/configuration-sets/${name}`)).text;
}
