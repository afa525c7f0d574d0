/** Whose state it is and what it was deployed with: nobody's hub is torn down, and no old file wins silently. */
import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/factory.ts';
import { StateObjects } from '../../src/aws/state-objects.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { claimState, STATE_KEY, type Stamp, stampKey } from '../../src/phases/ownership/stamp.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { operator, PRODUCTION, PRODUCTION_BUCKET, STAG, STATE_BUCKET } from './support/operator.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const STAMP: Stamp = {
  v: 1,
  env: 'stag',
  account: '111122223333',
  begunAt: '2026-01-01T00:00:00.000Z',
  begunBy: 'a@host',
  flipHub: '1.2.3',
  planKey: 'ab'.repeat(32),
};
const stampIn = (bucket: string, more: Partial<Stamp> & Record<string, unknown> = {}, env = 'stag') =>
  op.aws.put(bucket, stampKey(env), { ...STAMP, ...more });
const written = (key: string, bucket = STATE_BUCKET) =>
  JSON.parse(op.aws.objects.get(`${bucket}/${key}`) ?? 'null') as Record<string, unknown> | null;
const terraformChanged = () => op.terraformCalls().some(([c]) => c === 'init' || c === 'plan' || c === 'apply');

describe('whose state this is', () => {
  it.each<[string, () => void, string, RegExp]>([
    [
      'a state that other tooling began',
      () => op.aws.put(STATE_BUCKET, STATE_KEY, '{}'),
      'state-not-ours',
      /did not begin/,
    ],
    [
      'a stamp of another environment under our name',
      () => stampIn(STATE_BUCKET, { env: 'production' }),
      'state-not-ours',
      /belongs to production/,
    ],
    [
      'a stamp of another account',
      () => stampIn(STATE_BUCKET, { account: '444455556666' }),
      'state-not-ours',
      /444455556666/,
    ],
    [
      'a bucket that production stamped first',
      () => stampIn(STATE_BUCKET, { env: 'production' }, 'production'),
      'state-not-ours',
      /belongs to production/,
    ],
    [
      'a stamp of a newer flip-hub',
      () => stampIn(STATE_BUCKET, { flipHub: '1.10.0' }),
      'state-newer',
      /npx flip-hub@1\.10\.0/,
    ],
    [
      'a stamp that is not JSON',
      () => op.aws.put(STATE_BUCKET, stampKey('stag'), '{"v": 1, "env": "st'),
      'file-malformed',
      /stamp\.json/,
    ],
    [
      'a stamp that lost its fields',
      () => op.aws.put(STATE_BUCKET, stampKey('stag'), '{"v": 1}'),
      'file-malformed',
      /earlier versions/,
    ],
  ])('%s is exit 4 before Terraform touches it', async (_, prepare, code, said) => {
    prepare();
    const before = new Map(op.aws.objects);
    const ended = await op.run(['apply', '--env', 'stag', '--yes']);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, code]);
    expect(JSON.stringify(ended.errors[0])).toMatch(said);
    expect(terraformChanged()).toBe(false);
    expect(op.aws.objects).toEqual(before);
  });

  it('an older stamp of ours is taken on, and the apply writes down who wrote last and with what', async () => {
    stampIn(STATE_BUCKET, { flipHub: '1.2.0' });
    op.aws.put(STATE_BUCKET, STATE_KEY, '{}');
    op.terraform({ planJson: VPC, stateText: JSON.stringify({ lineage: 'l-1', serial: 3, resources: [] }) });
    expect((await op.run(['apply', '--env', 'stag', '--yes'])).exit).toBe(EXIT.done);
    expect(written(stampKey('stag'))).toMatchObject({
      flipHub: '1.2.3',
      lineage: 'l-1',
      provider: '6.21.0',
      binary: { name: 'terraform', version: '1.13.1' },
      planKey: STAMP.planKey,
    });
  });

  it('a change of binary is asked severely, and a no leaves the state alone', async () => {
    stampIn(STATE_BUCKET, { binary: { name: 'tofu', version: '1.11.0' } });
    const ended = await op.run(['plan', '--env', 'stag', '--yes']);
    expect(ended.exit).toBe(EXIT.declined);
    expect(ended.questions[0]).toMatchObject({ id: 'change-binary', level: 'severe', flag: '--confirm stag' });
    expect(terraformChanged()).toBe(false);
    expect((await op.run(['plan', '--env', 'stag', '--confirm', 'stag'])).exit).toBe(EXIT.done);
  });

  it('of two that claim at once one wins and the other accepts it: both see one plan key', async () => {
    const objects = () =>
      new StateObjects(
        createAws({
          region: 'eu-west-2',
          standIn: { endpoint: op.aws.endpoint, accessKeyId: 'x', secretAccessKey: 'y' },
        }),
        STATE_BUCKET,
        'sign in',
      );
    const claim = (who: string) =>
      claimState(objects(), STATE_BUCKET, {
        env: 'stag',
        account: '111122223333',
        who,
        now: new Date(0),
        flipHub: '1.2.3',
      });
    const stamps = await Promise.all(['a', 'b', 'c', 'd'].map(claim));
    expect(new Set(stamps.map((stamp) => stamp.planKey)).size).toBe(1);
    expect(written(stampKey('stag'))).toEqual(stamps[0]);
  });

  it('the backend that does not exist is exit 4 naming create-backend', async () => {
    op.aws.buckets.clear();
    for (const command of ['init', 'plan', 'apply']) {
      const ended = await op.run([command, '--env', 'stag']);
      expect([command, ended.exit, ended.errors[0]?.code]).toEqual([command, EXIT.precondition, 'backend-missing']);
      expect(ended.errors[0]?.next).toEqual(['flip-hub create-backend --env stag']);
    }
  });

  it("somebody else's bucket of that name is exit 4, and is never created over", async () => {
    op.aws.fault = (call) => (call.startsWith('HEAD ') ? { status: 403, body: '' } : undefined);
    for (const command of ['create-backend', 'plan']) {
      const ended = await op.run([command, '--env', 'stag']);
      expect([command, ended.exit, ended.errors[0]?.code]).toEqual([command, EXIT.precondition, 'backend-missing']);
    }
    expect(op.aws.calls.filter((call) => call.startsWith('PUT '))).toEqual([]);
  });
});

