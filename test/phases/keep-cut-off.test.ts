import { expect, it } from 'vitest';
import type { HubContext } from '../../src/phases/services.ts';
import { keepCutOff } from '../../src/phases/terraform/keep-cut-off.ts';
import type { TerraformSession } from '../../src/phases/terraform/session.ts';
import { stateView } from '../../src/phases/terraform/state.ts';

const pulled = JSON.stringify({
  lineage: 'l',
  resources: [
    {
      module: 'module.persistent',
      mode: 'managed',
      type: 'aws_kms_key',
      name: 'app',
      instances: [{ status: 'tainted' }],
    },
    {
      module: 'module.persistent',
      mode: 'managed',
      type: 'aws_route53_record',
      name: 'v',
      instances: [{ index_key: 'a.b', status: 'tainted' }],
    },
    {
      module: 'module.data',
      mode: 'managed',
      type: 'aws_db_instance',
      name: 'hub',
      instances: [{ status: 'tainted' }],
    },
    { module: 'module.edge', mode: 'managed', type: 'aws_lb', name: 'api', instances: [{ status: 'tainted' }] },
    { module: 'module.data', mode: 'managed', type: 'aws_efs_file_system', name: 'fl', instances: [{}] },
    { mode: 'data', type: 'aws_region', name: 'x', instances: [{ status: 'tainted' }] },
  ],
});

it('a database or key whose creation was cut off is completed, not destroyed and made again', async () => {
  const ran: string[][] = [];
  const warned: string[] = [];
  const session = {
    state: async () => stateView(pulled),
    run: async (args: readonly string[]) => {
      ran.push([...args]);
    },
  } as unknown as TerraformSession;
  const ctx = {
    warn: (code: string, what: string) => warned.push(`${code} ${what}`),
    fence: async () => {
      ran.push(['fence']);
    },
    log: () => {},
  } as unknown as HubContext;
  await keepCutOff(ctx, session);
  expect(ran).toEqual([
    ['fence'],
    ['untaint', 'module.persistent.aws_kms_key.app'],
    ['fence'],
    ['untaint', 'module.persistent.aws_route53_record.v["a.b"]'],
    ['fence'],
    ['untaint', 'module.data.aws_db_instance.hub'],
  ]);
  expect(warned).toHaveLength(3);
});

it('an environment that was never applied manages nothing and has nothing to keep', () => {
  expect(stateView('')).toEqual({ lineage: undefined, serial: 0, addresses: new Set(), ids: new Set(), tainted: [] });
});
