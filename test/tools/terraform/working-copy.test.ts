import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  copyRoot,
  importsText,
  rehearsalOverrideText,
  sealOf,
  verifyRoot,
  writeImports,
  writeRehearsalOverride,
} from '../../../src/tools/terraform/working-copy.ts';

let folder: string;
let source: string;
let root: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flip-root-'));
  source = join(folder, 'package');
  root = join(folder, 'run', 'root');
  mkdirSync(join(source, 'modules', 'network'), { recursive: true });
  mkdirSync(join(source, '.terraform'));
  writeFileSync(join(source, 'main.tf'), 'module "network" {}\n');
  writeFileSync(join(source, 'modules', 'network', 'main.tf'), '# net\n');
  writeFileSync(join(source, '.terraform', 'x'), 'left out');
  writeFileSync(join(source, 'terraform.tfstate.backup'), 'left out');
  writeFileSync(join(source, '.terraform.lock.hcl'), 'lock\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a run’s copy of the Terraform root', () => {
  it('holds the root and not what a developer left lying in it', () => {
    const seal = copyRoot(source, root);
    expect(Object.keys(seal.files)).toEqual(['main.tf', 'modules/network/main.tf']);
    expect(readFileSync(join(root, '.terraform.lock.hcl'), 'utf8')).toBe('lock\n');
    expect(() => verifyRoot(root, seal)).not.toThrow();
  });

  it('an edit between plan and apply is exit 4 and names the file', () => {
    const seal = copyRoot(source, root);
    writeFileSync(join(root, 'modules', 'network', 'main.tf'), '# evil\n');
    expect(() => verifyRoot(root, seal)).toThrowError(
      expect.objectContaining({ fields: expect.objectContaining({ code: 'working-copy-edited', exit: 4 }) }),
    );
    expect(() => verifyRoot(root, seal)).toThrow(/modules\/network\/main\.tf \(edited\)/);
  });

  it.each(['extra.tf', 'x_override.tf.json', 'terraform.tfvars', 'modules/network/more.tofu'])(
    'a file Terraform would read by itself and that was added is noticed: %s',
    (name) => {
      const seal = copyRoot(source, root);
      writeFileSync(join(root, name), '');
      expect(() => verifyRoot(root, seal)).toThrow(/\(added\)/);
    },
  );

  it('a removed file is noticed', () => {
    const seal = copyRoot(source, root);
    rmSync(join(root, 'main.tf'));
    expect(() => verifyRoot(root, seal)).toThrow(/main\.tf \(removed\)/);
  });

  it('what Terraform itself leaves there is no edit', () => {
    const seal = copyRoot(source, root);
    writeFileSync(join(root, '.terraform.lock.hcl'), 'more hashes\n');
    writeFileSync(join(root, 'errored.tfstate'), '{}');
    writeFileSync(join(root, 'crash.log'), '');
    expect(() => verifyRoot(root, seal)).not.toThrow();
  });

  it('two copies of one root have one hash; moving bytes between files gives another', () => {
    const one = copyRoot(source, root).hash;
    expect(copyRoot(source, join(folder, 'second')).hash).toBe(one);
    writeFileSync(join(source, 'main.tf'), 'module "network" {}\n# net\n');
    writeFileSync(join(source, 'modules', 'network', 'main.tf'), '');
    expect(copyRoot(source, join(folder, 'third')).hash).not.toBe(one);
  });

  it('a linked file is copied as a file, so that a change behind the link cannot reach the run', () => {
    writeFileSync(join(folder, 'elsewhere.tf'), '# one\n');
    symlinkSync(join(folder, 'elsewhere.tf'), join(source, 'linked.tf'));
    const seal = copyRoot(source, root);
    writeFileSync(join(folder, 'elsewhere.tf'), '# two\n');
    expect(() => verifyRoot(root, seal)).not.toThrow();
  });

  it('a read-only package gives a copy that takes additions and is the owner’s alone', () => {
    chmodSync(join(source, 'main.tf'), 0o444);
    chmodSync(join(source, 'modules'), 0o555);
    copyRoot(source, root);
    chmodSync(join(source, 'modules'), 0o755);
    const mode = (path: string) => statSync(join(root, path)).mode & 0o777;
    expect([mode('.'), mode('modules'), mode('main.tf')]).toEqual([0o700, 0o700, 0o600]);
  });

  it('an existing copy is never written over', () => {
    copyRoot(source, root);
    expect(() => copyRoot(source, root)).toThrow();
  });
});

describe('what flip-hub adds', () => {
  it('imports are sorted, and an id cannot become an expression', () => {
    expect(
      importsText([
        { to: 'b.b', id: 'x' },
        { to: 'a.a', id: ['$', '{secret}"'].join('') },
      ]),
    ).toBe('import {\n  to = a.a\n  id = "$${secret}\\""\n}\n\nimport {\n  to = b.b\n  id = "x"\n}\n');
  });

  it('the override reaches both provider blocks, and imports of an earlier run do not stay', () => {
    copyRoot(source, root);
    writeRehearsalOverride(root);
    writeImports(root, [{ to: 'a.a', id: 'x' }]);
    const before = sealOf(root);
    writeImports(root, []);
    expect(readFileSync(join(root, 'imports.tf'), 'utf8')).toBe('');
    expect(sealOf(root).hash).not.toBe(before.hash);
    expect(rehearsalOverrideText().match(/max_retries {7}= 2/g)).toHaveLength(2);
    expect(rehearsalOverrideText()).toContain('alias             = "us_east_1"');
  });
});
