/** One step of the pipeline under the name the documentation gives it, with the steps it cannot do without. */
import { EXIT } from '../engine/exit-codes.ts';
import type { RunOptions } from '../engine/run/run-options.ts';
import { DEPLOY_GRAPH, STEPS } from '../phases/index.ts';
import type { HubServices } from '../phases/services.ts';
import { drift } from '../phases/terraform/drift.ts';
import type { CommandContext } from './context.ts';
import { runPipeline } from './pipeline.ts';
import { openReal } from './real.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const { environment, services, account } = await openReal(ctx);
  const { graph, ids } = asked(ctx);
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph,
    selected: graph.filter((phase) => ids.includes(phase.id)),
    rehearsal: false,
    account,
    found: worthAnExit(ctx),
    next: ({ outcome, exit }) => {
      if (outcome !== 'done') return [`flip-hub ${ctx.command} --env ${environment.name} --resume`];
      return ctx.options.drift === true && exit !== EXIT.done
        ? [`flip-hub plan --env ${environment.name}    shows what the next apply would put right`]
        : [];
    },
  });
  return result.exit;
}

function asked(ctx: CommandContext) {
  if (ctx.options.drift === true) return { graph: [...DEPLOY_GRAPH, drift], ids: ['aws-login', 'init', drift.id] };
  return { graph: DEPLOY_GRAPH, ids: STEPS[ctx.command] ?? [ctx.command] };
}

/** What makes a run that did everything end with exit 7. */
function worthAnExit({ options }: CommandContext): NonNullable<RunOptions<HubServices>['found']> {
  return (evidence) =>
    (options.drift === true && Number(evidence(drift.id)?.drifted ?? 0) > 0) ||
    (options.detailed === true && evidence('plan') !== undefined && evidence('plan')?.nothing === undefined);
}
