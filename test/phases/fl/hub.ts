/** A hub that was applied, as far as its kits go: a bucket with kits, ECS with one-off tasks, and a place for marks. */
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import type { EventBody } from '../../../src/engine/events/types.ts';
import { neededKits } from '../../../src/hub/fl-kits/index.ts';
import type { HubContext } from '../../../src/phases/services.ts';

interface Task {
  taskArn: string;
  family: string;
  startedBy: string;
  createdAt: Date;
  /** Looks until it is stopped. */
  looks: number;
  exitCode: number | undefined;
  reason: string;
}

export interface HubWorld {
  env?: 'stag' | 'production';
  backend?: 'nvflare' | 'flower';
  /** What the next task ends with; undefined: it never starts. */
  exitCode?: number | undefined;
  reason?: string;
  said?: string[];
  /** What the person answers. */
  answer?: boolean;
  /** Looks until a task ends. */
  looks?: number;
}

const named = (name: string) =>
  class {
    readonly name = name;
    readonly input: Record<string, unknown>;
    constructor(input: Record<string, unknown>) {
      this.input = input;
    }
  };
const DATE = '2026-01-15';

export function hub(given: HubWorld = {}) {
  const w = {
    env: 'stag',
    backend: 'nvflare',
    exitCode: 0,
    reason: '',
    said: [],
    answer: true,
    looks: 1,
    ...given,
  } as Required<HubWorld>;
  if ('exitCode' in given) w.exitCode = given.exitCode as number;
  const kits = { backend: w.backend, date: DATE, slots: ['Trust_1', 'Trust_2'] };
  const objects = new Map(
    neededKits(kits).map((key) => [key.endsWith('/') ? `${key}stub` : key, { size: 5, etag: 'one' }]),
  );
  const tasks: Task[] = [];
  const marks = new Map<string, { value: unknown; etag: string }>();
  const asked: string[] = [];
  const log: string[] = [];
  const restarted: string[] = [];
  const state = { fileSystem: 'fs-1', bucket: true, stop: new AbortController(), unstable: 0 };

  const commands: Record<string, (input: Record<string, unknown>) => unknown> = {
    list({ Prefix }) {
      if (!state.bucket) throw Object.assign(new Error('none'), { name: 'NoSuchBucket' });
      return {
        Contents: [...objects]
          .filter(([key]) => key.startsWith(String(Prefix)))
          .map(([Key, { size, etag }]) => ({ Key, Size: size, ETag: etag })),
      };
    },
    definition({ taskDefinition }) {
      const family = String(taskDefinition).includes('register')
        ? 'flower-register-supernode-keys'
        : 'efs-provision-certs';
      return {
        taskDefinition: {
          family,
          revision: 1,
          containerDefinitions: [
            {
              name: family,
              environment: [
                { name: 'SOURCE', value: `s3://kits/x/${DATE}/net-1` },
                { name: 'TRUST_NAMES', value: JSON.stringify(kits.slots) },
              ],
              logConfiguration: { options: { 'awslogs-group': '/ecs/fl-server-net-1', 'awslogs-stream-prefix': 'p' } },
            },
          ],
          volumes: [{ name: 'v', efsVolumeConfiguration: { fileSystemId: state.fileSystem } }],
        },
      };
    },
    tasks({ family, desiredStatus }) {
      const stopped = desiredStatus === 'STOPPED';
      return { taskArns: tasks.filter((t) => t.family === family && t.looks <= 0 === stopped).map((t) => t.taskArn) };
    },
    run({ taskDefinition, startedBy }) {
      const family = String(taskDefinition).includes('register')
        ? 'flower-register-supernode-keys'
        : 'efs-provision-certs';
      if (String(startedBy).length > 36) throw new Error('startedBy is too long');
      const taskArn = `arn:aws:ecs:eu-west-2:111122223333:task/flip-cluster/task-${tasks.length + 1}`;
      tasks.push({
        taskArn,
        family,
        startedBy: String(startedBy),
        createdAt: new Date(2026, 0, 1, 0, tasks.length),
        looks: w.looks,
        exitCode: w.exitCode,
        reason: w.reason,
      });
      return { tasks: [{ taskArn }] };
    },
    describe({ tasks: arns }) {
      return {
        tasks: tasks
          .filter((t) => (arns as string[]).includes(t.taskArn))
          .map((t) => {
            t.looks -= 1;
            const stopped = t.looks < 0;
            return {
              taskArn: t.taskArn,
              startedBy: t.startedBy,
              createdAt: t.createdAt,
              lastStatus: stopped ? 'STOPPED' : 'RUNNING',
              stoppedReason: stopped ? t.reason : undefined,
              containers: [{ exitCode: stopped ? t.exitCode : undefined }],
            };
          }),
      };
    },
    logs: () => ({ events: w.said.map((message) => ({ message })) }),
    services({ services }) {
      const unstable = state.unstable > 0;
      state.unstable -= 1;
      return {
        services: (services as string[]).map((serviceName) => ({
          serviceName,
          deployments: unstable ? [{}, {}] : [{}],
          runningCount: 1,
          desiredCount: 1,
        })),
      };
    },
    anew({ service }) {
      restarted.push(String(service));
      return {};
    },
    who: () => ({ Account: '111122223333', Arn: 'arn' }),
  };
  const client = {
    send: async (command: { name: string; input: Record<string, unknown> }) => commands[command.name]?.(command.input),
  };
  const values: Record<string, string> = {
    FLIP_AWS_ACCOUNT_ID: '111122223333',
    AWS_REGION: 'eu-west-2',
    AICENTRE_BUCKET_NAME: 'kits',
    FL_BACKEND: w.backend,
    FLARE_KIT_DATE: DATE,
    FLOWER_KIT_DATE: DATE,
  };
  const outputs = {
    EcsClusterName: 'flip-cluster',
    PrivateSubnetIds: ['subnet-1', 'subnet-2'],
    OneShotTaskDefinitions: {
      provision: 'arn:efs-provision-certs:1',
      ...(w.backend === 'flower' ? { register_keys: 'arn:flower-register-supernode-keys:1' } : {}),
    },
    EcsServiceNames: { flip_api: 'flip-api', fl_api: 'fl-api-net-1', fl_server: 'fl-server-net-1' },
    FlServerSecurityGroupId: 'sg-server',
    FlApiSecurityGroupId: 'sg-api',
  };
  const ctx = {
    phase: 'provision-kits',
    environment: w.env,
    rehearsal: false,
    signal: state.stop.signal,
    memo: new Map([
      [
        'terraform-session',
        Promise.resolve({
          run: async () => ({
            stdout: JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([k, value]) => [k, { value }]))),
          }),
        }),
      ],
    ]),
    emit: (_: EventBody) => undefined,
    fence: async () => {},
    log: (line: string) => log.push(line),
    confirm: async (question: { id: string; level: string }) => {
      asked.push(`${question.id} ${question.level}`);
      if (!w.answer) throw new HubError({ code: 'declined', who: 'operator', what: 'no', next: ['-'], exit: 5 });
    },
    services: {
      envFile: '.env.stag',
      login: 'sign in',
      who: 'op',
      now: () => new Date('2026-01-01T00:00:00Z'),
      settings: () => ({
        text: (key: string) => values[key],
        required: (key: string) => values[key] ?? '',
        reading: { values: { value: () => kits.slots } },
      }),
      stateObjects: () => ({
        get: async (key: string) => marks.get(key),
        put: async (key: string, value: unknown) => {
          marks.set(key, { value, etag: String(marks.size) });
          return true;
        },
      }),
      aws: () => ({
        s3: async () => ({ client, ListObjectsV2Command: named('list') }),
        sts: async () => ({ client, GetCallerIdentityCommand: named('who') }),
        logs: async () => ({ client, GetLogEventsCommand: named('logs') }),
        ecs: async () => ({
          client,
          DescribeTaskDefinitionCommand: named('definition'),
          ListTasksCommand: named('tasks'),
          RunTaskCommand: named('run'),
          DescribeTasksCommand: named('describe'),
          DescribeServicesCommand: named('services'),
          UpdateServiceCommand: named('anew'),
        }),
      }),
    },
  } as unknown as HubContext;
  return { ctx, w, objects, tasks, marks, asked, log, restarted, state };
}
