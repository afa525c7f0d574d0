/** What the phases after an apply did, as the real AWS command line reads it back: FL kits, keys of trusts, first users. */
import type { AwsCli } from './aws.ts';
import type { Cycle } from './cycle.ts';

const CLUSTER = ['--cluster', 'flip-cluster'];
const LOG = '/ecs/fl-server-net-1';

export interface RanOnce {
  exitCode: number;
  said: string[];
}

/** Tasks of a family that ended, with what each said. */
export async function endedTasks(aws: AwsCli, family: string, prefix: string): Promise<RanOnce[]> {
  const listed = await aws('ecs', 'list-tasks', ...CLUSTER, '--family', family, '--desired-status', 'STOPPED');
  const arns = listed.taskArns as string[];
  if (arns.length === 0) return [];
  const { tasks } = (await aws('ecs', 'describe-tasks', ...CLUSTER, '--tasks', ...arns)) as {
    tasks: { taskArn: string; containers: { exitCode: number }[] }[];
  };
  return Promise.all(
    tasks.map(async ({ taskArn, containers }) => {
      const stream = `${prefix}/${family}/${taskArn.split('/').at(-1)}`;
      const { events } = (await aws(
        'logs',
        'get-log-events',
        '--log-group-name',
        LOG,
        '--log-stream-name',
        stream,
      )) as { events: { message: string }[] };
      return { exitCode: containers[0]?.exitCode ?? -1, said: events.map(({ message }) => message) };
    }),
  );
}

/** What the task that copies kits must have put where, by FL backend. */
export const copiedKits = ({ backend }: Cycle): RegExp[] =>
  backend === 'flower'
    ? [/\/certificates\/ca\.crt to \/mnt\/flower-certs\//, /\/keys\/supernode_credentials_2 to \/mnt\/flower-keys\//]
    : [
        /flip-fl-api-net-1\/startup\/stub to \/mnt\/fl-api\/startup\//,
        /fl-server-net-1\/startup\/stub to \/mnt\/fl-server\//,
      ];

/** E-mail address → Cognito's word for the state of that person. */
export async function people(aws: AwsCli, pool: string): Promise<Record<string, string>> {
  const { Users } = (await aws('cognito-idp', 'list-users', '--user-pool-id', pool)) as {
    Users: { UserStatus: string; Attributes: { Name: string; Value: string }[] }[];
  };
  return Object.fromEntries(
    Users.map(({ UserStatus, Attributes }) => [Attributes.find(({ Name }) => Name === 'email')?.Value, UserStatus]),
  );
}

/** With a password of the file nobody is mailed; in production it is good for the first sign-in only. */
export const promisedPeople = ({ env }: Cycle, zone: string): Record<string, string> => ({
  [`first.admin@${zone}`]: env === 'production' ? 'FORCE_CHANGE_PASSWORD' : 'CONFIRMED',
  [`first.researcher@${zone}`]: 'FORCE_CHANGE_PASSWORD',
});
