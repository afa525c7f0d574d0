/**
 * provision-kits: the hub's own part of the FL kits goes from its bucket into the hub's file system, by the one-shot task
 * that Terraform declares and no apply ever runs. Done once for the same kits and file system; the FL services then
 * start anew, because they read their kits when they start.
 */
import { createHash } from 'node:crypto';
import { OneOffTasks, type TaskShape } from '../../aws/one-off-tasks.ts';
import { startAnew } from '../../aws/services-of-cluster.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { type KitFingerprints, kitFingerprints } from '../../hub/fl-kits/index.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { type HubTasks, hubTasks } from './hub-tasks.ts';
import { KIT_KEYS, kitChoice, listKits } from './kit-choice.ts';
import { type KitRecord, kitRecord, markNow, noteKits } from './kit-record.ts';
import { runOneOff, type Sleep, sleepFor } from './one-off.ts';

interface Wanted {
  hub: HubTasks;
  shape: TaskShape;
  fileSystem: string;
  kits: KitFingerprints;
  /** Of the kits and of where they go. */
  fingerprint: string;
}

export const provisionKitsPhase = (sleep: Sleep): HubPhase => ({
  id: 'provision-kits',
  title: 'FL kits in the hub’s file system',
  needs: ['apply', 'fl-kits'],
  reads: KIT_KEYS,
  danger: 'moderate',
  rehearse: 'real',
  async prove(ctx) {
    const wanted = await want(ctx);
    return (await kitRecord(ctx)).provisioned?.fingerprint === wanted.fingerprint ? 'proven' : 'not done';
  },
  async run(ctx) {
    await guardAccount(ctx);
    const wanted = await want(ctx);
    const { provisioned } = await kitRecord(ctx);
    if (provisioned?.fingerprint === wanted.fingerprint) {
      ctx.log(`${provisioned.who} put these very kits there at ${provisioned.at}: nothing to do`);
      return { fileSystem: wanted.fileSystem, task: provisioned.task, nothing: 'to do' };
    }
    const restarts = provisioned?.fileSystem !== wanted.fileSystem || provisioned.started !== wanted.kits.started;
    if (provisioned?.fileSystem === wanted.fileSystem) await askToReplace(ctx, provisioned, restarts);
    const { hub, shape } = wanted;
    const done = await runOneOff(
      ctx,
      {
        cluster: hub.cluster,
        definition: hub.provision,
        subnets: hub.subnets,
        securityGroup: hub.flServerGroup,
        purpose: `flip-kits-${wanted.fingerprint}`,
        shape,
        does: 'copies the FL kits into the file system',
      },
      sleep,
    );
    if (restarts) await restart(ctx, hub);
    const task = done.arn.slice(done.arn.lastIndexOf('/') + 1);
    await noteKits(ctx, {
      provisioned: {
        ...markNow(ctx, wanted.fingerprint, task),
        started: wanted.kits.started,
        fileSystem: wanted.fileSystem,
      },
    });
    return { fileSystem: wanted.fileSystem, task, restarted: restarts ? hub.flServices.join(', ') : 'none' };
  },
});

export const provisionKits = provisionKitsPhase(sleepFor);

async function want(ctx: HubContext): Promise<Wanted> {
  const hub = await hubTasks(ctx);
  const shape = await new OneOffTasks(ctx.services.aws(), ctx.services.login).shape(hub.provision);
  const choice = kitChoice(ctx.services.settings());
  const kits = kitFingerprints(choice, (await listKits(ctx, choice)) ?? []);
  const fileSystem = shape.fileSystem ?? '';
  requireAgreement(ctx, shape, choice.date);
  const fingerprint = createHash('sha256').update(`${kits.all} ${fileSystem}`).digest('hex').slice(0, 20);
  return { hub, shape, fileSystem, kits, fingerprint };
}

/** The task copies from where the last apply told it to; another date in the file since then would be a surprise. */
function requireAgreement(ctx: HubContext, shape: TaskShape, date: string): void {
  const source = shape.environment.SOURCE ?? '';
  if (source.includes(`/${date}/`)) return;
  throw new HubError({
    code: 'inputs-changed',
    who: 'operator',
    what: `the task copies from ${source}, and the environment file names the kits of ${date}`,
    cause: 'the date was changed after the last apply',
    next: [`flip-hub apply --env ${ctx.environment}`],
    exit: EXIT.precondition,
  });
}

/** Kits under a running FL server: what it says to its clients no longer fits what it started from. */
async function askToReplace(ctx: HubContext, before: NonNullable<KitRecord['provisioned']>, restarts: boolean) {
  const level = restarts && ctx.environment === 'production' ? 'severe' : 'moderate';
  await ctx.confirm({
    id: 'provision-kits',
    level,
    subject: `Replace the FL kits that ${before.who} put into ${ctx.environment} at ${before.at}?`,
    typed: level === 'severe' ? [ctx.environment] : [],
    because: restarts
      ? [
          'fl-api and fl-server start anew: a training that runs is interrupted',
          'trusts that hold kits of another certificate authority are refused from then on',
        ]
      : ['keys of trusts were added or replaced; the services go on'],
  });
}

async function restart(ctx: HubContext, hub: HubTasks): Promise<void> {
  const { services } = ctx;
  for (const service of hub.flServices) {
    await ctx.fence();
    await startAnew(services.aws(), hub.cluster, service, services.login);
    ctx.log(`${service} starts anew, with these kits`);
  }
}
