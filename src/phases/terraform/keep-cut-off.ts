/**
 * What an interrupted apply was creating when it stopped exists, but Terraform marks it tainted: the next plan would
 * destroy it and make it again, which is refused for what must outlive a destroy and loses data for what holds state.
 * For exactly those the mark is taken back, so that the next plan completes them instead.
 */
import { PERSISTENT_MODULE, stateRowOf, untaintArgv } from '../../tools/terraform/index.ts';
import type { HubContext } from '../services.ts';
import type { TerraformSession } from './session.ts';
import type { ManagedInstance } from './state.ts';

const kept = (instance: ManagedInstance): boolean =>
  instance.module.split('.')[1] === PERSISTENT_MODULE || stateRowOf(instance) !== undefined;

export async function keepCutOff(ctx: HubContext, session: TerraformSession): Promise<void> {
  const { tainted } = await session.state();
  for (const { address } of tainted.filter(kept)) {
    await ctx.fence();
    await session.run(untaintArgv(address), `untaint ${address}`);
    ctx.warn(
      'creation-cut-off',
      `${address} was being created when an apply stopped: it is kept, and the plan completes it`,
    );
  }
  const again = tainted.filter((instance) => !kept(instance));
  for (const { address } of again) ctx.log(`${address} was being created when an apply stopped: it is made again`);
}
