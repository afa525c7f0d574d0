/** Locked environments: who has it is shown, the dead lock nobody out, and no lock goes without a typed name. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockKey } from '../../src/aws/lock-store.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import type { RunLockOwner } from '../../src/engine/lock/lock-store.ts';
import { STATE_KEY } from '../../src/phases/ownership/stamp.ts';
import { ELSEWHERE, GONE } from '../engine/lock/memory-store.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { operator, STATE_BUCKET } from './support/operator.ts';

const op = await operator();
const LOCK = `${STATE_BUCKET}/${lockKey('stag')}`;
const TERRAFORM_LOCK = `${STATE_KEY}.tflock`;
const HOUR = 3600_000;
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const lockedBy = (who: RunLockOwner['who'], more: Partial<RunLockOwner> = {}) =>
  op.aws.put(STATE_BUCKET, lockKey('stag'), {
    v: 1,
    token: 'theirs',
    run: '20260301T120000000-anna',
    command: 'deploy',
    user: 'anna@laptop',
    who,
    dir: '/nowhere',
    phase: 'apply',
    beat: 4,
    ...more,
  });
const terraformChanged = () => op.terraformCalls().some(([c]) => c === 'init' || c === 'plan' || c === 'apply');
/** AWS's clock goes on by so much; ours does not. */
const later = (ms: number) => {
  op.aws.now = () => new Date(Date.now() + ms);
};
const apply = (...more: string[]) => op.run(['apply', '--env', 'stag', '--yes', ...more]);

describe('an environment that another machine works on', () => {
  it('is exit 6 before Terraform touches it, with who, where, phase and age', async () => {
    lockedBy(ELSEWHERE);
    const then = new Date(Date.now() + 42_000);
    op.aws.now = () => then;
    const ended = await apply('--confirm', 'stag');
    expect([ended.exit, ended.errors[0]?.code, terraformChanged()]).toEqual([EXIT.locked, 'locked', false]);
    for (const word of ['anna@laptop', 'laptop-of-anna', 'phase apply']) expect(ended.errors[0]?.what).toContain(word);
    expect(ended.errors[0]?.what).toMatch(/4[23]\.0 s ago/);
    expect(op.aws.objects.has(LOCK)).toBe(true);
  });

  it.each([-7 * HOUR, 9 * HOUR])('is judged by the age S3 tells, with our clock wrong by %d ms', async (skew) => {
    later(skew);
    lockedBy(ELSEWHERE);
    expect((await apply('--confirm', 'stag')).exit).toBe(EXIT.locked);
    later(skew + 11 * 60_000);
    op.terraform({ planJson: VPC });
    expect((await apply('--confirm', 'stag')).exit).toBe(EXIT.done);
  });

  it('without a heartbeat for ten minutes is taken over only after the name was typed', async () => {
    lockedBy(ELSEWHERE);
    later(11 * 60_000);
    const no = await apply();
    expect([no.exit, no.questions[0]?.level, terraformChanged()]).toEqual([EXIT.declined, 'severe', false]);
    expect(no.questions[0]?.because.join('\n')).toContain('anna@laptop');
    const yes = await apply('--confirm', 'stag');
    expect([yes.exit, yes.of('warning').map((w) => w.code)]).toEqual([EXIT.done, ['lock-taken-over']]);
    expect(op.aws.objects.has(LOCK)).toBe(false);
  });

  it('of a dead run of this machine is taken at once, and given back at the end', async () => {
    lockedBy(GONE);
    const ended = await apply();
    expect([ended.exit, ended.questions]).toEqual([EXIT.done, []]);
    expect(op.aws.objects.has(LOCK)).toBe(false);
  });

  it('is left with its lock when AWS answers no question about it: nothing begins without a proof', async () => {
    op.aws.fault = (call) =>
      call.includes('lock.json') ? { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } : undefined;
    const ended = await apply();
    expect([ended.exit, terraformChanged()]).toEqual([EXIT.authentication, false]);
  });

  it('is found out in the middle: taken over while Terraform plans, nothing is applied', async () => {
    op.terraform({ planJson: VPC });
    op.aws.fault = (call) => {
      // Somebody unlocked it and began a run of their own while we were asked.
      if (call.startsWith('PUT') && call.includes('lock.json') && op.terraformCalls().some(([c]) => c === 'show')) {
        op.aws.fault = () => undefined;
        lockedBy(ELSEWHERE);
      }
      return undefined;
    };
    const ended = await apply();
    expect([ended.exit, ended.errors.map((e) => e.code)]).toEqual([EXIT.locked, ['lock-lost']]);
    expect(op.terraformCalls().some(([c]) => c === 'apply')).toBe(false);
    expect(JSON.parse(op.aws.objects.get(LOCK) ?? '{}')).toMatchObject({ token: 'theirs' });
  });
});

