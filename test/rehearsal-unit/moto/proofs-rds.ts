/** Proofs of the patches of moto's RDS. */
import { expect } from 'vitest';
import type { AwsClient } from '../support/aws-client.ts';
import { pick, unique } from '../support/words.ts';
import type { Proof } from './proof.ts';

const rds = (aws: AwsClient, action: string, fields: Record<string, string>) =>
  aws.query('rds', '2014-10-31', action, fields);

async function instance(aws: AwsClient, more: Record<string, string> = {}): Promise<{ id: string; made: string }> {
  const id = unique('db');
  const made = await rds(aws, 'CreateDBInstance', {
    DBInstanceIdentifier: id,
    Engine: 'postgres',
    DBInstanceClass: 'db.t4g.micro',
    AllocatedStorage: '20',
    MasterUsername: 'admin_user',
    MasterUserPassword: 'not-a-secret',
    ...more,
  });
  return { id, made };
}

async function anySubnet(aws: AwsClient): Promise<string> {
  return pick(await aws.query('ec2', '2016-11-15', 'DescribeSubnets'), 'subnetId');
}

const described = (aws: AwsClient, id: string) => rds(aws, 'DescribeDBInstances', { DBInstanceIdentifier: id });

export const rdsProofs: Record<string, Proof> = {
  rds_instance_keeps_performance_insights: {
    loses: 'an empty second plan for the database',
    async prove(aws) {
      const { id } = await instance(aws, { EnablePerformanceInsights: 'true' });
      const found = await described(aws, id);
      expect(pick(found, 'PerformanceInsightsEnabled')).toBe('true');
      expect(pick(found, 'PerformanceInsightsRetentionPeriod')).toBe('7');
      await rds(aws, 'ModifyDBInstance', { DBInstanceIdentifier: id, EnablePerformanceInsights: 'false' });
      expect(pick(await described(aws, id), 'PerformanceInsightsEnabled')).toBe('false');
    },
  },
  rds_every_instance_has_its_own_resource_id: {
    loses: 'a restored database beside the first one',
    async prove(aws) {
      const ids = [await instance(aws), await instance(aws)].map(({ made }) => pick(made, 'DbiResourceId'));
      expect(ids[0]).toMatch(/^db-[A-Z0-9]{26}$/);
      expect(ids[0]).not.toBe(ids[1]);
    },
  },
  rds_restorable_time_stands_still: {
    loses: 'a drift report without noise',
    async prove(aws) {
      const { id } = await instance(aws);
      const first = pick(await described(aws, id), 'LatestRestorableTime');
      expect(first).not.toBe('');
      const later = new Set<string>();
      for (let read = 0; read < 5; read += 1) later.add(pick(await described(aws, id), 'LatestRestorableTime'));
      expect([...later]).toEqual([first]);
    },
  },
  rds_parameters_are_the_users: {
    loses: 'an empty second plan for the database parameters',
    async prove(aws) {
      const group = unique('group');
      await rds(aws, 'CreateDBParameterGroup', {
        DBParameterGroupName: group,
        DBParameterGroupFamily: 'postgres16',
        Description: 'test',
      });
      await rds(aws, 'ModifyDBParameterGroup', {
        DBParameterGroupName: group,
        'Parameters.Parameter.1.ParameterName': 'rds.force_ssl',
        'Parameters.Parameter.1.ParameterValue': '1',
        'Parameters.Parameter.1.ApplyMethod': 'immediate',
      });
      const found = await rds(aws, 'DescribeDBParameters', { DBParameterGroupName: group });
      expect(pick(found, 'Source')).toBe('user');
    },
  },
  rds_proxy_target_registers_once: {
    loses: 'a database proxy after one lost answer',
    async prove(aws) {
      const { id } = await instance(aws);
      const proxy = unique('proxy');
      await rds(aws, 'CreateDBProxy', {
        DBProxyName: proxy,
        EngineFamily: 'POSTGRESQL',
        RoleArn: 'arn:aws:iam::111122223333:role/proxy',
        'Auth.member.1.AuthScheme': 'SECRETS',
        'Auth.member.1.SecretArn': 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:db-AbCdEf',
        'VpcSubnetIds.member.1': await anySubnet(aws),
      });
      const target = { DBProxyName: proxy, 'DBInstanceIdentifiers.member.1': id };
      expect(pick(await rds(aws, 'RegisterDBProxyTargets', target), 'RdsResourceId')).toBe(id);
      await expect(rds(aws, 'RegisterDBProxyTargets', target)).rejects.toThrow(/DBProxyTargetAlreadyRegisteredFault/);
      const found = await rds(aws, 'DescribeDBProxyTargets', { DBProxyName: proxy });
      expect(found.match(/<RdsResourceId>/g)).toHaveLength(1);
    },
  },
};
