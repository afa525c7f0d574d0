/** Every patch of moto has a proof that holds with the patches and fails without them: none is missing, none is dead. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MotoProcess, startMoto } from '../../../src/rehearsal/moto/process.ts';
import { findMotoPython } from '../../../src/rehearsal/moto/python.ts';
import { awsClient } from '../support/aws-client.ts';
import { ownFolder } from '../support/folder.ts';
import { missing } from '../support/requirement.ts';
import { PROOFS } from './proofs.ts';

describe.skipIf(await missing('moto'))('patches of moto', () => {
  const dir = ownFolder('patches');
  let patched: MotoProcess;
  let plain: MotoProcess;

  beforeAll(async () => {
    [patched, plain] = await Promise.all([
      startMoto({ dir, env: process.env }),
      startMoto({ dir, env: process.env, plain: true }),
    ]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([patched?.stop(), plain?.stop()]);
  });

  it('has a proof for every patch and no proof without one, so that no correction is lost unseen', async () => {
    const [python = '', ...prefix] = await findMotoPython(process.env);
    const PYTHONPATH = join(import.meta.dirname, '../../../src/rehearsal/moto');
    const listed = execFileSync(python, [...prefix, '-m', 'flip_moto', '--list'], {
      env: { ...process.env, PYTHONPATH, PYTHONDONTWRITEBYTECODE: '1' },
      encoding: 'utf8',
    });
    expect(Object.keys(PROOFS).sort()).toEqual((JSON.parse(listed) as string[]).sort());
  });

  for (const [name, { loses, prove }] of Object.entries(PROOFS)) {
    it(`${name}: without it an operator loses ${loses}`, async () => {
      await prove(awsClient(patched.port));
      await expect(prove(awsClient(plain.port))).rejects.toThrow();
    }, 60_000);
  }
});
