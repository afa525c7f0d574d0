/** The Terraform root as text: its files, resources and variables. Reads only; never runs Terraform. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'terraform');

/** Every .tf file below the root: relative path → text. */
export function terraformFiles(): Map<string, string> {
  const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tf'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [relative(ROOT, file), readFileSync(file, 'utf8')]));
}

/** The bodies of blocks of one kind with its labels, e.g. `resource "aws_vpc" "this" { … }`. Needs fmt's layout. */
export function blocks(text: string, kind: string): { labels: string[]; body: string }[] {
  // an empty block ends on its own line: otherwise it would swallow the block after it
  const found = text.matchAll(new RegExp(`^${kind}((?: "[^"]+")+) \\{(?:\\}|\n(.*?)^\\})`, 'gms'));
  return [...found].map((match) => ({
    labels: [...(match[1] ?? '').matchAll(/"([^"]+)"/g)].map((label) => label[1] as string),
    body: match[2] ?? '',
  }));
}

/** Address without instance keys → body, of every resource of a module (or of the root itself: ''). */
export function resourcesOf(module: string): Map<string, string> {
  const folder = module === '' ? '' : join('modules', module);
  const prefix = module === '' ? '' : `module.${module}.`;
  return new Map(
    [...terraformFiles()]
      .filter(([path]) => dirname(path) === (folder === '' ? '.' : folder))
      .flatMap(([, text]) => blocks(text, 'resource'))
      .map(({ labels, body }) => [`${prefix}${labels.join('.')}`, body]),
  );
}

export const MODULES = ['persistent', 'network', 'edge', 'compute', 'data', 'email', 'access', 'observability'];

export function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;
}
