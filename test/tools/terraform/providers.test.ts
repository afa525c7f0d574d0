import { describe, expect, it } from 'vitest';
import {
  cliConfigText,
  decideProviders,
  type FileView,
  type ProviderQuestion,
} from '../../../src/tools/terraform/providers.ts';

const AWS = 'registry.terraform.io/hashicorp/aws';

function view(folders: string[], files: string[] = []): FileView {
  const all = new Set<string>();
  for (const f of folders) {
    const parts = f.split('/');
    for (let i = 1; i <= parts.length; i += 1) all.add(parts.slice(0, i).join('/') || '/');
  }
  return {
    isReadableFile: (p) => files.includes(p),
    isDirectory: (p) => all.has(p),
    folders: (p) =>
      [...all]
        .filter((f) => f.startsWith(`${p}/`) && !f.slice(p.length + 1).includes('/'))
        .map((f) => f.slice(p.length + 1)),
  };
}
const ask = (env: ProviderQuestion['env'], v: FileView, more: Partial<ProviderQuestion> = {}) =>
  decideProviders({ env, home: '/home/op', platform: 'linux', binary: 'terraform', ...more }, v);

describe('where providers come from, in this order', () => {
  const everything = view(
    [`/mirror/${AWS}`, `/home/op/.terraform.d/plugins/${AWS}`, `/opt/tf-plugins/${AWS}`],
    ['/etc/tfrc', '/home/op/.terraformrc'],
  );

  it('the mirror that was named', () => {
    const env = { FLIP_HUB_PROVIDER_MIRROR: '/mirror', TF_CLI_CONFIG_FILE: '/etc/tfrc' };
    expect(ask(env, everything)).toMatchObject({ kind: 'mirror', path: '/mirror' });
  });

  it('a named mirror that lacks the provider stops the run, instead of going to the internet silently', () => {
    expect(() => ask({ FLIP_HUB_PROVIDER_MIRROR: '/empty' }, everything)).toThrow(
      /holds no registry\.terraform\.io\/hashicorp\/aws/,
    );
  });

  it('then the operator’s own CLI configuration', () => {
    expect(ask({ TF_CLI_CONFIG_FILE: '/etc/tfrc' }, everything)).toMatchObject({
      kind: 'cli-config',
      path: '/etc/tfrc',
    });
    expect(ask({}, everything)).toMatchObject({ kind: 'cli-config', path: '/home/op/.terraformrc' });
  });

  it('a TF_CLI_CONFIG_FILE that does not exist is passed over: Terraform would go to the registry and fail', () => {
    const noRc = view([`/opt/tf-plugins/${AWS}`]);
    expect(ask({ TF_CLI_CONFIG_FILE: '/root/.terraformrc' }, noRc)).toMatchObject({
      kind: 'mirror',
      path: '/opt/tf-plugins',
    });
  });

  it('then a folder Terraform looks into by itself, on each system', () => {
    expect(ask({}, view([`/home/op/.terraform.d/plugins/${AWS}`, `/opt/p/${AWS}`]))).toMatchObject({ kind: 'implied' });
    expect(ask({ XDG_DATA_HOME: '/data' }, view([`/data/terraform/plugins/${AWS}`]))).toMatchObject({
      path: '/data/terraform/plugins',
    });
    const mac = '/home/op/Library/Application Support/io.terraform/plugins';
    expect(ask({}, view([`${mac}/${AWS}`]), { platform: 'darwin' })).toMatchObject({ kind: 'implied', path: mac });
  });

  it('then a shallow search; deep trees are left alone', () => {
    expect(ask({}, view([`/srv/a/b/${AWS}`]))).toMatchObject({ kind: 'mirror', path: '/srv/a/b' });
    expect(ask({}, view([`/srv/a/b/c/d/${AWS}`]))).toMatchObject({ kind: 'registry' });
    expect(ask({}, view(['/opt/x/registry.terraform.io/other/thing']))).toMatchObject({ kind: 'registry' });
  });

  it('OpenTofu has its own registry and configuration', () => {
    const v = view([`/opt/p/${AWS}`, '/opt/q/registry.opentofu.org/hashicorp/aws'], ['/home/op/.terraformrc']);
    expect(ask({}, v, { binary: 'tofu' })).toMatchObject({ kind: 'mirror', path: '/opt/q' });
  });
});

describe('the CLI configuration', () => {
  it('what the mirror has is never asked of the registry', () => {
    const oddPath = ['/a "b" $', '{c}'].join('');
    const text = cliConfigText({ kind: 'mirror', path: oddPath, providers: [AWS], because: '' }) ?? '';
    expect(text).toContain('path    = "/a \\"b\\" $${c}"');
    expect(text).toContain(`include = ["${AWS}"]`);
    expect(text).toContain(`exclude = ["${AWS}"]`);
  });

  it('the operator’s own file is used as it is; the rest only silences the version check', () => {
    expect(cliConfigText({ kind: 'cli-config', path: '/x', because: '' })).toBeUndefined();
    expect(cliConfigText({ kind: 'registry', because: '' })).toBe('disable_checkpoint = true\n');
  });
});
