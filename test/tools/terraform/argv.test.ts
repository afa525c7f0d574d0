import { describe, expect, it } from 'vitest';
import * as argv from '../../../src/tools/terraform/argv.ts';

describe('command lines of Terraform and OpenTofu', () => {
  it('init names the bucket of this environment and never keeps an old backend', () => {
    expect(
      argv.initArgv({ backend: { bucket: 'b', region: 'eu-west-2' }, pluginDir: '/m', lockfileReadonly: true }),
    ).toEqual([
      'init',
      '-json',
      '-input=false',
      '-reconfigure',
      '-backend-config=bucket=b',
      '-backend-config=region=eu-west-2',
      '-lockfile=readonly',
      '-plugin-dir=/m',
    ]);
  });

  it('a plan never asks and always tells whether something would change', () => {
    expect(
      argv.planArgv({ out: 'p', targets: ['module.network', 'a.b["x"]'], destroy: true, lockTimeoutSeconds: 30 }),
    ).toEqual([
      'plan',
      '-json',
      '-input=false',
      '-detailed-exitcode',
      '-lock-timeout=30s',
      '-destroy',
      '-target=module.network',
      '-target=a.b["x"]',
      '-out=p',
    ]);
    expect(argv.planArgv({ refreshOnly: true })).toContain('-refresh-only');
  });

  it('apply takes a plan file as its last word and nothing that could widen it', () => {
    const apply = argv.applyArgv('p.tfplan', { parallelism: 4 });
    expect(apply.at(-1)).toBe('p.tfplan');
    expect(apply.join(' ')).not.toMatch(/-auto-approve|-target|-destroy/);
  });

  it('no builder can carry a variable: values would be readable by everybody on the machine', () => {
    const all = [
      argv.versionArgv(),
      argv.initArgv({ backend: { bucket: 'b', region: 'r', key: 'k' } }),
      argv.validateArgv(),
      argv.planArgv({ out: 'p' }),
      argv.showPlanArgv('p'),
      argv.applyArgv('p'),
      argv.outputArgv(),
      argv.stateListArgv(),
      argv.statePullArgv(),
      argv.statePushArgv('f'),
    ];
    for (const a of all) expect(a.some((x) => x.startsWith('-var'))).toBe(false);
  });

  it('destroy targets every module but the persistent one', () => {
    expect(argv.destroyTargets(['network', 'persistent', 'data'])).toEqual(['module.network', 'module.data']);
  });

  it('a flag in place of a lock id is refused', () => {
    expect(() => argv.forceUnlockArgv('-lock=false')).toThrow(/not the id of a Terraform lock/);
    expect(argv.forceUnlockArgv('2a238c97-e8c0-dc5c-d1b9-2339760f6391')).toEqual([
      'force-unlock',
      '-force',
      '2a238c97-e8c0-dc5c-d1b9-2339760f6391',
    ]);
    expect(() => argv.planArgv({ targets: ['-out=x'] })).toThrow(/not a Terraform address/);
  });
});
