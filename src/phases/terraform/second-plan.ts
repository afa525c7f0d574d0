/** The rehearsal's proof: a second plan right after the apply finds nothing to change, and nothing left this machine. */
import { HubError } from '../../engine/errors/hub-error.ts';
import { planArgv } from '../../tools/terraform/index.ts';
import type { HubPhase } from '../services.ts';
import { openSession } from './session.ts';
import { streamTerraform } from './stream.ts';

export const secondPlan: HubPhase = {
  id: 'second-plan',
  title: 'Second plan finds nothing',
  needs: ['apply', 'update-env'],
  reads: ['*'],
  danger: 'mild',
  rehearse: 'real',
  prove: async () => 'not done',
  async run(ctx) {
    const session = await openSession(ctx);
    const { exit, translator } = await streamTerraform(ctx, {
      name: 'second-plan',
      args: planArgv({}),
      session,
      accept: [0, 2],
    });
    const { rehearsal } = ctx.services;
    await rehearsal?.assertSound();
    if (exit.exit === 0) {
      for (const words of rehearsal?.proves ?? []) ctx.log(`proven: ${words}`);
      for (const words of rehearsal?.doesNotProve ?? []) ctx.log(`not proven: ${words}`);
      return { changes: 0 };
    }
    const s = translator.summary;
    throw new HubError({
      code: 'rehearsal-gap',
      who: 'bug',
      what: `a second plan wants to change something: ${s?.add ?? '?'} to add, ${s?.change ?? '?'} to change, ${s?.remove ?? '?'} to destroy`,
      cause: 'the stand-in answered a read differently from what was written, or the configuration never settles',
      next: ['read the log of second-plan: it names the resources', 'report it with the log'],
    });
  },
};
