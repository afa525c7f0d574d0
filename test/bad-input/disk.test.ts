/** A disk that is full or read-only, and files of ours that are broken: exit 4 or 2 with the next step, and nothing lost. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { type Ended, operator, STAG } from './support/operator.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const WITHOUT_KEYS = STAG.replace(/INTERNAL_SERVICE_KEY.*\n/g, '');
const run = (file: string, ...args: string[]) => spawnSync(file, args, { encoding: 'utf8' });

const mounted: string[] = [];
/** A file system of that size, or undefined where this user may not mount one. */
function tinyDisk(size: string): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'flip-hub-disk-'));
  if (run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir).status !== 0) {
    rmSync(dir, { recursive: true });
    return undefined;
  }
  mounted.push(dir);
  return dir;
}
afterEach(() => {
  for (const dir of mounted.splice(0)) {
    run('umount', '-l', dir);
    rmSync(dir, { recursive: true, force: true });
  }
});
const canMount = (() => {
  const disk = tinyDisk('64k');
  for (const dir of mounted.splice(0)) {
    run('umount', dir);
    rmSync(dir, { recursive: true, force: true });
  }
  if (disk === undefined)
    process.stderr.write('\nSKIPPED: tests of a full and a read-only disk need the right to mount\n');
  return disk !== undefined;
})();

/** Leaves that many bytes free on the disk a folder is on. */
function fill(dir: string, leave: number): void {
  const { bavail, bsize } = statfsSync(dir);
  writeFileSync(join(dir, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - leave)));
}
const runsOf = () => readdirSync(join(op.stateDir(), 'runs'));

function expectDiskWords(ended: Ended): void {
  const [error] = ended.errors;
  expect(error?.code).toMatch(/^(?:disk-full|file-unwritable)$/);
  expect(error?.who).toBe('environment');
  expect(error?.next.length).toBeGreaterThan(0);
  expect(ended.errors.map((e) => e.code)).not.toContain('bug');
}

describe.skipIf(!canMount)('a workspace on a full disk', () => {
  const on = (size: string, envFile = STAG) => {
    op.workspace = tinyDisk(size) ?? '';
    op.envFile(envFile);
  };

  it('is exit 4 with `df -h` before anything is asked of AWS, and the environment file keeps every byte', async () => {
    on('64k');
    fill(op.workspace, 0);
    for (const words of [['plan'], ['apply', '--yes'], ['generate-internal-service-key']]) {
      const ended = await op.run([...words, '--env', 'stag']);
      expect([words, ended.exit, ended.errors[0]?.code]).toEqual([words, EXIT.precondition, 'disk-full']);
      expect(ended.errors[0]?.next).toContain('df -h');
    }
    expect(op.aws.calls).toEqual([]);
    expect(readFileSync(join(op.workspace, '.env.stag'), 'utf8')).toBe(STAG);
  });

  it('new keys are written whole or not at all, wherever the disk fills, and no rest lies about', async () => {
    const before = `${WITHOUT_KEYS}# ${'x'.repeat(9000)}\n`;
    const exits = new Set<number>();
    for (let kib = 4; kib <= 64; kib += 4) {
      on('1m', before);
      fill(op.workspace, kib * 1024);
      const ended = await op.run(['generate-internal-service-key', '--env', 'stag']);
      exits.add(ended.exit);
      const after = readFileSync(join(op.workspace, '.env.stag'), 'utf8');
      if (ended.exit !== EXIT.done) expectDiskWords(ended);
      if (ended.exit === EXIT.done || after !== before) {
        expect(after.startsWith(before)).toBe(true);
        expect(after.slice(before.length)).toMatch(/INTERNAL_SERVICE_KEY=\S{43}\nINTERNAL_SERVICE_KEY_HASH=\w{64}\n$/);
      }
      expect(readdirSync(op.workspace).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    // 4 where it never began, 1 where the run was under way.
    expect(exits).toContain(EXIT.precondition);
    expect([EXIT.done, EXIT.failed, EXIT.precondition]).toEqual(expect.arrayContaining([...exits]));
  });

  it('that fills while the working copy is made stops before Terraform, and going on works once there is room', async () => {
    on('2m');
    fill(op.workspace, 120 * 1024);
    op.terraform({ planJson: VPC });
    const full = await op.run(['apply', '--env', 'stag', '--yes']);
    expect(full.exit).toBe(EXIT.precondition);
    expectDiskWords(full);
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('init');
    rmSync(join(op.workspace, 'ballast'));
    const again = await op.run(['apply', '--env', 'stag', '--yes', '--resume']);
    expect(again.errors).toEqual([]);
    expect(again.exit).toBe(EXIT.done);
  });
});

describe.skipIf(!canMount)('a read-only workspace', () => {
  it('is exit 4 for what writes and no obstacle for what looks', async () => {
    op.workspace = tinyDisk('1m') ?? '';
    op.envFile(STAG);
    run('mount', '-o', 'remount,ro', op.workspace);
    for (const words of [['plan'], ['generate-internal-service-key']]) {
      const ended = await op.run([...words, '--env', 'stag']);
      expect([words, ended.exit]).toEqual([words, EXIT.precondition]);
      expectDiskWords(ended);
      expect(ended.errors[0]?.what).toContain('read-only');
      expect(ended.errors[0]?.next.join()).toContain('--workspace');
    }
    expect(op.aws.calls).toEqual([]);
    expect((await op.run(['runs'])).exit).toBe(EXIT.done);
  });

  it('and a read-only home folder costs a remembered word, not the deployment', async () => {
    const home = tinyDisk('64k') ?? '';
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh', 'host-aws.pub'), 'ssh-ed25519 AAAA op\n');
    run('mount', '-o', 'remount,ro', home);
    vi.stubEnv('HOME', home);
    vi.stubEnv('XDG_CONFIG_HOME', join(home, '.config'));
    const ended = await op.run(['plan', '--env', 'stag']);
    expect(ended.errors).toEqual([]);
    expect(ended.exit).toBe(EXIT.done);
  });
});

describe('files of ours that are broken', () => {
  it('a checkpoint that is not JSON stops only the resume, names the file and keeps it', async () => {
    op.terraform({ plan: { exit: 1, stderr: 'Error: no\n' } });
    await op.run(['plan', '--env', 'stag']);
    const path = join(op.stateDir(), 'checkpoint.json');
    writeFileSync(path, '{"v": 1, "run": "2026');
    const ended = await op.run(['plan', '--env', 'stag', '--resume']);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.usage, 'file-malformed']);
    expect(ended.errors[0]?.next[0]).toBe(`mv ${path} ${path}.broken`);
    expect(readFileSync(path, 'utf8')).toBe('{"v": 1, "run": "2026');
    op.terraform({});
    expect((await op.run(['plan', '--env', 'stag'])).exit).toBe(EXIT.done);
  });

  it('a lock that is not JSON is never taken for no lock', async () => {
    mkdirSync(op.stateDir(), { recursive: true });
    const path = join(op.stateDir(), 'lock.json');
    writeFileSync(path, '{"run": ');
    const ended = await op.run(['apply', '--env', 'stag', '--yes']);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.usage, 'file-malformed']);
    expect(ended.errors[0]?.what).toContain(path);
    expect(op.terraformCalls()).toEqual([]);
  });

  it('a journal with a torn last line is read up to it, and the run can be resumed', async () => {
    op.terraform({ planJson: VPC, plan: { exit: 1, stderr: 'Error: no\n' } });
    await op.run(['apply', '--env', 'stag', '--yes']);
    const journal = join(op.stateDir(), 'runs', runsOf()[0] ?? '', 'events.jsonl');
    appendFileSync(journal, '{"v":1,"seq":99,"type":"phase-fin');
    expect((await op.run(['runs'])).exit).toBe(EXIT.done);
    op.terraform({ planJson: VPC });
    const resumed = await op.run(['apply', '--env', 'stag', '--yes', '--resume']);
    expect(resumed.exit).toBe(EXIT.done);
    const lines = readFileSync(journal, 'utf8').trim().split('\n');
    expect(() => lines.map((line) => JSON.parse(line))).not.toThrow();
  });

  it('a damaged file of preferences costs a remembered word, not the command', async () => {
    const config = join(process.env.XDG_CONFIG_HOME ?? '', 'flip-hub');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'config.json'), '{"lastEnv');
    expect((await op.run(['aws-login', '--env', 'stag'])).exit).toBe(EXIT.done);
  });

  it('a seal that is not JSON stops the apply: the copy cannot be proven any more', async () => {
    op.terraform({ planJson: VPC });
    const ended = await op.run(['apply', '--env', 'stag'], () => {
      writeFileSync(join(op.stateDir(), 'runs', runsOf()[0] ?? '', 'root.seal.json'), '{"hash": "');
      return { yes: true, by: 'operator' };
    });
    expect(ended.errors[0]?.code).toBe('file-malformed');
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
  });
});

