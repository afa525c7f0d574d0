import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  chosenProviderVersion,
  PROVIDER_OVERRIDE_FILE,
  usesTestedProvider,
  writeProviderOverride,
} from '../../../src/tools/terraform/index.ts';

const chosen = (FLIP_HUB_PROVIDER_VERSION?: string) => chosenProviderVersion({ FLIP_HUB_PROVIDER_VERSION });

describe('another provider than the tested one', () => {
  const dir = mkdtempSync(join(tmpdir(), 'flip-hub-provider-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('is never taken unasked', () => {
    expect(chosen()).toBeUndefined();
    expect(chosen('')).toBeUndefined();
  });

  it('is taken when it is named and the root can work with it', () => {
    expect(chosen('5.100.0')).toBe('5.100.0');
    expect(chosen('6.21.0')).toBe('6.21.0');
  });

  for (const version of ['5.99.1', '7.0.0', '6.0', '~> 6.0', 'latest', '6.1.0"\n}'])
    it(`is refused as ${JSON.stringify(version)}`, () => {
      expect(() => chosen(version)).toThrow(/works with versions from 5\.100\.0 and below 7/);
    });

  it('changes only the copy of one run: its own request, and no lock of another version', () => {
    writeFileSync(join(dir, '.terraform.lock.hcl'), 'the tested one');
    expect(usesTestedProvider(dir)).toBe(true);
    writeProviderOverride(dir, '6.21.0');
    expect(usesTestedProvider(dir)).toBe(false);
    expect(readFileSync(join(dir, PROVIDER_OVERRIDE_FILE), 'utf8')).toContain('version = "6.21.0"');
    expect(() => readFileSync(join(dir, '.terraform.lock.hcl'))).toThrow();
  });
});
