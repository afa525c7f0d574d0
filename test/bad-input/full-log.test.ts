/** A disk that fills while a tool floods: the tool ends as it would have, the operator is told in words, and --resume goes on. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { operator, STAG } from './support/operator.ts';

const op = await operator();
const FLOOD = fileURLToPath(new URL('../bench/world/flood.ts', import.meta.url));
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);

const mount = (dir: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dir]).status === 0;
function tinyDisk(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'flip-hub-log-disk-'));
  onTestFinished(() => {
    spawnSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true, force: true });
  });
  return mount(dir) ? dir : undefined;
}

describe('a disk that fills in the middle of an apply', () => {
  it('is told in words with exit 1; Terraform ends by itself, no line is half there, and --resume goes on', async (test) => {
    const disk = tinyDisk();
    if (disk === undefined) return test.skip('needs the right to mount');
    op.workspace = disk;
    op.envFile(STAG);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 3 * 1024 * 1024));
    op.terraform({ planJson: VPC, before: { apply: [process.execPath, FLOOD, '60000'] } });
    const ended = await op.run(['apply', '--env', 'stag', '--yes']);
    expect(ended.exit).toBe(EXIT.failed);
    expect(ended.errors[0]).toMatchObject({ code: 'disk-full', who: 'environment' });
    expect(ended.errors[0]?.what).toContain('the disk is full');
    expect(ended.errors[0]?.next).toContain('df -h');
    const run = join(op.stateDir(), 'runs', readdirSync(join(op.stateDir(), 'runs'))[0] ?? '');
    const held = JSON.parse(readFileSync(join(run, 'held', 'apply.exit.json'), 'utf8')) as { exit: number };
    expect(held.exit).toBe(0);
    expect(readFileSync(join(run, 'log.txt'), 'utf8')).toMatch(/\n$/);
    expect(readFileSync(join(run, 'events.jsonl'), 'utf8')).toMatch(/\n$/);

    rmSync(join(disk, 'ballast'));
    op.terraform({});
    const again = await op.run(['apply', '--env', 'stag', '--yes', '--resume']);
    expect(again.exit).toBe(EXIT.done);
    expect(op.terraformCalls().filter(([command]) => command === 'apply')).toHaveLength(1);
  });
});
