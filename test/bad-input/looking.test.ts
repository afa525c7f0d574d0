/** Looking without changing: exit codes by which a script knows that something would change, or was changed by hand. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { planJson } from '../tools/terraform/plan/plan-json.ts';
import { operator } from './support/operator.ts';

const op = await operator();
const VPC = planJson([{ address: 'module.network.aws_vpc.this', actions: ['create'], after: { cidr: '10.0.0.0/16' } }]);
const NOTHING = planJson([]);
const DRIFTED = planJson([], {
  resource_drift: (
    planJson([
      {
        address: 'module.observability.aws_cloudwatch_event_rule.this',
        actions: ['update'],
        before: { state: 'ENABLED', secret: 'not-for-eyes' },
        after: { state: 'DISABLED', secret: 'not-for-eyes' },
      },
    ]) as { resource_changes: unknown }
  ).resource_changes,
});

describe('plan --detailed', () => {
  it('ends with 7 when an apply would change something, and with 0 when not', async () => {
    op.terraform({ planJson: VPC });
    expect((await op.run(['plan', '--env', 'stag', '--detailed'])).exit).toBe(EXIT.problems);
    op.terraform({ planJson: NOTHING });
    expect((await op.run(['plan', '--env', 'stag', '--detailed'])).exit).toBe(EXIT.done);
  });

  it('is asked for: without it a plan with changes ends with 0', async () => {
    op.terraform({ planJson: VPC });
    expect((await op.run(['plan', '--env', 'stag'])).exit).toBe(EXIT.done);
  });

  it('a plan that fails ends with its failure, never with 7', async () => {
    op.terraform({ planJson: VPC, plan: { exit: 1, stderr: 'Error: out of order\n' } });
    expect((await op.run(['plan', '--env', 'stag', '--detailed'])).exit).toBe(EXIT.failed);
  });
});

describe('plan --drift', () => {
  it('names what was changed by hand, without values, ends with 7, and leaves no plan on the disk', async () => {
    op.terraform({ planJson: DRIFTED });
    const ended = await op.run(['plan', '--env', 'stag', '--drift']);
    expect(ended.exit).toBe(EXIT.problems);
    expect(ended.of('drift')).toMatchObject([
      { address: 'module.observability.aws_cloudwatch_event_rule.this', action: 'update', paths: ['state'] },
    ]);
    expect(JSON.stringify(ended.events)).not.toContain('not-for-eyes');
    expect(ended.of('run-finished')[0]).toMatchObject({
      outcome: 'problems',
      exit: EXIT.problems,
      next: [expect.stringContaining('flip-hub plan --env stag')],
    });
    const runs = join(op.stateDir(), 'runs');
    for (const run of readdirSync(runs))
      expect(readdirSync(join(runs, run)).filter((file) => file.endsWith('.tfplan'))).toEqual([]);
    expect(op.terraformCalls()).toContainEqual(expect.arrayContaining(['plan', '-refresh-only']));
    expect(op.terraformCalls().filter(([command]) => command === 'apply')).toEqual([]);
  });

  it('ends with 0 when nothing was, though Terraform ends a refresh with 2', async () => {
    op.terraform({ planJson: VPC });
    const ended = await op.run(['plan', '--env', 'stag', '--drift']);
    expect(ended.exit).toBe(EXIT.done);
    expect(ended.of('drift')).toEqual([]);
  });
});
