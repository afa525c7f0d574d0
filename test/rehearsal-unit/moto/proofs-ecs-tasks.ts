/** Proofs of the patches that give ECS services their tasks. */
import { expect } from 'vitest';
import type { AwsClient } from '../support/aws-client.ts';
import { pick, unique } from '../support/words.ts';
import type { Proof } from './proof.ts';

const EC2 = '2016-11-15';
const ELB = '2015-12-01';

const ecs = async <T>(aws: AwsClient, operation: string, body: unknown): Promise<T> =>
  (await aws.json('ecs', `AmazonEC2ContainerServiceV20141113.${operation}`, body)) as unknown as T;

/** One Fargate service behind a target group, as every hub service is. */
async function behindTargets(aws: AwsClient) {
  const [cluster, name, family] = [unique('cluster'), unique('service'), unique('family')];
  const subnets = await aws.query('ec2', EC2, 'DescribeSubnets');
  const [vpc, subnet] = [pick(subnets, 'vpcId'), pick(subnets, 'subnetId')];
  const group = await aws.query('elasticloadbalancing', ELB, 'CreateTargetGroup', {
    Name: unique('tg'),
    Protocol: 'HTTP',
    Port: '8000',
    VpcId: vpc,
    TargetType: 'ip',
  });
  const targetGroupArn = pick(group, 'TargetGroupArn');
  await ecs(aws, 'CreateCluster', { clusterName: cluster });
  await ecs(aws, 'RegisterTaskDefinition', {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'app', image: 'example/app:1', memory: 512 }],
  });
  const network = { awsvpcConfiguration: { subnets: [subnet], securityGroups: [] } };
  await ecs(aws, 'CreateService', {
    cluster,
    serviceName: name,
    taskDefinition: family,
    desiredCount: 1,
    launchType: 'FARGATE',
    networkConfiguration: network,
    loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8000 }],
  });
  const tasks = async () =>
    (await ecs<{ taskArns: string[] }>(aws, 'ListTasks', { cluster, serviceName: name })).taskArns;
  const health = () =>
    aws.query('elasticloadbalancing', ELB, 'DescribeTargetHealth', { TargetGroupArn: targetGroupArn });
  return { cluster, name, family, network, tasks, health };
}

export const ecsTaskProofs: Record<string, Proof> = {
  ecs_services_run_tasks: {
    loses: 'a status board that is not red from top to bottom',
    async prove(aws) {
      const { cluster, name, tasks, health } = await behindTargets(aws);
      const [first = ''] = await tasks();
      for (let look = 0; look < 6; look += 1) {
        const seen = await ecs<{ tasks: { lastStatus: string }[] }>(aws, 'DescribeTasks', { cluster, tasks: [first] });
        expect(seen.tasks).toMatchObject([{ lastStatus: 'RUNNING' }]);
      }
      expect(pick(await health(), 'State')).toBe('healthy');
      const ip = pick(await health(), 'Id');
      await ecs(aws, 'UpdateService', { cluster, service: name, forceNewDeployment: true });
      const [second] = await tasks();
      expect(second).not.toBe(first);
      await ecs(aws, 'UpdateService', { cluster, service: name, enableExecuteCommand: true });
      expect(await tasks()).toEqual([second]);
      await ecs(aws, 'DeleteService', { cluster, service: name, force: true });
      expect(await tasks()).toEqual([]);
      expect(await health()).not.toContain('<Id>');
      expect(await aws.query('ec2', EC2, 'DescribeNetworkInterfaces')).not.toContain(ip);
    },
  },
  ecs_list_tasks_knows_services: {
    loses: 'the difference between a hub service and a registration that ran once',
    async prove(aws) {
      const { cluster, family, network, tasks } = await behindTargets(aws);
      const before = await tasks();
      const run = await ecs<{ tasks: { taskArn: string }[] }>(aws, 'RunTask', {
        cluster,
        taskDefinition: family,
        launchType: 'FARGATE',
        networkConfiguration: network,
      });
      expect(await tasks()).toEqual(before);
      expect(before).not.toContain(run.tasks[0]?.taskArn);
      expect((await ecs<{ taskArns: string[] }>(aws, 'ListTasks', { cluster })).taskArns).toContain(
        run.tasks[0]?.taskArn,
      );
    },
  },
};
