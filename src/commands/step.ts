/** One step of the pipeline under the name the documentation gives it, with the steps it cannot do without. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../engine/exit-codes.ts';
import { readCheckpoint } from '../engine/run/checkpoint.ts';
import { DEPLOY_GRAPH, STEPS } from '../phases/index.ts';
import { refuseEndpointOverrides } from '../tools/child-environment.ts';
import type { CommandContext } from './context.ts';
import { chooseEnvironment } from './environment.ts';
import { runPipeline } from './pipeline.ts';
import { rememberEnvironment } from './preferences.ts';
import { createServices } from './services.ts';
import { findWorkspace, refuseRehearsalWorkspace } from './workspace.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const ids = STEPS[ctx.command] ?? [ctx.command];
  const selected = DEPLOY_GRAPH.filter((phase) => ids.includes(phase.id));
  const environment = await chooseEnvironment(ctx);
  const workspace = findWorkspace(ctx.options.workspace, ctx.io.cwd);
  refuseRehearsalWorkspace(workspace);
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  const services = createServices({
    ctx,
    environment,
    workspace,
    publicKeyFile: join(homedir(), '.ssh', 'host-aws.pub'),
  });
  await rememberEnvironment(environment.name);
  const result = await runPipeline({
    ctx,
    command: ctx.command,
    environment,
    services,
    graph: DEPLOY_GRAPH,
    selected,
    rehearsal: false,
    account: services.settings().text('FLIP_AWS_ACCOUNT_ID'),
    next: ({ outcome }) => (outcome === 'done' ? [] : [`flip-hub ${ctx.command} --env ${environment.name} --resume`]),
  });
  if (result.exit === EXIT.done && ctx.options.detailed === true && changesPlanned(services.stateDir))
    return EXIT.problems;
  return result.exit;
}

/** Did the plan that was just made hold anything? Read from its own evidence. */
function changesPlanned(stateDir: string): boolean {
  const evidence = readCheckpoint(stateDir)?.marks.plan?.evidence ?? {};
  return ['add', 'change', 'destroy'].some((count) => Number(evidence[count]) > 0);
}
