/** `rehearse deploy`: a whole deployment by the code of the real one, with real Terraform, against the stand-in. */
import { join } from 'node:path';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { selectPhases } from '../../engine/graph/select.ts';
import type { RunNote, RunResult } from '../../engine/run/run-options.ts';
import { REHEARSAL_GRAPH } from '../../phases/index.ts';
import type { HubPhase, HubServices } from '../../phases/services.ts';
import {
  createRehearsalWorkspace,
  FAKE_ACCOUNT,
  injectedFaults,
  parseFaults,
  REHEARSAL_REGION,
  WHAT_IT_DOES_NOT,
} from '../../rehearsal/index.ts';
import type { CommandContext } from '../context.ts';
import { namedEnvironment } from '../environment.ts';
import { runPipeline } from '../pipeline.ts';
import { rememberRehearsal } from '../preferences.ts';
import { createServices } from '../services.ts';
import { findWorkspace } from '../workspace.ts';
import { takeSettings } from './existing.ts';
import { freshFolder, lastFolder, removeRehearsal, standInDir } from './folder.ts';
import { leaveReachable } from './leave.ts';
import { lackingPermissions, permissionsOption } from './permissions.ts';
import { standInPhase } from './stand-in-phase.ts';
import { stubKits } from './stub-kits.ts';
import { StandInTarget } from './target.ts';

export async function rehearseDeploy(ctx: CommandContext): Promise<number> {
  const { keep, 'stop-after': stopAfter } = ctx.options;
  const environment = rehearsed(ctx);
  const faults = ctx.options.faults === undefined ? undefined : { use: parseFaults(ctx.options.faults) };
  const entry = [...ctx.self, '__stand-in', ...permissionsOption(ctx)];
  const dir = ctx.options.resume ? await lastFolder(keep, ctx.io.cwd) : await freshFolder(keep, ctx.io.cwd, ctx.io.env);
  const standIn = { account: FAKE_ACCOUNT, region: REHEARSAL_REGION, dir: standInDir(dir) };
  const made = ctx.options.resume ? undefined : await createRehearsalWorkspace({ dir, env: environment.name, standIn });
  if (made && ctx.options.workspace !== undefined)
    takeSettings(findWorkspace(ctx.options.workspace, ctx.io.cwd), dir, environment);
  const target = new StandInTarget(ctx.io.env, faults?.use?.attempts);
  const services = createServices({
    ctx,
    environment,
    workspace: dir,
    rehearsal: () => target.target(),
    publicKeyFile: join(dir, '.flip-hub', environment.name, 'host-aws.pub'),
  });
  const publicZone = services.settings().required('ALB_SUBDOMAIN');
  const first = standInPhase({
    dir: standIn.dir,
    entry,
    publicZone,
    kits: () => stubKits(services.settings()),
    target,
    ...(faults ? { faults } : {}),
  });
  const graph = [first, ...REHEARSAL_GRAPH.map((phase) => afterStandIn(phase, first.id))];
  const result = await runPipeline({
    ctx,
    command: 'rehearse deploy',
    environment,
    services,
    graph,
    selected: selectPhases(graph, { to: stopAfter }),
    rehearsal: true,
    account: FAKE_ACCOUNT,
    notes: () => [...injected(standIn), ...lackingPermissions(standIn)],
    about: { notProven: WHAT_IT_DOES_NOT },
    next: ({ outcome }) =>
      outcome === 'done'
        ? keep === undefined && stopAfter === undefined
          ? ['flip-hub deploy --to update-env    does the same for real, once .env.stag is yours']
          : [`rehearse stop    ends the stand-in; the workspace is ${dir}`]
        : ['flip-hub rehearse deploy --resume    continues', 'flip-hub rehearse stop    ends it'],
  });
  await leave(ctx, result, dir, environment, target, services);
  return result.exit;
}

/** How often each fault struck, when any did or could. */
function injected(standIn: { dir: string }): RunNote[] {
  const struck = Object.entries(injectedFaults(standIn)).filter(([, times]) => times > 0);
  if (struck.length === 0) return [];
  const words = struck.map(([kind, times]) => `${times} × ${kind}`).join(', ');
  return [{ code: 'faults-injected', what: `faults injected since the stand-in started: ${words}` }];
}

/** A rehearsal is of the environment that is named, else of staging: nothing real depends on the choice. */
function rehearsed(ctx: CommandContext): Environment {
  return namedEnvironment(ctx.options.env, ctx.io.env.PROD) ?? ENVIRONMENTS.stag;
}

/** Everything in a rehearsal waits for the stand-in, but what needs no AWS runs beside its start. */
function afterStandIn(phase: HubPhase, standIn: string): HubPhase {
  return phase.id === 'github-login' ? phase : { ...phase, needs: [standIn, ...phase.needs] };
}

/** Success without `--keep` leaves nothing running; everything else leaves the stand-in running, and says how to reach it. */
async function leave(
  ctx: CommandContext,
  result: RunResult,
  dir: string,
  environment: Environment,
  target: StandInTarget,
  services: HubServices,
): Promise<void> {
  const { keep, 'stop-after': stopAfter } = ctx.options;
  if (result.exit === EXIT.done && keep === undefined && stopAfter === undefined) {
    // Its files stay until the next rehearsal takes their place: the summary just named the log among them.
    await removeRehearsal(dir, 'stand-in');
    await rememberRehearsal(undefined);
    return;
  }
  if (!target.standIn) return;
  const variables = services.settings().terraformVariables();
  const lines = leaveReachable({
    dir,
    env: environment.name,
    standIn: target.standIn,
    root: join(result.dir, 'root'),
    terraform: { TF_CLI_CONFIG_FILE: join(services.stateDir, 'terraformrc'), ...variables },
  });
  const out = ctx.options.json === true ? ctx.io.stderr : ctx.io.stdout;
  out.write(
    [
      '',
      'The stand-in still runs. Look at it with the real aws and terraform:',
      ...lines.map((line) => `  ${line}`),
      '',
    ].join('\n'),
  );
}