describe('what must not change between plan and apply', () => {
  it.each<[string, (root: string) => void]>([
    ['edited', (root) => appendFileSync(join(root, 'main.tf'), '\n# one more\n')],
    ['removed', (root) => rmSync(join(root, 'main.tf'))],
    ['added', (root) => writeFileSync(join(root, 'zz_override.tf'), 'locals { more = 1 }\n')],
  ])('a file that was %s in the working copy is exit 4 with its name, and nothing is applied', async (how, spoil) => {
    op.terraform({ planJson: VPC });
    const ended = await op.run(['apply', '--env', 'stag'], () => {
      spoil(join(op.stateDir(), 'runs', runsOf()[0] ?? '', 'root'));
      return { yes: true, by: 'operator' };
    });
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'working-copy-edited']);
    expect(ended.errors[0]?.what).toContain(`(${how})`);
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
  });

  it('a plan that was declined leaves no plan file: it holds secrets in the clear', async () => {
    op.terraform({ planJson: VPC });
    const plan = () => join(op.stateDir(), 'runs', runsOf()[0] ?? '', 'plan.tfplan');
    let there = false;
    const ended = await op.run(['apply', '--env', 'stag'], () => {
      there = existsSync(plan());
      return { yes: false, by: 'operator' };
    });
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.declined, 'declined']);
    expect([there, existsSync(plan())]).toEqual([true, false]);
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
  });

  it('another plan than the one that was agreed to is exit 5, even with every yes given', async () => {
    const gone = (id: string) => planJson([{ address: 'aws_eip.nat', actions: ['delete'], before: { id } }]);
    op.terraform({ planJson: gone('eip-1') });
    const hash = (await op.run(['plan', '--env', 'stag'])).of('plan')[0]?.hash ?? '';
    op.terraform({ planJson: gone('eip-2') });
    const ended = await op.run(['apply', '--env', 'stag', '--yes', '--confirm', 'stag', '--plan-hash', hash]);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.declined, 'plan-stale']);
    expect(ended.errors[0]?.next.join()).toMatch(/--plan-hash [0-9a-f]{64}/);
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
    op.terraform({ planJson: gone('eip-1') });
    expect((await op.run(['apply', '--env', 'stag', '--confirm', 'stag', '--plan-hash', hash])).exit).toBe(EXIT.done);
  });
});
