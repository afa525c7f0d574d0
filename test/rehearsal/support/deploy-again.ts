/**
 * A second deployment into a rehearsal that still runs: the program's own phases, from the look at what exists to the
 * second plan, as a next `deploy` does them in an account that a destroy left behind.
 */
import { join } from 'node:path';
import type { CommandContext } from '../../../src/commands/context.ts';
import { runPipeline } from '../../../src/commands/pipeline.ts';
import { standInPhase } from '../../../src/commands/rehearse/stand-in-phase.ts';
import { stubKits } from '../../../src/commands/rehearse/stub-kits.ts';
import { StandInTarget } from '../../../src/commands/rehearse/target.ts';
import { createServices } from '../../../src/commands/services.ts';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import type { Host } from '../../../src/engine/port.ts';
import { REHEARSAL_GRAPH } from '../../../src/phases/index.ts';
import { drift } from '../../../src/phases/terraform/drift.ts';
import { FAKE_ACCOUNT, type StandIn } from '../../../src/rehearsal/index.ts';
import type { Cycle } from './cycle.ts';
import { ROOT, type Sandbox } from './program.ts';

const PHASES = new Set([
  'init',
  'import-persistent',
  'plan',
  'apply',
  'provision-kits',
  'seed-users',
  'update-env',
  'register-supernode-keys',
  'second-plan',
]);

/** Looks for what was changed outside Terraform in a rehearsal that still runs: `plan --drift`. */
export const lookForDrift = (box: Sandbox, cycle: Cycle, standIn: StandIn) =>
  deployAgain(box, cycle, standIn, new Set(['init', 'drift']));

export async function deployAgain(
  box: Sandbox,
  { env }: Cycle,
  standIn: StandIn,
  phases: ReadonlySet<string> = PHASES,
): Promise<{ exit: number; events: HubEvent[] }> {
  const events: HubEvent[] = [];
  const environment = ENVIRONMENTS[env];
  const self = [process.execPath, join(ROOT, 'dist', 'main.js')] as const;
  const host: Host = {
    notify: (event) => void events.push(event),
    request: async () => ({ yes: false, by: 'nobody is asked' }),
    close: async () => {},
  };
  const ctx: CommandContext = {
    command: 'rehearse',
    positionals: ['deploy'],
    options: { yes: true },
    io: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: box.env, cwd: box.dir },
    version: '0.1.0',
    self,
    packageDir: ROOT,
    interactive: false,
    host: async () => host,
    questions: host,
    forwardScreen: undefined,
    terminated: () => false,
  };
  const target = new StandInTarget(box.env);
  const services = createServices({
    ctx,
    environment,
    workspace: box.workspace,
    rehearsal: () => target.target(),
    publicKeyFile: join(box.workspace, '.flip-hub', env, 'host-aws.pub'),
  });
  const publicZone = services.settings().required('ALB_SUBDOMAIN');
  const first = standInPhase({
    dir: standIn.dir,
    entry: [...self, '__stand-in'],
    publicZone,
    target,
    kits: () => stubKits(services.settings()),
  });
  // A needed phase that is not among them is one the first deployment did.
  const selected = [...REHEARSAL_GRAPH, drift]
    .filter((phase) => phases.has(phase.id))
    .map((phase) => ({
      ...phase,
      needs: [first.id, ...phase.needs.filter((id) => phases.has(id))],
    }));
  const { exit } = await runPipeline({
    ctx,
    command: 'rehearse deploy',
    environment,
    services,
    graph: [first, ...selected],
    selected: [first, ...selected],
    rehearsal: true,
    account: FAKE_ACCOUNT,
    next: () => [],
  });
  return { exit, events };
}
