import { describe, expect, it } from 'vitest';
import { planGroups } from '../../../src/ui/model/plan-groups.ts';
import { planNodes } from '../../../src/ui/model/plan-nodes.ts';
import { severeChanges } from '../stories/runs.ts';

describe('a plan, before anything changes', () => {
  const groups = planGroups(severeChanges());

  it('puts what loses state first, whatever its place in the plan', () => {
    expect(groups.map((g) => g.key)).toEqual(['state-replace', 'delete', 'update', 'import', 'move', 'create']);
  });

  it('never folds a delete or a replacement behind a count, and says in words what is lost', () => {
    const nodes = planNodes(groups, new Set());
    expect(nodes[0]).toMatchObject({ kind: 'change', change: { address: 'module.compute.aws_instance.trust[0]' } });
    expect(nodes.filter((n) => n.kind === 'note').map((n) => n.kind === 'note' && n.text)).toEqual([
      'root_block_device.volume_size forces it',
      "holds state: the trust's data volumes are lost",
    ]);
    expect(nodes.filter((n) => n.kind === 'module').map((n) => n.key)).toEqual(['create module.observability']);
  });

  it('does not cry wolf: a database that is only changed in place loses nothing', () => {
    const update = groups.find((g) => g.key === 'update');
    expect(update?.losesState).toBe(false);
    expect(planNodes(groups, new Set()).some((n) => n.kind === 'note' && n.text.includes('hub database'))).toBe(false);
  });

  it('lists details only where they were asked for', () => {
    const key = 'update module.data.aws_db_instance.hub';
    const open = planNodes(groups, new Set([key, 'create module.observability']));
    expect(open.filter((n) => n.key.startsWith(`${key} detail`)).map((n) => n.kind === 'note' && n.text)).toEqual([
      'backup_retention_period: 7 -> 30',
      'password: (sensitive) -> (sensitive)',
    ]);
    expect(open.filter((n) => n.kind === 'change' && n.nested)).toHaveLength(4);
  });
});
