/**
 * One-off tasks of ECS: started once for a purpose, found again by it, watched to their end. A purpose is a short text
 * that tells one piece of work from another (`startedBy`), so that a second start of the same work finds the first.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

export interface TaskRequest {
  cluster: string;
  /** ARN or family. */
  definition: string;
  subnets: readonly string[];
  securityGroup: string;
  /** At most 36 characters of letters, digits, hyphens. */
  purpose: string;
}

/** What a task definition says that a watcher of its task needs. */
export interface TaskShape {
  family: string;
  revision: number;
  container: string;
  log: { group: string; prefix: string } | undefined;
  fileSystem: string | undefined;
  environment: Readonly<Record<string, string>>;
}

export interface TaskState {
  arn: string;
  /** ECS's own word: `PENDING`, `RUNNING`, `STOPPED`. */
  status: string;
  stopped: boolean;
  exitCode: number | undefined;
  /** Why it stopped, in ECS's words. */
  reason: string | undefined;
}

export class OneOffTasks {
  readonly #aws: Aws;
  readonly #login: string;

  constructor(aws: Aws, login: string) {
    this.#aws = aws;
    this.#login = login;
  }

  async shape(definition: string): Promise<TaskShape> {
    const { client, DescribeTaskDefinitionCommand } = await this.#aws.ecs();
    const found = await this.#asked(`ecs:DescribeTaskDefinition ${definition}`, () =>
      client.send(new DescribeTaskDefinitionCommand({ taskDefinition: definition })),
    );
    const [container] = found.taskDefinition?.containerDefinitions ?? [];
    const log = container?.logConfiguration?.options;
    const volumes = found.taskDefinition?.volumes ?? [];
    return {
      family: found.taskDefinition?.family ?? '',
      revision: found.taskDefinition?.revision ?? 0,
      container: container?.name ?? '',
      log:
        log?.['awslogs-group'] === undefined
          ? undefined
          : { group: log['awslogs-group'], prefix: log['awslogs-stream-prefix'] ?? '' },
      fileSystem: volumes.map(({ efsVolumeConfiguration: efs }) => efs?.fileSystemId).find((id) => id !== undefined),
      environment: Object.fromEntries(
        (container?.environment ?? []).flatMap(({ name, value }) =>
          name === undefined || value === undefined ? [] : [[name, value]],
        ),
      ),
    };
  }

  /** The task of that purpose that runs, else the latest that ended; ECS remembers those for an hour. */
  async find(cluster: string, family: string, purpose: string): Promise<TaskState | undefined> {
    const { client, ListTasksCommand } = await this.#aws.ecs();
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
      const { taskArns = [] } = await this.#asked(`ecs:ListTasks ${family}`, () =>
        client.send(new ListTasksCommand({ cluster, family, desiredStatus })),
      );
      if (taskArns.length === 0) continue;
      const tasks = (await this.#described(cluster, taskArns)).filter(({ startedBy }) => startedBy === purpose);
      const [latest] = tasks.sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
      if (latest) return stateOf(latest);
    }
    return undefined;
  }

  /** Answers the new task's ARN. */
  async start(task: TaskRequest): Promise<string> {
    const { client, RunTaskCommand } = await this.#aws.ecs();
    const { tasks = [], failures = [] } = await this.#asked(`ecs:RunTask ${task.definition}`, () =>
      client.send(
        new RunTaskCommand({
          cluster: task.cluster,
          taskDefinition: task.definition,
          launchType: 'FARGATE',
          startedBy: task.purpose,
          // An answer that got lost makes no second task.
          clientToken: crypto.randomUUID(),
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [...task.subnets],
              securityGroups: [task.securityGroup],
              assignPublicIp: 'DISABLED',
            },
          },
        }),
      ),
    );
    const arn = tasks[0]?.taskArn;
    if (arn !== undefined) return arn;
    throw new HubError({
      code: 'one-off-task-failed',
      who: 'environment',
      what: `ECS did not start ${task.definition.split('/').at(-1)}: ${failures[0]?.reason ?? 'it gave no reason'}`,
      ...(failures[0]?.detail === undefined ? {} : { cause: failures[0].detail }),
      next: ['run the same command again'],
    });
  }

  async state(cluster: string, arn: string): Promise<TaskState> {
    const [task] = await this.#described(cluster, [arn]);
    // A task that was just started is not known everywhere at once.
    return task ? stateOf(task) : { arn, status: 'PENDING', stopped: false, exitCode: undefined, reason: undefined };
  }

  /** The last lines a task wrote; none when it never got to write. */
  async lastWords(arn: string, { container, log }: TaskShape, lines: number): Promise<string[]> {
    if (log === undefined) return [];
    const { client, GetLogEventsCommand } = await this.#aws.logs();
    const logStreamName = `${log.prefix}/${container}/${arn.split('/').at(-1)}`;
    try {
      const { events = [] } = await client.send(
        new GetLogEventsCommand({ logGroupName: log.group, logStreamName, limit: lines, startFromHead: false }),
      );
      return events.flatMap(({ message }) => (message === undefined ? [] : [message]));
    } catch (error) {
      if (awsStatus(error) === 400 && awsErrorName(error) === 'ResourceNotFoundException') return [];
      throw awsError(error, `logs:GetLogEvents ${log.group} ${logStreamName}`, this.#login);
    }
  }

  async #described(cluster: string, tasks: string[]) {
    const { client, DescribeTasksCommand } = await this.#aws.ecs();
    const found = await this.#asked(`ecs:DescribeTasks ${cluster}`, () =>
      client.send(new DescribeTasksCommand({ cluster, tasks })),
    );
    return found.tasks ?? [];
  }

  async #asked<T>(call: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw awsError(error, call, this.#login);
    }
  }
}

interface RawTask {
  taskArn?: string | undefined;
  lastStatus?: string | undefined;
  stoppedReason?: string | undefined;
  containers?: { exitCode?: number | undefined; reason?: string | undefined }[] | undefined;
}

function stateOf(task: RawTask): TaskState {
  const [container] = task.containers ?? [];
  const stopped = task.lastStatus === 'STOPPED';
  const reasons = [container?.reason, task.stoppedReason].filter((reason) => reason !== undefined && reason !== '');
  return {
    arn: task.taskArn ?? '',
    status: task.lastStatus ?? 'PENDING',
    stopped,
    exitCode: stopped ? container?.exitCode : undefined,
    reason: stopped && reasons.length > 0 ? [...new Set(reasons)].join('; ') : undefined,
  };
}
