/** Proofs of the patches that let one-off tasks of the hub do their work. */
import { expect } from 'vitest';
import type { AwsClient } from '../support/aws-client.ts';
import { pick, unique } from '../support/words.ts';
import type { Proof } from './proof.ts';

const EC2 = '2016-11-15';

const ecs = async <T>(aws: AwsClient, operation: string, body: unknown): Promise<T> =>
  (await aws.json('ecs', `AmazonEC2ContainerServiceV20141113.${operation}`, body)) as unknown as T;
const logs = async <T>(aws: AwsClient, operation: string, body: unknown): Promise<T> =>
  (await aws.json('logs', `Logs_20140328.${operation}`, body)) as unknown as T;

interface Ended {
  tasks: { lastStatus: string; stoppedReason: string; containers: { exitCode: number }[] }[];
}

export const oneShotProofs: Record<string, Proof> = {
  ecs_one_shots_do_their_work: {
    loses: 'the news that kits are missing, or that the script that copies them is wrong',
    async prove(aws) {
      const [cluster, group] = [unique('cluster'), unique('/ecs/fl-server')];
      const subnet = pick(await aws.query('ec2', EC2, 'DescribeSubnets'), 'subnetId');
      await ecs(aws, 'CreateCluster', { clusterName: cluster });
      await logs(aws, 'CreateLogGroup', { logGroupName: group });
      const family = 'efs-provision-certs';
      const run = async (script: string) => {
        await ecs(aws, 'RegisterTaskDefinition', {
          family,
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: '256',
          memory: '512',
          containerDefinitions: [
            {
              name: family,
              image: 'example/aws-cli:1',
              command: [`set -e; ${script}`],
              environment: [{ name: 'SOURCE', value: 's3://no-such-bucket/kits' }],
              mountPoints: [{ sourceVolume: 'certs', containerPath: '/mnt/certs' }],
              logConfiguration: {
                logDriver: 'awslogs',
                options: { 'awslogs-group': group, 'awslogs-stream-prefix': 'kits' },
              },
            },
          ],
          volumes: [{ name: 'certs', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }],
        });
        const started = await ecs<{ tasks: { taskArn: string }[] }>(aws, 'RunTask', {
          cluster,
          taskDefinition: family,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets: [subnet], securityGroups: [] } },
        });
        const arn = started.tasks[0]?.taskArn ?? '';
        const look = () => ecs<Ended>(aws, 'DescribeTasks', { cluster, tasks: [arn] });
        expect((await look()).tasks).toMatchObject([{ lastStatus: 'RUNNING' }]);
        const { events } = await look().then(async (ended) => ({
          ended,
          ...(await logs<{ events: { message: string }[] }>(aws, 'GetLogEvents', {
            logGroupName: group,
            logStreamName: `kits/${family}/${arn.split('/').at(-1)}`,
          })),
        }));
        const [task] = (await look()).tasks;
        return { status: task?.lastStatus, code: task?.containers[0]?.exitCode, said: events.map((e) => e.message) };
      };
      expect(await run('rm -rf /mnt/certs/* && test -s /mnt/certs/ca.crt')).toEqual({
        status: 'STOPPED',
        code: 1,
        said: ['failed: test -s /mnt/certs/ca.crt'],
      });
      expect(await run('curl https://example.org')).toMatchObject({
        code: 127,
        said: ['the stand-in does not know: curl https://example.org'],
      });
      expect((await run('aws s3 sync "$SOURCE/certs" /mnt/certs --no-progress')).code).not.toBe(0);
    },
  },
};
