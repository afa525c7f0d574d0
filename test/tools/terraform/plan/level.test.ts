import { describe, expect, it } from 'vitest';
import type { EnvironmentName } from '../../../../src/engine/environments.ts';
import { levelOf, readPlan, STATE_TABLE } from '../../../../src/tools/terraform/plan/index.ts';
import { planJson } from './plan-json.ts';

const judge = (address: string, actions: string[], environment: EnvironmentName) =>
  levelOf(readPlan(planJson([{ address, actions, before: {}, after: {} }]), { environment }), environment);

describe('how dangerous a plan is', () => {
  it('nothing to do asks nothing; adding asks once', () => {
    expect(levelOf(readPlan(planJson([]), { environment: 'stag' }), 'stag').level).toBe('mild');
    expect(judge('module.network.aws_vpc.this', ['create'], 'production').level).toBe('moderate');
    expect(judge('module.compute.aws_instance.bastion', ['delete', 'create'], 'production').level).toBe('moderate');
  });

  it.each([
    ['module.data.aws_db_instance.hub', 'audit trail'],
    ['module.data.aws_efs_file_system.fl', 'checkpoints'],
    ['module.persistent.aws_s3_bucket.uploads', 'every object'],
    ['module.persistent.aws_cognito_user_pool.this', 'user account'],
    ['module.persistent.aws_secretsmanager_secret.flip_api', 'shared keys'],
    ['module.persistent.aws_kms_key.this', 'unreadable'],
  ])('%s: deleting or replacing it is severe in stag and refused in production', (address, words) => {
    for (const actions of [['delete'], ['delete', 'create'], ['create', 'delete']]) {
      expect(judge(address, actions, 'stag').level).toBe('severe');
      expect(judge(address, actions, 'production').level).toBe('refused');
    }
    expect(judge(address, ['delete'], 'stag').reasons).toEqual([{ address, what: expect.stringContaining(words) }]);
    expect(judge(address, ['update'], 'production').level).toBe('moderate');
  });

  it.each([
    ['module.compute.aws_instance.trust[0]', ['delete', 'create']],
    ['module.network.aws_eip.nat', ['delete']],
    ['module.compute.aws_ebs_volume.trust', ['delete']],
    ['module.persistent.aws_secretsmanager_secret_version.flip_api', ['delete', 'create']],
  ])('%s: severe in both, as it can be wanted', (address, actions) => {
    expect(judge(address, actions, 'stag').level).toBe('severe');
    expect(judge(address, actions, 'production').level).toBe('severe');
  });

  it('what interrupts training is severe in production only, and flip-api is not the FL API', () => {
    const server = 'module.compute.aws_ecs_service.this["fl-server-net-1"]';
    expect(judge(server, ['update'], 'production').level).toBe('severe');
    expect(
      judge('module.compute.aws_ecs_task_definition.this["fl_api"]', ['delete', 'create'], 'production').level,
    ).toBe('severe');
    expect(judge('module.compute.aws_ecs_service.this["flip_api"]', ['update'], 'production').level).toBe('moderate');
    expect(judge(server, ['update'], 'stag').level).toBe('moderate');
    expect(judge(server, ['create'], 'production').level).toBe('moderate');
    expect(judge('module.compute.aws_ecs_service.flip_api', ['update'], 'production').level).toBe('moderate');
  });

  it('to forget what holds state needs the name typed: nothing manages it afterwards', () => {
    expect(judge('module.data.aws_db_instance.hub', ['forget'], 'stag').level).toBe('severe');
  });

  it('one bad change decides for the whole plan, and every reason is told', () => {
    const plan = readPlan(
      planJson([
        { address: 'aws_vpc.a', actions: ['create'], after: {} },
        { address: 'aws_db_instance.a', actions: ['delete'], before: {} },
        { address: 'aws_eip.a', actions: ['delete'], before: {} },
      ]),
      { environment: 'production' },
    );
    expect(levelOf(plan, 'production')).toMatchObject({
      level: 'refused',
      reasons: [{ address: 'aws_db_instance.a' }, { address: 'aws_eip.a' }],
    });
    expect(plan.changes.map((c) => c.level)).toEqual(['moderate', 'refused', 'severe']);
    expect(plan.changes[1]?.holdsState).toContain('database');
  });

  it('every row of the table says what is lost', () => {
    for (const row of STATE_TABLE) expect(row.lost.length, row.type).toBeGreaterThan(10);
  });
});
