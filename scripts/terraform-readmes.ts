/**
 * The tables of inputs and outputs in terraform/README.md and in each module's README, taken from the blocks of the
 * configuration itself. What stands outside the marked part of a README is written by hand and kept.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Block {
  name: string;
  body: string;
}

export interface Readme {
  path: string;
  text: string;
}

/** Every README below `root` with its tables as they must be. Throws when one is missing or has no place for them. */
export function terraformReadmes(root: string): Readme[] {
  const modules = readdirSync(join(root, 'modules')).sort();
  return [
    withTables(join(root, 'README.md'), { inputs: rootInputs(root) }),
    ...modules.map((module) => {
      const folder = join(root, 'modules', module);
      return withTables(join(folder, 'README.md'), { inputs: moduleInputs(folder), outputs: outputs(folder) });
    }),
  ];
}

function withTables(path: string, tables: Record<string, string[]>): Readme {
  if (!existsSync(path)) throw new Error(`${path} is missing: every module explains itself`);
  let text = readFileSync(path, 'utf8');
  for (const [name, rows] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- ${name}:begin -->\n).*?(<!-- ${name}:end -->)`, 's');
    if (!place.test(text)) throw new Error(`${path} has no marks ${name}:begin and ${name}:end`);
    text = text.replace(place, (_, begin: string, end: string) => `${begin}\n${rows.join('\n')}\n\n${end}`);
  }
  return { path, text };
}

function rootInputs(folder: string): string[] {
  const rows = blocksOf(folder, 'variable').map(({ name, body }) => {
    const secret = /^ {2}sensitive\s+= true/m.test(body) ? ' (secret)' : '';
    const standard = /^ {2}default\s+= (.*)$/m.exec(body)?.[1];
    return `| \`${name}\` | ${standard === undefined ? 'required' : `\`${standard}\``}${secret} | ${about(body)} |`;
  });
  return ['| input | default | |', '|---|---|---|', ...rows];
}

function moduleInputs(folder: string): string[] {
  const rows = blocksOf(folder, 'variable').map(
    ({ name, body }) => `| \`${name}\` | ${typeOf(body)} | ${about(body)} |`,
  );
  return ['| input | type | |', '|---|---|---|', ...rows];
}

function outputs(folder: string): string[] {
  const rows = blocksOf(folder, 'output').map(({ name, body }) => `| \`${name}\` | ${about(body)} |`);
  return ['| output | |', '|---|---|', ...rows];
}

/** Blocks in the order of the files' names and of their places. The layout is that of `terraform fmt`. */
function blocksOf(folder: string, kind: 'variable' | 'output'): Block[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tf'))
    .sort(byConcern)
    .flatMap((file) =>
      [
        ...readFileSync(join(folder, file), 'utf8').matchAll(new RegExp(`^${kind} "([^"]+)" \\{\n(.*?)^\\}`, 'gms')),
      ].map((match) => ({ name: match[1] as string, body: match[2] as string })),
    );
}

/** What the hub is comes first, how large it is last. */
function byConcern(a: string, b: string): number {
  const rank = (file: string) => ['variables.tf', 'variables-names.tf'].indexOf(file) + 1 || 3;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function about(body: string): string {
  const text = /^ {2}description = (".*")$/m.exec(body)?.[1];
  if (text === undefined) throw new Error(`a block without a description:\n${body}`);
  return (JSON.parse(text) as string).replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function typeOf(body: string): string {
  const kind = /^ {2}type\s+= (\w+)(?:\((\w+)?)?/m.exec(body);
  const of = kind?.[2];
  return of === undefined ? (kind?.[1] ?? 'any') : `${kind?.[1]} of ${of}`;
}
