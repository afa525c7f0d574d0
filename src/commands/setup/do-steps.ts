/** The steps after the environment file, as one run with everything a run has: journal, lock, screen, questions. */
import type { Environment } from '../../engine/environments.ts';
import { DEPLOY_GRAPH } from '../../phases/index.ts';
import { emailPhase } from '../../phases/pipeline/email.ts';
import { keysPhase } from '../../phases/pipeline/generate-internal-service-key.ts';
import type { HubPhase } from '../../phases/services.ts';
import type { CommandContext } from '../context.ts';
import { runPipeline } from '../pipeline.ts';
import { openReal } from '../real.ts';

const EMAIL = emailPhase({ wait: false, resend: false, production: undefined });
/** Whoever joins has the keys of the deployed hub, or none. */
const ADOPTED = keysPhase({ rotate: false, rotateAes: false, mint: 'none', databasePassword: false });

/** The keys are adopted in the same run: that they are missing before it begins is no obstacle, and is asked again after it. */
function whenJoining(phase: HubPhase): HubPhase {
  if (phase.id === ADOPTED.id) return ADOPTED;
  const { check } = phase;
  if (phase.id !== 'init' || check === undefined) return phase;
  return {
    ...phase,
    check: async (ctx) => {
      const found = await check(ctx);
      const onlyKeys = Array.isArray(found) && found.length > 0 && found.every(({ code }) => code === 'keys-missing');
      return onlyKeys ? 'not yet knowable' : found;
    },
  };
}

export async function doSteps(
  ctx: CommandContext,
  workspace: string,
  environment: Environment,
  steps: readonly string[],
  { joining, firstSeq }: { joining: boolean; firstSeq: number },
): Promise<number> {
  const graph = [...(joining ? DEPLOY_GRAPH.map(whenJoining) : DEPLOY_GRAPH), EMAIL];
  const here = { ...ctx, options: { ...ctx.options, workspace, env: environment.name } };
  // Outputs are read through Terraform, which has to be initialised for that.
  const wanted = ['aws-login', ...steps, ...(steps.includes('update-env') ? ['init'] : [])];
  const { services, account } = await openReal(here);
  const result = await runPipeline({
    ctx: here,
    command: 'setup',
    environment,
    services,
    graph,
    selected: graph.filter((phase) => wanted.includes(phase.id)),
    rehearsal: false,
    account,
    aside: true,
    firstSeq,
    next: ({ outcome }) =>
      outcome === 'done' ? [] : steps.map((step) => `flip-hub ${step} --env ${environment.name}`),
  });
  return result.exit;
}
