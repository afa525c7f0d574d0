/** `deploy`: the whole pipeline for a real environment, or the part of it that `--from`, `--to`, `--only`, `--skip` name. */
import { selectPhases } from '../engine/graph/select.ts';
import { DEPLOY_GRAPH, PIPELINE } from '../phases/index.ts';
import type { CommandContext } from './context.ts';
import { runPipeline } from './pipeline.ts';
import { openReal } from './real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const { from, to, only, skip } = ctx.options;
  const selected = selectPhases(PIPELINE, { from, to, only, skip });
  const { environment, services, account } = await openReal(ctx);
  const result = await runPipeline({
    ctx,
    command: 'deploy',
    environment,
    services,
    graph: DEPLOY_GRAPH,
    selected,
    rehearsal: false,
    account,
    next: ({ outcome, notDone }) =>
      outcome === 'done'
        ? [`flip-hub plan --env ${environment.name}    shows that nothing is left to change`]
        : notDone.length > 0
          ? [`flip-hub deploy --env ${environment.name} --resume`]
          : [],
  });
  return result.exit;
}
