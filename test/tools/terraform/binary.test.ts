import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareVersions, findBinary, parseVersion, requireVersion } from '../../../src/tools/terraform/binary.ts';
import { fixtureText } from './fixtures.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flip-binary-'));
  for (const place of ['workspace', 'bin']) {
    mkdirSync(join(folder, place));
    writeFileSync(join(folder, place, 'terraform'), '#!/bin/sh\n');
    chmodSync(join(folder, place, 'terraform'), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('which terraform', () => {
  it('a terraform lying in the workspace is never run, however PATH names that folder', () => {
    const workspace = join(folder, 'workspace');
    const path = [workspace, '.', '', 'workspace', join(folder, 'bin')].join(':');
    expect(findBinary('terraform', path, workspace)).toBe(join(folder, 'bin', 'terraform'));
  });

  it('none is exit 4 with where to get it', () => {
    expect(() => findBinary('tofu', join(folder, 'bin'), folder)).toThrowError(
      expect.objectContaining({ fields: expect.objectContaining({ code: 'terraform-missing', exit: 4 }) }),
    );
  });
});

describe('its version', () => {
  it('is read from JSON, from plain text, and from OpenTofu', () => {
    expect(parseVersion(fixtureText('version.json'), 'terraform')).toEqual({
      kind: 'terraform',
      version: '1.11.4',
      platform: 'linux_amd64',
    });
    expect(parseVersion('Terraform v1.13.1\non darwin_arm64', 'terraform').version).toBe('1.13.1');
    expect(parseVersion('{"terraform_version":"1.11.0"}', 'tofu')).toMatchObject({ kind: 'tofu', version: '1.11.0' });
    expect(() => parseVersion('command not found', 'terraform')).toThrow(/does not tell its version/);
  });

  it('1.11 rehearses but never touches AWS', () => {
    const old = parseVersion(fixtureText('version.json'), 'terraform');
    expect(() => requireVersion(old, 'rehearsal')).not.toThrow();
    expect(() => requireVersion(old, 'real')).toThrow(/1\.13\.1 or newer/);
    expect(() => requireVersion({ ...old, version: '1.13.1' }, 'real')).not.toThrow();
    expect(() => requireVersion({ ...old, version: '1.13.1-rc1' }, 'real')).toThrow();
    expect(() => requireVersion({ ...old, version: '1.10.9' }, 'rehearsal')).toThrow();
  });

  it('versions sort by number, not by text', () => {
    const sorted = ['1.9.0', '1.13.1-beta1', '1.13.1', '1.13.1-rc1', '1.10.0', 'v2.0.0+build'].sort(compareVersions);
    expect(sorted).toEqual(['1.9.0', '1.10.0', '1.13.1-beta1', '1.13.1-rc1', '1.13.1', 'v2.0.0+build']);
  });
});
