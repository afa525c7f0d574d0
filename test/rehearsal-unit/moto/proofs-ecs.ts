/** Proofs of the patches of moto's ECS. */
import { expect } from 'vitest';
import type { AwsClient } from '../support/aws-client.ts';
import { pick, unique } from '../support/words.ts';
import type { Proof } from './proof.ts';

interface Service {
  taskDefinition: string;
  runningCount: number;
  enableExecuteCommand: boolean;
  healthCheckGracePeriodSeconds: number;
  availabilityZoneRebalancing: string;
  deployments: { id: string; rolloutState: string; taskDefinition: string; runningCount: number }[];
}

const ecs = async <T>(aws: AwsClient, operation: string, body: unknown): Promise<T> =>
  (await aws.json('ecs', `AmazonEC2ContainerServiceV20141113.${operation}`, body)) as unknown as T;

async function taskDefinition(aws: AwsClient, family: string, more: object = {}, container: object = { memory: 128 }) {
  const made = await ecs<{ taskDefinition: { taskDefinitionArn: string } }>(aws, 'RegisterTaskDefinition', {
    family,
    containerDefinitions: [{ name: 'app', image: 'example/app:1', ...container }],
    ...more,
  });
  return made.taskDefinition.taskDefinitionArn;
}

async function service(aws: AwsClient): Promise<{ cluster: string; name: string; family: string; made: Service }> {
  const [cluster, name, family] = [unique('cluster'), unique('service'), unique('family')];
  await ecs(aws, 'CreateCluster', { clusterName: cluster });
  await taskDefinition(aws, family);
  await ecs(aws, 'CreateService', {
    cluster,
    serviceName: name,
    taskDefinition: family,
    desiredCount: 1,
    enableExecuteCommand: true,
    healthCheckGracePeriodSeconds: 60,
    availabilityZoneRebalancing: 'ENABLED',
  });
  return { cluster, name, family, made: await described(aws, cluster, name) };
}

async function described(aws: AwsClient, cluster: string, name: string): Promise<Service> {
  const found = await ecs<{ services: Service[] }>(aws, 'DescribeServices', { cluster, services: [name] });
  return found.services[0] as Service;
}

async function runTask(aws: AwsClient, container: object, network: object): Promise<string> {
  const [cluster, family] = [unique('cluster'), unique('family')];
  await ecs(aws, 'CreateCluster', { clusterName: cluster });
  const subnet = pick(await aws.query('ec2', '2016-11-15', 'DescribeSubnets'), 'subnetId');
  const fargate = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' };
  await taskDefinition(aws, family, fargate, container);
  const run = await ecs<{ tasks: { lastStatus: string }[] }>(aws, 'RunTask', {
    cluster,
    taskDefinition: family,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], ...network } },
  });
  return run.tasks[0]?.lastStatus ?? 'none';
}

export const ecsProofs: Record<string, Proof> = {
  ecs_service_keeps_what_it_was_created_with: {
    loses: 'an empty second plan for every hub service',
    async prove(aws) {
      const { made } = await service(aws);
      expect(made).toMatchObject({
        enableExecuteCommand: true,
        healthCheckGracePeriodSeconds: 60,
        availabilityZoneRebalancing: 'ENABLED',
      });
    },
  },
  ecs_deployments_settle_at_once: {
    loses: 'the end of the apply: a service never becomes steady',
    async prove(aws) {
      const { made } = await service(aws);
      expect(made.runningCount).toBe(1);
      expect(made.deployments[0]).toMatchObject({ rolloutState: 'COMPLETED', runningCount: 1 });
    },
  },
  ecs_update_service_moves_the_deployment: {
    loses: 'the proof that a deployed hub runs the revision that was asked for',
    async prove(aws) {
      const { cluster, name, family, made } = await service(aws);
      const newer = await taskDefinition(aws, family);
      await ecs(aws, 'UpdateService', { cluster, service: name, taskDefinition: `${family}:2` });
      const now = await described(aws, cluster, name);
      expect(now.taskDefinition).toBe(newer);
      expect(now.deployments[0]).toMatchObject({ taskDefinition: newer, rolloutState: 'COMPLETED' });
      expect(now.deployments[0]?.id).not.toBe(made.deployments[0]?.id);
    },
  },
  ecs_run_task_reads_memory_of_the_task: {
    loses: 'registering a trust: its one-off task has its memory on the task',
    async prove(aws) {
      expect(await runTask(aws, {}, { securityGroups: [] })).toBe('RUNNING');
    },
  },
  ecs_run_task_needs_no_security_group: {
    loses: 'one-off tasks in the default security group',
    async prove(aws) {
      expect(await runTask(aws, { memory: 128 }, {})).toBe('RUNNING');
    },
  },
};
