/**
 * register-supernode-keys: with Flower, the public keys of every slot's trust are made known to the FL server, by the
 * one-shot task that Terraform declares. The services must stand first: the task talks to both. NVFLARE has no such keys.
 */
import { createHash } from 'node:crypto';
import { OneOffTasks } from '../../aws/one-off-tasks.ts';
import { type ServiceState, serviceStates } from '../../aws/services-of-cluster.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { type HubTasks, hubTasks } from './hub-tasks.ts';
import { KIT_KEYS } from './kit-choice.ts';
import { kitRecord, markNow, noteKits } from './kit-record.ts';
import { runOneOff, type Sleep, sleepFor } from './one-off.ts';

/** Ten minutes, as ECS's own waiter. */
const LOOKS = 120;
const LOOK_MS = { real: 5_000, rehearsed: 300 };

export const registerSupernodeKeysPhase = (sleep: Sleep): HubPhase => ({
  id: 'register-supernode-keys',
  title: 'Keys of trusts known to Flower',
  needs: ['provision-kits', 'deploy-centralhub'],
  reads: KIT_KEYS,
  danger: 'moderate',
  rehearse: 'real',
  async prove(ctx) {
    const hub = await hubTasks(ctx);
    if (hub.registerKeys === undefined) return 'proven';
    const { registered, fingerprint } = await wanted(ctx, hub.registerKeys);
    return registered?.fingerprint === fingerprint ? 'proven' : 'not done';
  },
  async run(ctx) {
    const hub = await hubTasks(ctx);
    if (hub.registerKeys === undefined) {
      ctx.log('NVFLARE knows its trusts by their certificates: there are no keys to register');
      return { nothing: 'to do' };
    }
    await guardAccount(ctx);
    const { shape, fingerprint, registered } = await wanted(ctx, hub.registerKeys);
    if (registered?.fingerprint === fingerprint) {
      ctx.log(`${registered.who} registered these very keys at ${registered.at}: nothing to do`);
      return { task: registered.task, nothing: 'to do' };
    }
    await untilStable(ctx, hub, sleep);
    const done = await runOneOff(
      ctx,
      {
        cluster: hub.cluster,
        definition: hub.registerKeys,
        subnets: hub.subnets,
        securityGroup: hub.flApiGroup,
        purpose: `flip-keys-${fingerprint}`,
        shape,
        does: 'registers the keys of trusts',
      },
      sleep,
    );
    const task = done.arn.slice(done.arn.lastIndexOf('/') + 1);
    await noteKits(ctx, { registered: markNow(ctx, fingerprint, task) });
    return { task, slots: (JSON.parse(shape.environment.TRUST_NAMES ?? '[]') as string[]).length };
  },
});

export const registerSupernodeKeys = registerSupernodeKeysPhase(sleepFor);

/** Keys are registered for these kits and these slots; other kits or one more slot are other keys. */
async function wanted(ctx: HubContext, definition: string) {
  const shape = await new OneOffTasks(ctx.services.aws(), ctx.services.login).shape(definition);
  const { provisioned, registered } = await kitRecord(ctx);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([provisioned?.fingerprint, shape.environment.TRUST_NAMES]))
    .digest('hex')
    .slice(0, 20);
  return { shape, registered, fingerprint };
}

async function untilStable(ctx: HubContext, hub: HubTasks, sleep: Sleep): Promise<void> {
  const { services } = ctx;
  const look = () => serviceStates(services.aws(), hub.cluster, hub.flServices, services.login);
  let states: ServiceState[] = await look();
  for (let looks = 0; states.some(({ stable }) => !stable); looks += 1) {
    const waiting = states.filter(({ stable }) => !stable);
    const names = waiting.map(({ name }) => name).join(' and ');
    if (looks === LOOKS)
      throw new HubError({
        code: 'hub-services-unstable',
        who: 'environment',
        what: `${names} did not become stable, so that no key can be registered`,
        cause: waiting.map(({ name, lastEvent }) => `${name}: ${lastEvent ?? 'ECS says nothing'}`).join('; '),
        next: [
          `aws ecs describe-services --cluster ${hub.cluster} --services ${waiting.map(({ name }) => name).join(' ')}`,
          'run the same command with --resume',
        ],
        exit: EXIT.timedOut,
      });
    ctx.emit({ type: 'phase-progress', phase: ctx.phase, done: looks, what: `waiting for ${names}` });
    await sleep(ctx.rehearsal ? LOOK_MS.rehearsed : LOOK_MS.real, ctx.signal);
    states = await look();
  }
}
