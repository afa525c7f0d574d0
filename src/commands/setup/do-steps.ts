/** The steps after the environment file, as one run with everything a run has: journal, lock, screen, questions. */
import type { Environment } from '../../engine/environments.ts';
import { DEPLOY_GRAPH } from '../../phases/index.ts';
import { emailPhase } from '../../phases/pipeline/email.ts';
import type { CommandContext } from '../context.ts';
import { runPipeline } from '../pipeline.ts';
import { openReal } from '../real.ts';

const GRAPH = [...DEPLOY_GRAPH, emailPhase({ wait: false, resend: false, production: undefined })];

export async function doSteps(
  ctx: CommandContext,
  workspace: string,
  environment: Environment,
  steps: readonly string[],
): Promise<number> {
  const here = { ...ctx, options: { ...ctx.options, workspace, env: environment.name } };
  // Outputs are read through Terraform, which has to be initialised for that.
  const wanted = ['aws-login', ...steps, ...(steps.includes('update-env') ? ['init'] : [])];
  const { services, account } = await openReal(here);
  const result = await runPipeline({
    ctx: here,
    command: 'setup',
    environment,
    services,
    graph: GRAPH,
    selected: GRAPH.filter((phase) => wanted.includes(phase.id)),
    rehearsal: false,
    account,
    aside: true,
    next: ({ outcome }) =>
      outcome === 'done' ? [] : steps.map((step) => `flip-hub ${step} --env ${environment.name}`),
  });
  return result.exit;
}