describe('what it was deployed with', () => {
  const deployed = async () => {
    op.terraform({ planJson: VPC });
    expect((await op.run(['apply', '--env', 'stag', '--yes'])).exit).toBe(EXIT.done);
  };
  const OTHER_KEY = STAG.replace(/(AES_KEY_BASE64)=.*/, '$1=HxIREBAPDg0MCwoJCAcGBQQDAgEAHx4dHBsaGRgXFhU=');

  it('is recorded without any secret', async () => {
    await deployed();
    const record = written('flip-hub/stag/record.json');
    expect(record).toMatchObject({
      env: 'stag',
      outcome: 'done',
      command: 'apply',
      flipHub: '1.2.3',
      values: { API_PORT: '8080' },
    });
    const text = JSON.stringify(record);
    for (const secret of [
      'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
      'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ',
    ])
      expect(text).not.toContain(secret);
  });

  it('differences are shown by key, so that an old file cannot silently undo another operator’s change', async () => {
    await deployed();
    op.envFile(STAG.replace('API_PORT=8080', 'API_PORT=9090').replace(/DOCKER_FL_TAG=.*/, 'DOCKER_FL_TAG=sha-9f9f9f9'));
    const ended = await op.run(['plan', '--env', 'stag']);
    expect(ended.exit).toBe(EXIT.done);
    const warnings = ended.of('warning').filter((e) => e.code === 'inputs-changed');
    expect(warnings.map((e) => e.what)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^API_PORT: 8080 → 9090, since .+ deployed on \d{4}/)]),
    );
    op.envFile(STAG);
    expect((await op.run(['plan', '--env', 'stag'])).of('warning')).toEqual([]);
  });

  it('a changed AES key makes a harmless plan severe, and its value is never shown', async () => {
    await deployed();
    op.envFile(OTHER_KEY);
    const ended = await op.run(['apply', '--env', 'stag', '--yes']);
    expect(ended.exit).toBe(EXIT.declined);
    const question = ended.questions.find((q) => q.id === 'apply');
    expect(question).toMatchObject({
      level: 'severe',
      because: [expect.stringMatching(/^AES_KEY_BASE64 was changed/)],
    });
    expect(ended.errors[0]?.next.join()).toMatch(/--confirm stag --plan-hash [0-9a-f]{64}/);
    expect(JSON.stringify(ended.events)).not.toContain('HxIREBAPDg0MCwoJCAcGBQQDAgEAHx4dHBsaGRgXFhU=');
    const hash = ended.of('plan')[0]?.hash ?? '';
    expect((await op.run(['apply', '--env', 'stag', '--confirm', 'stag', '--plan-hash', hash])).exit).toBe(EXIT.done);
  });

  it('is compared again by a resumed run, whose plan an earlier process made', async () => {
    await deployed();
    op.envFile(OTHER_KEY);
    op.terraform({ planJson: VPC });
    const first = await op.run(['apply', '--env', 'stag'], () => {
      op.aws.account = '999900001111';
      return { yes: true, by: 'operator' };
    });
    expect(first.errors[0]?.code).toBe('account-mismatch');
    op.aws.account = '111122223333';
    const resumed = await op.run(['apply', '--env', 'stag', '--resume', '--yes']);
    expect(resumed.of('phase-finished').find((e) => e.phase === 'plan')?.outcome).toBe('proven');
    expect(resumed.exit).toBe(EXIT.declined);
    expect(resumed.questions.find((q) => q.id === 'apply')).toMatchObject({ level: 'severe' });
  });

  it.each(['{"values": {"API_PO', '{}', '[]', 'null'])(
    'a record that is %s is exit 4 with how to restore it, not a bug',
    async (text) => {
      stampIn(STATE_BUCKET);
      op.aws.put(STATE_BUCKET, 'flip-hub/stag/record.json', text);
      const ended = await op.run(['plan', '--env', 'stag']);
      expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'file-malformed']);
      expect(ended.errors[0]?.next.join()).toContain('earlier versions');
      expect(op.aws.objects.get(`${STATE_BUCKET}/flip-hub/stag/record.json`)).toBe(text);
    },
  );

  it('a record that another operator wrote meanwhile is kept, and that is said', async () => {
    op.terraform({ planJson: VPC });
    const theirs = JSON.stringify({ v: 1, at: '2026-01-01', who: 'other', values: {}, fingerprints: {} });
    op.aws.fault = (call) => {
      if (call === `PUT /${STATE_BUCKET}/flip-hub/stag/record.json`)
        op.aws.put(STATE_BUCKET, 'flip-hub/stag/record.json', theirs);
      return undefined;
    };
    const ended = await op.run(['apply', '--env', 'stag', '--yes']);
    expect(ended.exit).toBe(EXIT.done);
    expect(ended.of('warning').map((e) => e.what)).toEqual([expect.stringContaining('theirs were kept')]);
    expect(op.aws.objects.get(`${STATE_BUCKET}/flip-hub/stag/record.json`)).toBe(theirs);
  });
});

