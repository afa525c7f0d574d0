/** The look at the FL kits before the first change. */
import { expect, it } from 'vitest';
import { flKits } from '../../src/phases/fl/fl-kits.ts';
import { hub } from './fl/hub.ts';

it('kits that are all there let the deployment begin, for either backend', async () => {
  for (const backend of ['nvflare', 'flower'] as const) {
    const { ctx } = hub({ backend });
    expect(await flKits.check?.(ctx)).toEqual([]);
    expect(await flKits.run(ctx)).toMatchObject({ bucket: 'kits', slots: 2 });
  }
});

it('kits that are missing or empty stop it before the first change, by name', async () => {
  const { ctx, objects } = hub();
  const folder = 'fl-flare-participant-kits/2026-01-15/net-1/';
  objects.delete(`${folder}services/Trust_2/startup/client.key`);
  objects.set(`${folder}services/fl-server-net-1/startup/stub`, { size: 0, etag: 'none' });
  expect(await flKits.check?.(ctx)).toEqual([
    expect.objectContaining({
      code: 'fl-kits-missing',
      what: `FL kits are missing or empty in s3://kits/${folder}: services/Trust_2/startup/client.key, services/fl-server-net-1/startup/ (empty)`,
      next: expect.arrayContaining([expect.stringContaining(`aws s3 sync <folder of the kits of 2026-01-15>/net-1`)]),
    }),
  ]);
  await expect(flKits.run(ctx)).rejects.toMatchObject({ fields: { code: 'fl-kits-missing', exit: 4 } });
});

it('a folder that only has its own name holds no kit', async () => {
  const { ctx, objects } = hub();
  const startup = 'fl-flare-participant-kits/2026-01-15/net-1/services/fl-server-net-1/startup/';
  objects.delete(`${startup}stub`);
  objects.set(startup, { size: 0, etag: 'folder' });
  expect(await flKits.check?.(ctx)).toHaveLength(1);
});

it('many missing files are counted, not listed', async () => {
  const { ctx, objects } = hub();
  objects.clear();
  expect(await flKits.check?.(ctx)).toEqual([expect.objectContaining({ what: expect.stringMatching(/ and 6 more$/) })]);
});

it('a bucket that does not exist is said with the command that makes it, which a deployment then adopts', async () => {
  const { ctx, state } = hub({ backend: 'flower' });
  state.bucket = false;
  expect(await flKits.check?.(ctx)).toEqual([
    expect.objectContaining({
      what: 'the bucket of the FL kits does not exist: kits',
      next: expect.arrayContaining([expect.stringContaining('aws s3 mb s3://kits --region eu-west-2')]),
    }),
  ]);
});

it('with Flower a slot whose number has no key is missing', async () => {
  const { ctx, objects } = hub({ backend: 'flower' });
  objects.delete('fl-flower-participant-kits/2026-01-15/net-1/keys/supernode_credentials_2');
  expect(await flKits.check?.(ctx)).toEqual([
    expect.objectContaining({ what: expect.stringContaining('keys/supernode_credentials_2') }),
  ]);
});
