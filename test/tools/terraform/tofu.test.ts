import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as tf from '../../../src/tools/terraform/index.ts';

const fakes = fileURLToPath(new URL('./fakes/', import.meta.url));
const tofu = tf.findBinary('tofu', fakes, '/');

describe('OpenTofu, when it is asked for', () => {
  it('is found under its own name and tells its version', () => {
    expect(tf.parseVersion(execFileSync(tofu, tf.versionArgv(), { encoding: 'utf8' }), 'tofu')).toEqual({
      kind: 'tofu',
      version: '1.11.0',
      platform: 'linux_amd64',
    });
  });

  it.each([
    ['init', tf.initArgv({ backend: { bucket: 'b', region: 'r', key: 'k' }, pluginDir: '/p', lockfileReadonly: true })],
    ['validate', tf.validateArgv()],
    [
      'plan',
      tf.planArgv({
        out: 'p',
        targets: ['module.a'],
        destroy: true,
        refreshOnly: true,
        lockTimeoutSeconds: 1,
        parallelism: 2,
      }),
    ],
    ['show', tf.showPlanArgv('p')],
    ['apply', tf.applyArgv('p', { lockTimeoutSeconds: 1, parallelism: 2 })],
    ['output', tf.outputArgv()],
    ['state list', tf.stateListArgv()],
    ['state pull', tf.statePullArgv()],
    ['state push', tf.statePushArgv('f')],
    ['force-unlock', tf.forceUnlockArgv('2a238c97-e8c0-dc5c-d1b9-2339760f6391')],
  ])('knows every flag of %s', (_, argv) => {
    const { status, stderr } = spawnSync(tofu, argv, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('control: a flag that it does not know is refused', () => {
    expect(spawnSync(tofu, ['plan', '-nonsense']).status).toBe(1);
  });
});
