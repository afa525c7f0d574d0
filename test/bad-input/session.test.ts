/** An AWS session that ends while a deployment works: known before the apply, recognised in it, and nothing is lost by it. */
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { operator, STATE_BUCKET } from './support/operator.ts';
import { stsError } from './support/small-aws.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const RECORD = `${STATE_BUCKET}/flip-hub/stag/record.json`;
const apply = (...more: string[]) => op.run(['apply', '--env', 'stag', '--yes', ...more]);
const applied = () => op.terraformCalls().filter(([command]) => command === 'apply').length;
/** Keys of CI that end so many minutes from now. */
const endsIn = (minutes: number) => {
  const keys = {
    AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + minutes * 60_000).toISOString(),
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  Object.assign(op.shell, { ...keys, CI: 'true' });
  for (const [name, value] of Object.entries(keys)) vi.stubEnv(name, value);
};
const endless = () => {
  for (const name of ['AWS_CREDENTIAL_EXPIRATION', 'CI', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    delete op.shell[name];
    vi.stubEnv(name, undefined);
  }
};

describe('a session that would end in the middle of an apply', () => {
  it('is exit 3 before Terraform touches anything, with the command that goes on', async () => {
    op.terraform({ planJson: VPC });
    endsIn(20);
    const ended = await apply();
    endless();
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.authentication, 'credentials']);
    expect(ended.errors[0]?.what).toMatch(/ends in 20 min.*35 min/);
    expect(ended.errors[0]?.next.join()).toContain('--resume');
    expect(applied()).toBe(0);
    expect((await apply('--resume')).exit).toBe(EXIT.done);
    expect(applied()).toBe(1);
  });

  it('is measured by how long the last apply took, which every apply records', async () => {
    op.terraform({ planJson: VPC });
    expect((await apply()).exit).toBe(EXIT.done);
    const record = JSON.parse(op.aws.objects.get(RECORD) ?? '{}') as { applyMs: number };
    expect(record.applyMs).toBeGreaterThan(0);
    // The fake's apply takes a moment: twenty minutes are plenty for the next one.
    endsIn(20);
    expect((await apply()).exit).toBe(EXIT.done);
    op.aws.objects.set(RECORD, JSON.stringify({ ...record, applyMs: 60 * 60_000 }));
    const ended = await apply();
    endless();
    expect(ended.errors[0]?.what).toMatch(/may take 65 min/);
    expect(applied()).toBe(2);
  });
});

describe('a session that ends', () => {
  it('inside Terraform’s apply is told as what it is, and --resume goes on', async () => {
    const diagnostic = {
      severity: 'error',
      summary: 'creating EC2 VPC',
      detail: 'api error ExpiredToken: The security token included in the request is expired',
    };
    const line = { '@level': 'error', '@message': 'Error: creating EC2 VPC', type: 'diagnostic', diagnostic };
    op.terraform({ planJson: VPC, apply: { stdout: `${JSON.stringify(line)}\n`, exit: 1 } });
    const ended = await apply();
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.authentication, 'aws-token-expired']);
    expect(ended.errors[0]?.next.join()).toMatch(/aws-login.*--resume/);
    op.terraform({ planJson: VPC });
    expect((await apply('--resume')).exit).toBe(EXIT.done);
  });

  it('after Terraform’s apply, with nobody to ask, is exit 3, and --resume repeats no apply', async () => {
    op.terraform({ planJson: VPC });
    op.aws.fault = (call) =>
      applied() > 0 && call.startsWith('PUT') ? stsError('ExpiredToken', 'The provided token has expired.') : undefined;
    const ended = await apply();
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.authentication, 'credentials']);
    op.aws.fault = () => undefined;
    op.terraform({});
    expect((await apply('--resume')).exit).toBe(EXIT.done);
    expect(applied()).toBe(1);
    expect(op.aws.objects.has(RECORD)).toBe(true);
  });

  it('before a phase that has not begun stops there with exit 3, not in its middle', async () => {
    op.terraform({ planJson: VPC });
    let planned = false;
    op.aws.fault = (call) => {
      planned ||= op.terraformCalls().some(([command]) => command === 'plan');
      return planned && call === 'GetCallerIdentity' ? stsError('ExpiredToken', 'expired') : undefined;
    };
    const ended = await apply();
    op.aws.fault = () => undefined;
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.authentication, 'credentials']);
    expect(applied()).toBe(0);
    expect((await apply('--resume')).exit).toBe(EXIT.done);
  });
});
