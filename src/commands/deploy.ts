/** `deploy`: the whole pipeline for a real environment, or the part of it that `--from`, `--to`, `--only`, `--skip` name. */
import { selectPhases } from '../engine/graph/select.ts';
import { DEPLOY_GRAPH, PIPELINE } from '../phases/index.ts';
import type { HubPhase } from '../phases/services.ts';
import type { CommandContext, Options } from './context.ts';
import { runPipeline } from './pipeline.ts';
import { openReal } from './real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  // A misspelt phase is refused before anything is asked.
  phasesOf(ctx.options, []);
  const { environment, services, account } = await openReal(ctx);
  const result = await runPipeline({
    ctx,
    command: 'deploy',
    environment,
    services,
    graph: DEPLOY_GRAPH,
    selected: (before) => phasesOf(ctx.options, before),
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

/** The phases the options name; a resume without any does what the run it continues was asked to do. */
function phasesOf({ from, to, only, skip, resume }: Options, before: string[] | undefined): HubPhase[] {
  const named = [from, to, only, skip].some((option) => option !== undefined);
  return selectPhases(PIPELINE, { from, to, only: resume === true && !named ? before : only, skip });
}