describe('what production never loses', () => {
  // A sound configuration in everything else: what is wrong with it is that it replaces.
  const LOSES_DATABASE = planJson([
    {
      address: 'module.data.aws_db_instance.hub',
      actions: ['delete', 'create'],
      before: { id: 'db' },
      after: {
        id: 'db',
        publicly_accessible: false,
        storage_encrypted: true,
        parameter_group_name: 'tls',
        manage_master_user_password: true,
        vpc_security_group_ids: ['sg-1'],
        deletion_protection: true,
        skip_final_snapshot: false,
        final_snapshot_identifier: 'last',
        backup_retention_period: 30,
        delete_automated_backups: false,
      },
    },
    {
      address: 'module.data.aws_db_parameter_group.this',
      actions: ['no-op'],
      before: { name: 'tls', parameter: [{ name: 'rds.force_ssl', value: '1' }] },
      after: { name: 'tls', parameter: [{ name: 'rds.force_ssl', value: '1' }] },
    },
  ]);

  it('a plan that replaces the database is shown, then refused with exit 4 and how to do it deliberately', async () => {
    op.envFile(PRODUCTION, 'production');
    op.aws.account = '444455556666';
    op.terraform({ planJson: LOSES_DATABASE });
    const hash = (await op.run(['plan', '--env', 'production'])).of('plan')[0]?.hash ?? '';
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const ended = await op.run([
      'apply',
      '--env',
      'production',
      '--yes',
      '--confirm',
      'production',
      '--plan-hash',
      hash,
    ]);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'plan-refused']);
    expect(ended.errors[0]?.what).toContain('module.data.aws_db_instance.hub');
    expect(ended.errors[0]?.next.join()).toContain('take a backup');
    expect(ended.questions).toEqual([]);
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
    expect(op.aws.objects.has(`${PRODUCTION_BUCKET}/flip-hub/production/record.json`)).toBe(false);
  });

  it('a plan that violates an invariant ends the run before anything is asked, with its name, the resource and the reason', async () => {
    const rule = {
      security_group_id: 'sg-1',
      ip_protocol: 'tcp',
      from_port: 20,
      to_port: 25,
      cidr_ipv4: '10.0.0.0/16',
    };
    const address = 'module.network.aws_vpc_security_group_ingress_rule.ssh';
    op.terraform({ planJson: planJson([{ address, actions: ['create'], after: rule }]) });
    for (const command of ['plan', 'apply']) {
      const ended = await op.run([command, '--env', 'stag', '--yes']);
      expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'invariant-violated']);
      expect(ended.errors[0]).toMatchObject({ address, what: expect.stringContaining('"no-port-22"') });
      expect(ended.errors[0]?.cause).toContain('SSM only');
      expect(ended.of('warning').filter((w) => w.code === 'invariant-violated')).toHaveLength(1);
      expect(ended.of('plan')).toEqual([]);
      expect(ended.questions).toEqual([]);
      expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
    }
    // Nothing is left that a later apply could take.
    expect(globSync('**/plan.tfplan', { cwd: op.workspace })).toEqual([]);
  });

  it('in stag the same plan is severe: --yes is not enough, the flags are named, and no plan file stays', async () => {
    op.terraform({ planJson: LOSES_DATABASE });
    const ended = await op.run(['apply', '--env', 'stag', '--yes']);
    expect(ended.exit).toBe(EXIT.declined);
    expect(ended.errors[0]).toMatchObject({
      code: 'declined',
      next: [expect.stringMatching(/--confirm stag --plan-hash [0-9a-f]{64}/)],
    });
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('apply');
  });
});
