/**
 * Two real flip-hubs and one environment. Each has a home, a workspace and a host name of its own where the machine lets
 * us give it one, so that the lock in the state bucket decides; or both stand in one workspace, and the local lock does.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockKey } from '../../src/aws/lock-store.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { operator, STAG, STATE_BUCKET } from '../bad-input/support/operator.ts';
import { until } from '../engine/holder/programs.ts';
import { PROGRAM } from '../rehearsal/support/program.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const LOCK = `${STATE_BUCKET}/${lockKey('stag')}`;
/** More in a soak. */
const RACES = Number(process.env.FLIP_HUB_RACES ?? 10);
const MAY_RENAME = spawnSync('unshare', ['--uts', 'hostname', 'alpha']).status === 0;
const HEADSTART_MS = 100;

let dir: string;

/** Terraform that notes who changes something, shouts when two do, and waits at the named gates until they are opened. */
function terraformIn(folder: string, gates: string[]): void {
  dir = folder;
  mkdirSync(dir, { recursive: true });
  const real = join(op.bin, 'terraform-fake');
  if (!existsSync(real)) renameSync(join(op.bin, 'terraform'), real);
  const wait = gates
    .map((gate) => `[ "$1" = ${gate} ] && [ ! -e ${dir}/${gate}.open ] && touch ${dir}/${gate}.waits && await ${gate}`)
    .join('\n');
  writeFileSync(
    join(op.bin, 'terraform'),
    `#!/bin/sh
await() { for _ in $(seq 1200); do [ -e ${dir}/$1.open ] && return; sleep 0.05; done; }
case "$1" in init|plan|apply) ;; *) exec ${real} "$@" ;; esac
echo "$(hostname) $1" >> ${dir}/inside
mkdir ${dir}/room || echo "$(hostname) $1" >> ${dir}/both
${wait}
${real} "$@"; code=$?
rmdir ${dir}/room
exit $code
`,
  );
  chmodSync(join(op.bin, 'terraform'), 0o755);
}

const open = (gate: string) => writeFileSync(join(dir, `${gate}.open`), '');
const inside = () =>
  existsSync(join(dir, 'inside')) ? readFileSync(join(dir, 'inside'), 'utf8').trim().split('\n') : [];

interface Hub {
  child: ChildProcess;
  ended: Promise<{ code: number | null; out: string }>;
}

/** `apply` on a machine of that name, in a workspace of its own unless one is given. */
function hubOn(host: string, workspace = join(dir, host), more: string[] = []): Hub {
  const home = join(dir, `home-of-${host}`);
  mkdirSync(join(home, '.ssh'), { recursive: true });
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(home, '.ssh', 'host-aws.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 op@example\n');
  writeFileSync(join(workspace, '.env.stag'), STAG, { mode: 0o600 });
  const words = [
    'apply',
    '--env',
    'stag',
    '--allow-endpoint-override',
    '--yes',
    '--json',
    '--workspace',
    workspace,
    ...more,
  ];
  const node = [process.execPath, PROGRAM, ...words];
  const argv = MAY_RENAME ? ['unshare', '--uts', 'sh', '-c', `hostname ${host} && exec "$@"`, 'sh', ...node] : node;
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {
    cwd: workspace,
    env: { ...process.env, ...op.shell, HOME: home, XDG_CONFIG_HOME: join(home, '.config') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
  const ended = new Promise<{ code: number | null; out: string }>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, out }));
  });
  return { child, ended };
}

beforeEach(() => op.terraform({ planJson: VPC }));

describe(`two that start within ${HEADSTART_MS} ms`, () => {
  /** Whoever is inside stays there until the other one has ended. */
  async function race(round: number, start: (host: string) => Hub): Promise<void> {
    terraformIn(join(op.workspace, `race-${round}`), ['apply']);
    const first = start('alpha');
    await sleep((round * 37) % HEADSTART_MS);
    const both = [first, start('beta')];
    const loser = await Promise.race(both.map(({ ended }) => ended));
    open('apply');
    const said = await Promise.all(both.map(({ ended }) => ended));
    const told = said.map(({ out }) => out).join('\n');
    expect(existsSync(join(dir, 'both')), told).toBe(false);
    expect(loser.code, told).toBe(EXIT.locked);
    expect(said.map(({ code }) => code).sort(), told).toEqual([EXIT.done, EXIT.locked]);
    expect(inside().map((line) => line.split(' ')[1])).toEqual(['init', 'plan', 'apply']);
    expect(op.aws.objects.has(LOCK)).toBe(false);
  }

  it(`on two machines: never two inside, in ${RACES} races`, async () => {
    for (let round = 0; round < RACES; round += 1) {
      await race(round, (host) => hubOn(host));
      if (MAY_RENAME) expect(new Set(inside().map((line) => line.split(' ')[0])).size).toBe(1);
    }
  });

  it(`in one workspace: never two inside, in ${RACES} races`, async () => {
    const workspace = join(op.workspace, 'shared');
    for (let round = 0; round < RACES; round += 1) await race(round, (host) => hubOn(host, workspace));
  });
});

it.skipIf(!MAY_RENAME)('a stopped run that was taken over wakes up to exit 6 before any effect', async () => {
  terraformIn(join(op.workspace, 'taken-over'), ['plan']);
  const old = hubOn('alpha');
  await until(() => existsSync(join(dir, 'plan.waits')));
  old.child.kill('SIGSTOP');
  open('plan');
  // Its holder and its Terraform are not stopped; the plan ends, and nobody looks.
  await until(() => !existsSync(join(dir, 'room')));
  const now = op.aws.now;
  op.aws.now = () => new Date(now().getTime() + 11 * 60_000);
  const taker = await hubOn('beta', undefined, ['--confirm', 'stag']).ended;
  expect(taker.code, taker.out).toBe(EXIT.done);
  expect(taker.out).toContain('lock-taken-over');
  const before = new Map(op.aws.objects);
  old.child.kill('SIGCONT');
  const woken = await old.ended;
  expect(woken.code, woken.out).toBe(EXIT.locked);
  expect(inside().filter((line) => line.startsWith('alpha'))).toEqual(['alpha init', 'alpha plan']);
  expect(inside().filter((line) => line === 'beta apply')).toHaveLength(1);
  expect(op.aws.objects).toEqual(before);
});
