/** The package as a stranger gets it: packed, installed into an empty folder elsewhere, and rehearsed with. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findStandIn } from '../../src/rehearsal/index.ts';
import { collect, eventsOf, ROOT, Sandbox } from '../rehearsal/support/program.ts';
import { skipWithout } from '../rehearsal/support/requirements.ts';

let box: Sandbox;
let folder: string;
let installed: string;

beforeAll(() => {
  box = new Sandbox('package');
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', box.dir], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(packed.stderr).not.toContain('npm error');
  const tarball = join(box.dir, packed.stdout.trim().split('\n').at(-1) ?? '');
  folder = join(box.dir, 'elsewhere');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: folder, encoding: 'utf8' });
  expect(install.status, install.stderr).toBe(0);
  installed = join(folder, 'node_modules', 'flip-hub');
});
afterAll(() => box[Symbol.asyncDispose]());

test('the package brings Terraform, Ansible and templates, and no test or source', () => {
  for (const part of [
    'terraform/main.tf',
    'templates/email',
    'ansible',
    'dist/main.js',
    'dist/moto/flip_moto',
    'dist/events.schema.json',
    'LICENSE',
  ])
    expect(existsSync(join(installed, part)), part).toBe(true);
  expect(readdirSync(installed).sort()).not.toEqual(expect.arrayContaining(['src']));
  expect(existsSync(join(installed, 'test'))).toBe(false);
});

test('npx finds the program', async () => {
  const { code, stdout } = await collect(
    spawn(join(folder, 'node_modules', '.bin', 'flip-hub'), ['--version'], { env: { ...box.env }, cwd: folder }),
  );
  expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
});

test.skipIf(await skipWithout('terraform', 'moto'))(
  'the installed program rehearses a deployment and leaves nothing running',
  async () => {
    const ran = await box.run(['rehearse', 'deploy', '--json', '--yes'], {}, join(installed, 'bin', 'flip-hub.js'));
    expect(eventsOf(ran.events, 'error')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(eventsOf(ran.events, 'phase-finished').find((e) => e.phase === 'second-plan')?.evidence).toEqual({
      changes: 0,
    });
    const rehearsal = join(box.env.XDG_CACHE_HOME as string, 'flip-hub', 'rehearsal');
    expect(await findStandIn(join(rehearsal, '.flip-hub', 'stand-in'))).toBeUndefined();
    // The log that the summary named is there to be read.
    const { dir } = eventsOf(ran.events, 'run-started')[0] ?? {};
    expect(existsSync(join(dir ?? '', 'log.txt'))).toBe(true);
  },
);
