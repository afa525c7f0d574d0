/** Kits into the file system: once, found again after a cut, asked before they are replaced, and told when it fails. */
import { describe, expect, it } from 'vitest';
import { provisionKitsPhase } from '../../src/phases/fl/provision-kits.ts';
import { registerSupernodeKeysPhase } from '../../src/phases/fl/register-supernode-keys.ts';
import { hub } from './fl/hub.ts';

const now = async () => {};
const provision = provisionKitsPhase(now);
const register = registerSupernodeKeysPhase(now);
const SERVER_KIT = 'fl-flare-participant-kits/2026-01-15/net-1/services/fl-server-net-1/startup/stub';

describe('provision-kits', () => {
  it('runs the task once and starts the FL services anew; a second time it has nothing to do', async () => {
    const { ctx, tasks, restarted, asked } = hub();
    expect(await provision.prove(ctx)).toBe('not done');
    expect(await provision.run(ctx)).toMatchObject({ task: 'task-1', fileSystem: 'fs-1' });
    expect(restarted).toEqual(['fl-api-net-1', 'fl-server-net-1']);
    expect(await provision.prove(ctx)).toBe('proven');
    expect(await provision.run(ctx)).toMatchObject({ nothing: 'to do' });
    expect(tasks).toHaveLength(1);
    expect(restarted).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  it('after a cut the task that runs is watched, and one that ended well is taken, never repeated', async () => {
    for (const looks of [5, 0]) {
      const { ctx, tasks, state, marks } = hub({ looks });
      const cut = provisionKitsPhase(async () => {
        state.stop.abort();
        throw new Error('aborted');
      });
      if (looks > 0) await expect(cut.run(ctx)).rejects.toMatchObject({ fields: { code: 'interrupted', exit: 130 } });
      else await provision.run(ctx);
      marks.clear();
      expect(await provision.run(ctx)).toMatchObject({ task: 'task-1' });
      expect(tasks).toHaveLength(1);
    }
  });

  it('a task that failed is told with its exit code, its reason and its last words', async () => {
    const { ctx, log, w } = hub({
      exitCode: 1,
      reason: 'Essential container in task exited',
      said: ['download: a', 'failed: test -s /mnt/flower-certs/ca.crt'],
    });
    await expect(provision.run(ctx)).rejects.toMatchObject({
      fields: {
        code: 'one-off-task-failed',
        what: 'the task that copies the FL kits into the file system ended with exit code 1: Essential container in task exited',
        toolExit: 1,
        next: expect.arrayContaining([
          expect.stringContaining('aws logs get-log-events --log-group-name /ecs/fl-server-net-1'),
        ]),
      },
    });
    expect(log).toContain('failed: test -s /mnt/flower-certs/ca.crt');
    expect(await provision.prove(ctx)).toBe('not done');
    w.exitCode = 0;
    expect(await provision.run(ctx)).toMatchObject({ task: 'task-2' });
  });

  it('a task whose image cannot be pulled is recognised', async () => {
    const { ctx } = hub({ exitCode: undefined, reason: 'CannotPullContainerError: ref not found: manifest unknown' });
    await expect(provision.run(ctx)).rejects.toMatchObject({
      fields: { what: expect.stringContaining('never started'), next: expect.arrayContaining([expect.any(String)]) },
    });
  });

  it('a task that never ends is left with exit 9 and the way to watch it again', async () => {
    const { ctx } = hub({ looks: 100_000 });
    await expect(provision.run(ctx)).rejects.toMatchObject({ fields: { code: 'one-off-task-slow', exit: 9 } });
  });

  it('other kits under a running FL server are asked for first, severely in production; a no changes nothing', async () => {
    for (const env of ['stag', 'production'] as const) {
      const { ctx, objects, asked, tasks, w } = hub({ env });
      await provision.run(ctx);
      objects.set(SERVER_KIT, { size: 5, etag: 'two' });
      expect(await provision.prove(ctx)).toBe('not done');
      w.answer = false;
      await expect(provision.run(ctx)).rejects.toMatchObject({ fields: { code: 'declined' } });
      expect(tasks).toHaveLength(1);
      w.answer = true;
      await provision.run(ctx);
      expect(asked.at(-1)).toBe(`provision-kits ${env === 'production' ? 'severe' : 'moderate'}`);
      expect(tasks).toHaveLength(2);
    }
  });

  it('a kit of one more trust is no other kit of the hub: nothing is run and nothing starts anew', async () => {
    const { ctx, objects, tasks } = hub();
    await provision.run(ctx);
    objects.set('fl-flare-participant-kits/2026-01-15/net-1/services/Trust_3/startup/client.key', {
      size: 5,
      etag: 'n',
    });
    expect(await provision.prove(ctx)).toBe('proven');
    expect(tasks).toHaveLength(1);
  });

  it('with Flower one more key goes into the file system and no service starts anew', async () => {
    const { ctx, objects, restarted, asked } = hub({ env: 'production', backend: 'flower' });
    await provision.run(ctx);
    objects.set('fl-flower-participant-kits/2026-01-15/net-1/keys/supernode_credentials_3', { size: 5, etag: 'n' });
    expect(await provision.run(ctx)).toMatchObject({ restarted: 'none' });
    expect(restarted).toHaveLength(2);
    expect(asked).toEqual(['provision-kits moderate']);
  });

  it('a new file system gets its kits anew, unasked', async () => {
    const { ctx, state, tasks, asked } = hub();
    await provision.run(ctx);
    state.fileSystem = 'fs-2';
    expect(await provision.prove(ctx)).toBe('not done');
    expect(await provision.run(ctx)).toMatchObject({ fileSystem: 'fs-2' });
    expect(tasks).toHaveLength(2);
    expect(asked).toEqual([]);
  });
});

describe('register-supernode-keys', () => {
  it('NVFLARE has none, and runs nothing', async () => {
    const { ctx, tasks } = hub();
    expect(await register.run(ctx)).toEqual({ nothing: 'to do' });
    expect(await register.prove(ctx)).toBe('proven');
    expect(tasks).toEqual([]);
  });

  it('waits for both services, then registers once for the same kits and slots', async () => {
    const { ctx, state, tasks } = hub({ backend: 'flower' });
    await provision.run(ctx);
    state.unstable = 3;
    expect(await register.run(ctx)).toMatchObject({ task: 'task-2', slots: 2 });
    expect(state.unstable).toBeLessThan(0);
    expect(await register.prove(ctx)).toBe('proven');
    expect(await register.run(ctx)).toMatchObject({ nothing: 'to do' });
    expect(tasks).toHaveLength(2);
  });

  it('services that never stand are told by name, with exit 9, and no task is run', async () => {
    const { ctx, state, tasks } = hub({ backend: 'flower' });
    state.unstable = 10_000;
    await expect(register.run(ctx)).rejects.toMatchObject({
      fields: {
        code: 'hub-services-unstable',
        exit: 9,
        what: expect.stringContaining('fl-api-net-1 and fl-server-net-1'),
      },
    });
    expect(tasks).toEqual([]);
  });
});
