/** One step of the pipeline under the name the documentation gives it, with the steps it cannot do without. */
import { DEPLOY_GRAPH, STEPS } from '../phases/index.ts';
import type { CommandContext } from './context.ts';
import { runPipeline } from './pipeline.ts';
import { openReal } from './real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const ids = STEPS[ctx.command] ?? [ctx.command];
  const { environment, services, account } = await openReal(ctx);
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph: DEPLOY_GRAPH,
    selected: DEPLOY_GRAPH.filter((phase) => ids.includes(phase.id)),
    rehearsal: false,
    account,
    next: ({ outcome }) => (outcome === 'done' ? [] : [`flip-hub ${ctx.command} --env ${environment.name} --resume`]),
  });
  return result.exit;
}
