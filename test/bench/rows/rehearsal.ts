/**
 * What flip-hub adds to Terraform: a rehearsed deployment from its init to the end of its second plan, beside the same
 * commands typed one after the other in a copy of the same root, against a stand-in of their own. Minutes long.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import { readEnvironment, terraformInputs } from '../../../src/hub/index.ts';
import { rehearsalEnvironment } from '../../../src/rehearsal/index.ts';
import { applyArgv, initArgv, planArgv, showPlanArgv } from '../../../src/tools/terraform/index.ts';
import { collect, eventsOf, Sandbox } from '../../rehearsal/support/program.ts';
import { compared, type Row } from '../report/row.ts';
import { ENTRY } from '../world/sandbox.ts';

const ENV = 'stag';
const TARGET = 1.05;

export async function rehearsal(): Promise<Row[]> {
  await using hand = new Sandbox('bench-hand');
  const start = loadavg();
  const ours = await deployed(join(hand.dir, 'typed'));
  const middle = loadavg();
  const peer = await typed(hand, join(hand.dir, 'typed'));
  const side = (ms: number) => ({ ms, fastest: ms, slowest: ms, cpuMs: undefined, runs: 1 });
  const row = compared(
    'rehearse deploy, init to second plan',
    'init, plan, show, apply, plan by hand',
    { ours: side(ours.ms), peer: side(peer.ms), ratio: ours.ms / peer.ms, cpuRatio: undefined },
    TARGET,
  );
  const load = [start, middle, loadavg()].map(([one]) => one?.toFixed(1)).join(', ');
  return [
    {
      ...row,
      note: `steps: ours ${words(ours.steps)}; by hand ${words(peer.steps)}; load before, between, after: ${load}`,
    },
  ];
}

interface Took {
  ms: number;
  steps: Record<string, number>;
}

const words = (steps: Record<string, number>): string =>
  Object.entries(steps)
    .map(([step, ms]) => `${step} ${(ms / 1000).toFixed(1)} s`)
    .join(', ');

/** Runs flip-hub, leaves a copy of its root in `copy`, and takes everything else away again. */
async function deployed(copy: string): Promise<Took> {
  await using box = new Sandbox('bench-deploy');
  const { code, events, stderr } = await box.run(
    ['rehearse', 'deploy', '--env', ENV, '--keep', box.workspace, '--yes', '--json'],
    {},
    ENTRY,
  );
  if (code !== 0)
    throw new Error(`rehearse deploy ended with ${code}: ${JSON.stringify(eventsOf(events, 'error'))} ${stderr}`);
  const begun = eventsOf(events, 'phase-started').find((event) => event.phase === 'init');
  const ended = eventsOf(events, 'phase-finished').find((event) => event.phase === 'second-plan');
  if (begun === undefined || ended === undefined) throw new Error('there was no init, or no second plan');
  const run = box.runDir(ENV);
  for (const folder of ['root', 'templates']) cpSync(join(run, folder), join(copy, folder), { recursive: true });
  const config = join(box.workspace, '.flip-hub', ENV, 'terraformrc');
  if (existsSync(config)) cpSync(config, join(copy, 'terraformrc'));
  return {
    ms: Date.parse(ended.time) - Date.parse(begun.time),
    steps: Object.fromEntries(
      eventsOf(events, 'phase-finished')
        .filter((event) =>
          ['init', 'import-persistent', 'plan', 'apply', 'update-env', 'second-plan'].includes(event.phase),
        )
        .map((event) => [event.phase, event.ms]),
    ),
  };
}

/** The same by hand, against a fresh stand-in in which the bucket and the keys were made and nothing else. */
async function typed(box: Sandbox, copy: string): Promise<Took> {
  const { code, stderr } = await box.run(
    [
      'rehearse',
      'deploy',
      '--env',
      ENV,
      '--keep',
      box.workspace,
      '--stop-after',
      'generate-internal-service-key',
      '--yes',
      '--json',
    ],
    {},
    ENTRY,
  );
  if (code !== 0) throw new Error(`the stand-in for the commands by hand did not start: ${stderr}`);
  const standIn = await box.standIn();
  const reading = readEnvironment(readFileSync(join(box.workspace, `.env.${ENV}`), 'utf8'), ENV);
  const publicKey = readFileSync(join(box.workspace, '.flip-hub', ENV, 'host-aws.pub'), 'utf8');
  const env = {
    ...rehearsalEnvironment(standIn, process.env),
    TF_DATA_DIR: join(copy, 'tfdata'),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    ...(existsSync(join(copy, 'terraformrc')) ? { TF_CLI_CONFIG_FILE: join(copy, 'terraformrc') } : {}),
    ...terraformInputs(reading.values, reading.document.keys(), { environment: ENVIRONMENTS[ENV], publicKey }),
  };
  const bucket = reading.document.value('FLIP_TFSTATE_BUCKET_NAME') ?? '';
  const saved = join(copy, 'typed.tfplan');
  const steps: Record<string, number> = {};
  const type = async (step: string, args: string[], accept: number[]): Promise<void> => {
    const started = performance.now();
    const ran = await collect(
      spawn('terraform', args, { cwd: join(copy, 'root'), env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    steps[step] = performance.now() - started;
    if (ran.code === null || !accept.includes(ran.code))
      throw new Error(`terraform ${step} ended with ${ran.code}: ${errorsIn(ran.stdout)} ${ran.stderr}`);
  };
  const started = performance.now();
  await type('init', initArgv({ backend: { bucket, region: standIn.region } }), [0]);
  await type('plan', planArgv({ out: saved }), [2]);
  await type('show', showPlanArgv(saved), [0]);
  await type('apply', applyArgv(saved), [0]);
  await type('second plan', planArgv(), [0]);
  return { ms: performance.now() - started, steps };
}

const errorsIn = (stdout: string): string => (stdout.match(/"@level":"error".*/g) ?? []).slice(0, 3).join('\n');
