/** `deploy`: the whole pipeline for a real environment, or the part of it that `--from`, `--to`, `--only`, `--skip` name. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { selectPhases } from '../engine/graph/select.ts';
import { DEPLOY_GRAPH, PIPELINE } from '../phases/index.ts';
import { refuseEndpointOverrides } from '../tools/child-environment.ts';
import type { CommandContext } from './context.ts';
import { chooseEnvironment } from './environment.ts';
import { runPipeline } from './pipeline.ts';
import { rememberEnvironment } from './preferences.ts';
import { createServices } from './services.ts';
import { findWorkspace, refuseRehearsalWorkspace } from './workspace.ts';

export async function run(ctx: CommandContext): Promise<number> {
  const { from, to, only, skip } = ctx.options;
  const selected = selectPhases(PIPELINE, { from, to, only, skip });
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
  const account = services.settings().text('FLIP_AWS_ACCOUNT_ID');
  await rememberEnvironment(environment.name);
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
