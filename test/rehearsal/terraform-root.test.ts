/**
 * The Terraform root by itself, as somebody who reads it would check it: layout, validity, the lock file, its own test
 * suites and the examples, with the real provider and a stand-in for what a plan asks of AWS.
 */

import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  rehearsalEnvironment,
  type StandIn,
  seedStandIn,
  startStandIn,
  stopStandIn,
} from '../../src/rehearsal/index.ts';
import {
  cliConfigText,
  decideProviders,
  realFileView,
  writeProviderOverride,
} from '../../src/tools/terraform/index.ts';
import { collect, type Ran, ROOT } from './support/program.ts';
import { skipWithout } from './support/requirements.ts';

const ZONES: Record<string, string> = {
  'staging.tfvars': 'stag.flip.example.org',
  'production-flower.tfvars': 'app.flip.example.org',
};

describe.skipIf(await skipWithout('terraform', 'moto'))('the Terraform root', () => {
  const dir = mkdtempSync(join(tmpdir(), 'flip-hub-root-'));
  const root = join(dir, 'terraform');
  const key = randomBytes(32).toString('hex');
  let standIn: StandIn;

  const terraform = (args: readonly string[], cwd = root): Promise<Ran> =>
    collect(
      spawn('terraform', [...args], {
        cwd,
        env: {
          ...rehearsalEnvironment(standIn, process.env),
          TF_CLI_CONFIG_FILE: join(dir, 'terraformrc'),
          TF_IN_AUTOMATION: '1',
          TF_VAR_aes_key_base64: randomBytes(32).toString('base64'),
          TF_VAR_internal_service_key: key,
          TF_VAR_internal_service_key_hash: createHash('sha256').update(key).digest('hex'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  const said = (ran: Ran) => `${ran.stdout}\n${ran.stderr}`;

  beforeAll(async () => {
    cpSync(join(ROOT, 'terraform'), root, { recursive: true, filter: (from) => !from.includes('/.terraform/') });
    cpSync(join(ROOT, 'templates'), join(dir, 'templates'), { recursive: true });
    const question = { env: process.env, home: homedir(), platform: process.platform, binary: 'terraform' } as const;
    writeFileSync(join(dir, 'terraformrc'), cliConfigText(decideProviders(question, realFileView)) ?? '');
    const entry = [process.execPath, join(ROOT, 'dist', 'main.js'), '__stand-in'];
    standIn = await startStandIn({ dir: join(dir, 'stand-in'), entry });
    for (const publicZone of Object.values(ZONES)) await seedStandIn(standIn, { publicZone });
  }, 3 * 60_000);
  afterAll(async () => {
    await stopStandIn(join(dir, 'stand-in'));
    rmSync(dir, { recursive: true, force: true });
  });

  test('its layout is that of terraform fmt, so that a change shows only what changed', async () => {
    expect((await terraform(['fmt', '-check', '-recursive'])).stdout).toBe('');
  });

  test('the provider of this machine is the published one: its hash is in the lock file, which stays as it is', async () => {
    const before = readFileSync(join(root, '.terraform.lock.hcl'), 'utf8');
    const init = await terraform(['init', '-backend=false', '-input=false', '-lockfile=readonly', '-no-color']);
    expect(said(init)).toContain('hashicorp/aws v5.100.0');
    expect(init.code).toBe(0);
    expect(readFileSync(join(root, '.terraform.lock.hcl'), 'utf8')).toBe(before);
  });

  test('a provider that is not the published one is refused', async () => {
    const forged = join(dir, 'forged');
    cpSync(root, forged, { recursive: true, filter: (from) => !from.includes('/.terraform/') });
    const lock = join(forged, '.terraform.lock.hcl');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace('h1:edXOJWE4', 'h1:AAAAAAAA'));
    const init = await terraform(['init', '-backend=false', '-input=false', '-lockfile=readonly', '-no-color'], forged);
    expect(init.code).toBe(1);
    expect(said(init)).toMatch(/checksums/);
  });

  test('another version of the provider is used when it is asked for, and nothing else in its place', async () => {
    const other = join(dir, 'other');
    cpSync(root, other, { recursive: true, filter: (from) => !from.includes('/.terraform/') });
    writeProviderOverride(other, '5.100.0');
    expect((await terraform(['init', '-backend=false', '-input=false', '-no-color'], other)).code).toBe(0);
    rmSync(join(other, '.terraform'), { recursive: true, force: true });
    writeProviderOverride(other, '6.99.99');
    const init = await terraform(['init', '-backend=false', '-input=false', '-no-color'], other);
    expect(init.code).toBe(1);
    expect(said(init)).toContain('6.99.99');
  });

  test('it is valid', async () => {
    expect(said(await terraform(['validate', '-no-color']))).toContain('The configuration is valid.');
  });

  test('every example has its place here', () => {
    expect(readdirSync(join(root, 'examples')).sort()).toEqual(Object.keys(ZONES).sort());
  });

  for (const example of Object.keys(ZONES))
    test(`example ${example} plans as promised`, async () => {
      const filter = ['-filter=tests/hub.tftest.hcl', `-var-file=examples/${example}`];
      const ran = await terraform(['test', '-no-color', ...filter]);
      expect(said(ran)).toMatch(/Success! [1-9]\d* passed, 0 failed/);
      expect(ran.code).toBe(0);
    });

  for (const suite of ['inputs', 'data', 'network', 'observability'])
    test(`terraform test: ${suite}`, async () => {
      const values = suite === 'inputs' ? ['-var-file=examples/staging.tfvars'] : [];
      const ran = await terraform(['test', '-no-color', `-filter=tests/${suite}.tftest.hcl`, ...values]);
      expect(said(ran)).toMatch(/Success! [1-9]\d* passed, 0 failed/);
      expect(ran.code).toBe(0);
    });

  test('every suite is run', () => {
    expect(readdirSync(join(root, 'tests')).sort()).toEqual(
      ['hub', 'inputs', 'data', 'network', 'observability'].map((suite) => `${suite}.tftest.hcl`).sort(),
    );
  });
});
