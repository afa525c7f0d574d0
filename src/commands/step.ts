/** One step of the pipeline under the name the documentation gives it, with the steps it cannot do without. */
import { homedir } from 'node:os';
import { join } from 'node:path';
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
  return result.exit;
}
