/** Services of an ECS cluster: are they stable, and starting them anew. */
import { awsError } from './errors.ts';
import type { Aws } from './factory.ts';

export interface ServiceState {
  name: string;
  /** As many tasks run as are wanted, and no deployment is under way. */
  stable: boolean;
  /** In ECS's words: what its last event says. */
  lastEvent: string | undefined;
}

export async function serviceStates(
  aws: Aws,
  cluster: string,
  names: string[],
  login: string,
): Promise<ServiceState[]> {
  const { client, DescribeServicesCommand } = await aws.ecs();
  try {
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: names }));
    // One that ECS does not know is left out of its answer.
    return names.map((name) => {
      const found = services.find((service) => service.serviceName === name);
      return {
        name,
        stable:
          found !== undefined &&
          found.deployments?.length === 1 &&
          (found.runningCount ?? 0) > 0 &&
          found.runningCount === found.desiredCount,
        lastEvent: found === undefined ? 'ECS does not know it' : found.events?.[0]?.message,
      };
    });
  } catch (error) {
    throw awsError(error, `ecs:DescribeServices ${names.join(' ')}`, login);
  }
}

/** New tasks of the same revision in place of the old ones. */
export async function startAnew(aws: Aws, cluster: string, service: string, login: string): Promise<void> {
  const { client, UpdateServiceCommand } = await aws.ecs();
  try {
    await client.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
  } catch (error) {
    throw awsError(error, `ecs:UpdateService ${service}`, login);
  }
}
