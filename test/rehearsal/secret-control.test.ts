/**
 * A terraform that prints every secret it is given, with the redactor on and off: the scan finds nothing, and the same
 * scan finds everything. The second is what makes the first mean something.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM, Sandbox } from './support/program.ts';
import { skipWithout } from './support/requirements.ts';
import { chattyTerraform } from './support/secrets/chatty-terraform.ts';
import type { Hit } from './support/secrets/scan.ts';
import { unredactedProgram } from './support/secrets/unredacted-program.ts';
import { watchRun } from './support/secrets/watch.ts';
import { plantedIn, SHELL, scanRun } from './support/secrets/whole-run.ts';

const skip = await skipWithout('terraform', 'moto');

async function scanned(box: Sandbox, program: string, until: string) {
  const terraform = chattyTerraform(box.dir);
  const watched = watchRun(box.env.HOME as string, join(box.workspace, '.flip-hub', 'stag', 'runs'));
  const ran = await box.run(
    ['rehearse', 'deploy', '--keep', box.workspace, '--stop-after', until, '--json', '--yes'],
    { ...SHELL, PATH: `${terraform.bin}:${box.env.PATH}` },
    program,
  );
  watched.stop();
  expect(ran.stderr).not.toMatch(/^error/m);
  expect(ran.code).toBe(0);
  const run = { box, env: 'stag', streams: { stdout: ran.stdout, stderr: ran.stderr }, watched, terraform };
  return { ran, watched, ...scanRun(run, await plantedIn(run)) };
}

describe.skipIf(skip)('a rehearsal with the redactor off', () => {
  let box: Sandbox;
  let hits: Hit[];
  beforeAll(async () => {
    box = new Sandbox('unredacted');
    ({ hits } = await scanned(box, await unredactedProgram(join(box.dir, 'program')), 'init'));
  });
  afterAll(() => box[Symbol.asyncDispose]());

  test.each(['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_KEY_HASH'])(
    '%s is found, so a scan that finds nothing means something',
    (label) => {
      const where = hits.filter((hit) => hit.label === label).map((hit) => hit.where);
      expect(where).toContain('stdout');
      expect(where.some((path) => path.endsWith('log.txt'))).toBe(true);
      expect(where.some((path) => path.includes('/held/init.'))).toBe(true);
    },
  );

  test('it is found in many forms, not only as it is', () => {
    const forms = new Set(hits.map((hit) => hit.form));
    for (const form of ['raw', 'base64, 0 before', 'base64, 1 before', 'base64, 2 before', 'URL'])
      expect(forms).toContain(form);
  });
});

describe.skipIf(skip)('a rehearsal with the redactor on', () => {
  test('shows no secret, however often and in whatever form Terraform prints it, and its saved plan holds none', async () => {
    await using box = new Sandbox('redacted');
    const { hits, scan, ran, watched } = await scanned(box, PROGRAM, 'plan');
    expect(hits).toEqual([]);
    expect(ran.stdout).toContain('[INTERNAL_SERVICE_KEY]');
    expect(watched.plans.size).toBeGreaterThan(0);
    expect(scan.archives).toBeGreaterThan(0);
  });
});
