/** A rehearsed deployment of the whole root that is killed on its way, and what must hold of its account at the end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAws } from '../../../src/aws/factory.ts';
import { StateObjects } from '../../../src/aws/state-objects.ts';
import { taggedResources } from '../../../src/aws/tagged.ts';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import { matchTagged } from '../../../src/phases/terraform/orphans/match.ts';
import { stateView } from '../../../src/phases/terraform/state.ts';
import { gatewayUrl, REHEARSAL_REGION } from '../../../src/rehearsal/index.ts';
import { newestRun, type Program } from './kill.ts';
import { PROGRAM, type Sandbox } from './program.ts';

export const rehearsal = (box: Sandbox, ...more: string[]): Program => ({
  argv: [PROGRAM, 'rehearse', 'deploy', '--keep', box.workspace, '--yes', '--json', ...more],
  cwd: box.dir,
  env: box.env,
  stateDir: join(box.workspace, '.flip-hub', 'stag'),
});

/** Resources that the apply of this process has finished. */
export const applied = (records: readonly HubEvent[]): number =>
  new Set(
    records.flatMap((event) =>
      event.type === 'resource' && event.phase === 'apply' && event.state === 'done' && event.action !== 'read'
        ? [event.address]
        : [],
    ),
  ).size;

/** What carries the environment's tags and is not in the state: orphans, and everything that was made twice. */
export async function unknownToState(box: Sandbox): Promise<string[]> {
  const standIn = await box.standIn();
  const aws = createAws({
    region: REHEARSAL_REGION,
    standIn: { endpoint: gatewayUrl(standIn), accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  });
  const objects = new StateObjects(aws, 'flip-rehearsal-stag-tfstate', 'no sign-in here');
  const state = stateView(JSON.stringify((await objects.get('flip/terraform.tfstate'))?.value));
  if (await objects.exists('flip/terraform.tfstate.tflock')) throw new Error("Terraform's lock is still there");
  const tagged = await taggedResources(aws, { Project: 'flip', ManagedBy: 'flip-hub', Environment: 'stag' }, '');
  if (tagged.length < 40) throw new Error(`only ${tagged.length} things carry tags: this looks at the wrong account`);
  return matchTagged(tagged, [], state.ids).stray;
}

/** Addresses whose making the held apply of the newest run reported, one entry each time. */
export function madeAddresses(box: Sandbox): string[] {
  const run = newestRun(join(box.workspace, '.flip-hub', 'stag'));
  if (run === undefined) throw new Error('no run');
  return readFileSync(join(run, 'held', 'apply.out'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"apply_complete"'))
    .map((line) => (JSON.parse(line) as { hook: { action: string; resource: { addr: string } } }).hook)
    .filter(({ action }) => action === 'create')
    .map(({ resource }) => resource.addr);
}
