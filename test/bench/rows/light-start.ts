/**
 * What the built program loads to answer: the chunks a start cannot do without, and the packages in them. A start that
 * drags in the screen or a client of AWS is slow on every machine, however fast this one is today.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checked, type Row } from '../report/row.ts';
import { PACKAGE } from '../world/sandbox.ts';

export interface Metafile {
  outputs: Record<
    string,
    {
      entryPoint?: string;
      imports: { path: string; kind: string; external?: boolean }[];
      inputs: Record<string, unknown>;
    }
  >;
}

/** The module that a start runs, and what may not come with it. */
const STARTS: { what: string; entry: string; without: string[] }[] = [
  {
    what: '--version, --help load no screen and no AWS client',
    entry: 'src/cli/dispatch.ts',
    without: ['ink', 'react', 'yoga-layout', '@aws-sdk/', '@smithy/', 'execa', 'conf', 'zod'],
  },
  {
    what: 'home shows itself without Ink, AWS, tools or store',
    entry: 'src/cli/home.ts',
    without: [
      'ink',
      'react',
      'yoga-layout',
      '@aws-sdk/',
      '@smithy/',
      'execa',
      'conf',
      'zod',
      'react-devtools-core',
      'src/tools/terraform',
      'src/phases',
    ],
  },
];

export function lightStart(): Row[] {
  const path = join(PACKAGE, 'node_modules', '.cache', 'flip-hub', 'metafile.json');
  return heavyThings(JSON.parse(readFileSync(path, 'utf8')) as Metafile);
}

/** A row a start: met when nothing heavy comes with it. Throws when a start is not a chunk of its own any more. */
export function heavyThings(meta: Metafile): Row[] {
  return STARTS.map(({ what, entry, without }) => {
    const inputs = loadedBy(meta, entry);
    const found = without.filter((name) => inputs.some((input) => belongsTo(input, name)));
    return checked(what, 'the chunks of the build', found);
  });
}

/** Every source in the chunks that are loaded before the entry's first line runs. */
export function loadedBy({ outputs }: Metafile, entry: string): string[] {
  const first = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entry);
  if (first === undefined) throw new Error(`the build has no chunk of its own for ${entry}`);
  const chunks = new Set<string>();
  const visit = (path: string): void => {
    if (chunks.has(path)) return;
    chunks.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) visit(next);
  };
  visit(first);
  return [...chunks].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}

const belongsTo = (input: string, name: string): boolean =>
  name.startsWith('src/') ? input.startsWith(`${name}/`) : input.includes(`node_modules/${name.replace(/\/$/, '')}/`);
