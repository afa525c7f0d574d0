/** `unlock` and `force-unlock`: removes the lock between machines, or Terraform's own, after its owner was shown. */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { forceUnlock, unlock } from '../phases/ownership/unlock.ts';
import type { CommandContext } from './context.ts';
import { runPipeline } from './pipeline.ts';
import { openReal } from './real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const [id, ...more] = ctx.positionals;
  if (more.length > 0)
    throw new HubError({
      code: 'usage',
      who: 'operator',
      what: `${ctx.command} takes one lock id, not ${JSON.stringify(ctx.positionals.join(' '))}`,
      next: [`flip-hub ${ctx.command} --help`],
      exit: EXIT.usage,
    });
  const { environment, services, account } = await openReal(ctx);
  const phase = ctx.command === 'unlock' ? unlock : forceUnlock(id);
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph: [phase],
    selected: [phase],
    rehearsal: false,
    account,
    aside: true,
    next: () => [],
  });
  return result.exit;
}
