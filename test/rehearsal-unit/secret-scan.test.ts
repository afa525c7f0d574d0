/** The scan for secrets is itself able to find them: in each form, inside each kind of archive. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formsOf, sayings } from '../rehearsal/support/secrets/forms.ts';
import { SecretScan } from '../rehearsal/support/secrets/scan.ts';
import { ownFolder } from './support/folder.ts';

const SECRET = `p"a'ss$\{x}\\ü%{y}+/=`;
const scan = () => new SecretScan([{ label: 'KEY', value: SECRET }]);
/** A zip of one deflated entry, by the program everybody has: Python. */
function zipOf(file: string, name: string, content: string): void {
  execFileSync('python3', [
    '-c',
    'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED).writestr(sys.argv[2], sys.argv[3])',
    file,
    name,
    content,
  ]);
}

describe('the scan for secrets', () => {
  const dir = ownFolder('scan');
  it.each(formsOf(SECRET).map(({ form, text }) => [form, text]))('finds one as %s', (_, text) => {
    expect(scan().text('a stream', `before ${text} after`).length).toBeGreaterThan(0);
  });

  it.each(sayings('TF_VAR_key', SECRET).map((line) => [line]))('finds one in %s', (line) => {
    expect(scan().text('a stream', line).length).toBeGreaterThan(0);
  });

  it('finds nothing where nothing is', () => {
    expect(scan().text('a stream', 'TF_VAR_key=[KEY], p"a ss, cCJhJ3Nz')).toEqual([]);
  });

  it('finds one in a file, a name, a gzip, a zip, and a gzip within a gzip', () => {
    mkdirSync(join(dir, 'deep'));
    const packed = Buffer.from(`${'x'.repeat(2000)}${SECRET}${'x'.repeat(2000)}`);
    writeFileSync(join(dir, 'deep', 'log.gz'), gzipSync(packed));
    zipOf(join(dir, 'plan.tfplan'), 'tfstate', packed.toString('utf8'));
    writeFileSync(join(dir, 'twice.gz'), gzipSync(gzipSync(packed)));
    const found = scan();
    const where = new Set(found.folder(dir).map((hit) => hit.where.slice(dir.length + 1)));
    expect(where).toContain('deep/log.gz!gunzip');
    expect(where).toContain('plan.tfplan!tfstate');
    expect(where).toContain('twice.gz!gunzip!gunzip');
    expect(found.files).toBe(3);
    expect(found.archives).toBe(4);
    expect(found.folder(dir, (path) => path.endsWith('.gz')).every((hit) => hit.where.includes('plan.tfplan'))).toBe(
      true,
    );
  });
});
