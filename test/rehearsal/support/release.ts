/** A release as a deployment makes it, outside Terraform: a newer revision of a service's task definition, put to work. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCli } from './aws.ts';

const ANSWERED_ONLY = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
];

/** Answers the new revision's ARN. */
export async function release(aws: AwsCli, service: string, tag: string, dir: string): Promise<string> {
  const { taskDefinition } = (await aws('ecs', 'describe-task-definition', '--task-definition', service)) as {
    taskDefinition: Record<string, unknown> & { containerDefinitions: { image: string }[] };
  };
  const next = Object.fromEntries(Object.entries(taskDefinition).filter(([key]) => !ANSWERED_ONLY.includes(key)));
  next.containerDefinitions = taskDefinition.containerDefinitions.map((container) => ({
    ...container,
    image: container.image.replace(/:[^:/]+$/, `:${tag}`),
  }));
  const file = join(dir, `${service}.json`);
  writeFileSync(file, JSON.stringify(next));
  const made = await aws('ecs', 'register-task-definition', '--cli-input-json', `file://${file}`);
  const { taskDefinitionArn } = made.taskDefinition as { taskDefinitionArn: string };
  await aws(
    'ecs',
    'update-service',
    '--cluster',
    'flip-cluster',
    '--service',
    service,
    '--task-definition',
    taskDefinitionArn,
  );
  return taskDefinitionArn;
}

/** What a service runs now. */
export async function running(aws: AwsCli, service: string): Promise<string> {
  const answer = await aws('ecs', 'describe-services', '--cluster', 'flip-cluster', '--services', service);
  return (answer.services as { taskDefinition: string }[])[0]?.taskDefinition ?? '';
}
