/**
 * `generate-internal-service-key`: the internal key made where there is none, adopted where a hub is deployed, or made anew
 * when told to. A payload key and a database password are made on request only.
 */
import { keysPhase } from '../../phases/pipeline/generate-internal-service-key.ts';
import type { CommandContext } from '../context.ts';
import { runPipeline } from '../pipeline.ts';
import { openReal } from '../real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const { options } = ctx;
  const rotate = options.force === true;
  const { environment, services, account } = await openReal(ctx);
  const graph = [
    keysPhase({
      rotate,
      rotateAes: rotate && options['aes-key'] === true,
      mint: options['aes-key'] === true ? 'all' : 'service',
      databasePassword: options['database-password'] === true,
    }),
  ];
  const again = `flip-hub ${ctx.command} --env ${environment.name}`;
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph,
    selected: graph,
    rehearsal: false,
    account,
    next: ({ outcome }) =>
      outcome !== 'done'
        ? [rotate ? again : `${again} --resume`]
        : rotate
          ? [`flip-hub apply --env ${environment.name}`]
          : [],
  });
  return result.exit;
}