describe('unlock', () => {
  const unlock = (...more: string[]) => op.run(['unlock', '--env', 'stag', ...more]);

  it('shows the owner of a live lock, and without the typed name leaves it: --yes is not enough', async () => {
    lockedBy(ELSEWHERE);
    for (const flags of [[], ['--yes'], ['--confirm', 'production']]) {
      const ended = await unlock(...flags);
      expect([ended.exit, op.aws.objects.has(LOCK)]).toEqual([EXIT.declined, true]);
      for (const word of ['anna@laptop', 'phase apply', 'laptop-of-anna', 'heartbeat'])
        expect(ended.questions[0]?.because.join('\n')).toContain(word);
    }
  });

  it('removes it when the name is typed, also when a heartbeat came in between', async () => {
    lockedBy(ELSEWHERE);
    const ended = await op.run(['unlock', '--env', 'stag'], () => {
      lockedBy(ELSEWHERE, { beat: 5 });
      return { yes: true, by: 'operator' };
    });
    expect([ended.exit, op.aws.objects.has(LOCK)]).toEqual([EXIT.done, false]);
  });

  it('leaves a lock alone that somebody else took while the question was open', async () => {
    lockedBy(ELSEWHERE);
    const ended = await op.run(['unlock', '--env', 'stag'], () => {
      lockedBy(ELSEWHERE, { token: 'of a third' });
      return { yes: true, by: 'operator' };
    });
    expect([ended.exit, op.aws.objects.has(LOCK)]).toEqual([EXIT.locked, true]);
  });

  it('can remove one that nobody can read', async () => {
    op.aws.put(STATE_BUCKET, lockKey('stag'), '{"v": 1, ');
    expect([(await apply()).exit, (await unlock('--confirm', 'stag')).exit]).toEqual([EXIT.locked, EXIT.done]);
    expect(op.aws.objects.has(LOCK)).toBe(false);
  });

  it('leaves the run that may be resumed as it is, and its saved plan', async () => {
    const checkpoint = join(op.stateDir(), 'checkpoint.json');
    const plan = join(op.stateDir(), 'runs', '20260301T000000000-aaaa', 'plan.tfplan');
    mkdirSync(join(plan, '..'), { recursive: true });
    writeFileSync(plan, 'saved');
    writeFileSync(checkpoint, '{"v":1,"run":"20260301T000000000-aaaa"}');
    lockedBy(ELSEWHERE);
    expect((await unlock('--confirm', 'stag')).exit).toBe(EXIT.done);
    expect([readFileSync(checkpoint, 'utf8'), existsSync(plan)]).toEqual([
      '{"v":1,"run":"20260301T000000000-aaaa"}',
      true,
    ]);
  });
});

describe('force-unlock', () => {
  const ID = '6b1d0ad7-0df5-4b8a-9a6e-5c2a7c1f0e11';
  const terraformLocked = (id = ID) =>
    op.aws.put(STATE_BUCKET, TERRAFORM_LOCK, {
      ID: id,
      Operation: 'OperationTypeApply',
      Who: 'anna@laptop',
      Version: '1.13.1',
    });
  const there = () => op.aws.objects.has(`${STATE_BUCKET}/${TERRAFORM_LOCK}`);
  const force = (...more: string[]) => op.run(['force-unlock', '--env', 'stag', ...more]);

  it('shows who has it, for what and since when, and removes it only with the typed name', async () => {
    terraformLocked();
    later(HOUR);
    const no = await force('--yes');
    expect([no.exit, there()]).toEqual([EXIT.declined, true]);
    for (const word of [ID, 'anna@laptop', 'for apply', '60 min 0 s ago'])
      expect(no.questions[0]?.because.join('\n')).toContain(word);
    const yes = await force('--confirm', 'stag', ID);
    expect([yes.exit, there(), op.aws.objects.has(LOCK)]).toEqual([EXIT.done, false, false]);
  });

  it('with the id of another lock removes nothing', async () => {
    terraformLocked();
    const ended = await force('--confirm', 'stag', '00000000-0df5-4b8a-9a6e-5c2a7c1f0e11');
    expect([ended.exit, ended.errors[0]?.code, there()]).toEqual([EXIT.precondition, 'tf-lock-id-invalid', true]);
  });

  it('never pulls the lock from under a run that works', async () => {
    terraformLocked();
    lockedBy(ELSEWHERE);
    expect([(await force('--confirm', 'stag')).exit, there()]).toEqual([EXIT.locked, true]);
  });

  it('leaves a lock alone that changed hands while the question was open', async () => {
    terraformLocked();
    const ended = await op.run(['force-unlock', '--env', 'stag'], () => {
      terraformLocked('11111111-0df5-4b8a-9a6e-5c2a7c1f0e11');
      return { yes: true, by: 'operator' };
    });
    expect([ended.exit, there()]).toEqual([EXIT.locked, true]);
  });

  it('says so when nothing is locked', async () => {
    expect((await force()).exit).toBe(EXIT.done);
    expect((await op.run(['unlock', '--env', 'stag'])).exit).toBe(EXIT.done);
  });
});
