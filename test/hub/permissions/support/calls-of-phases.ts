/**
 * Which calls of AWS each phase can come to, read from the sources: its file and the files of phases behind it whole, and of
 * `src/aws` only the functions and classes that are imported by name, with what these use of their own file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const SRC = join(import.meta.dirname, '..', '..', '..', '..', 'src');
const AWS = join(SRC, 'aws');
const PHASES = join(SRC, 'phases');

interface Imported {
  path: string;
  names: string[];
}

/** The SDK's commands, by the id of a phase; of ids that are none (questions carry some), nothing is known. */
export function callsOfPhases(phases: ReadonlySet<string>): Map<string, Set<string>> {
  const calls = new Map<string, Set<string>>();
  for (const file of readdirSync(PHASES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    const path = join(PHASES, file);
    for (const [, id = ''] of read(path).matchAll(/^ {2,4}id: '([\w-]+)',$/gm))
      if (phases.has(id) && !calls.has(id)) calls.set(id, callsFrom(path));
  }
  return calls;
}

function callsFrom(start: string): Set<string> {
  const seen = new Set<string>();
  const calls = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const one of importsOf(path)) {
      if (one.path.startsWith(AWS))
        for (const name of one.names) for (const call of callsOfName(one.path, name)) calls.add(call);
      // The graph names every phase; what stands in it is no part of this one.
      else if (one.path.startsWith(PHASES) && relative(PHASES, one.path) !== 'index.ts') open.push(one.path);
    }
  }
  return calls;
}

function callsOfName(path: string, wanted: string): Set<string> {
  const parts = declarationsOf(path);
  const calls = new Set<string>();
  const seen = new Set<string>();
  const open = [wanted];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const body = parts.get(name);
    if (body === undefined || seen.has(name)) continue;
    seen.add(name);
    for (const [, command] of body.matchAll(/new (?:\w+\.)?([A-Z]\w+)Command\(/g)) calls.add(`${command}`);
    for (const [word] of body.matchAll(/\b\w+\b/g)) if (parts.has(word)) open.push(word);
    for (const further of importsOf(path).filter((one) => one.path.startsWith(AWS)))
      for (const name of further.names)
        if (new RegExp(`\\b${name}\\b`).test(body)) for (const call of callsOfName(further.path, name)) calls.add(call);
  }
  return calls;
}

/** What stands at the left edge of a file, by its name. */
function declarationsOf(path: string): Map<string, string> {
  const blocks = read(path).split(/^(?=(?:export )?(?:async )?(?:function|class|const) \w)/m);
  return new Map(
    blocks.flatMap((block): [string, string][] => {
      const name = /^(?:export )?(?:async )?(?:function|class|const) (\w+)/.exec(block)?.[1];
      return name === undefined ? [] : [[name, block]];
    }),
  );
}

function importsOf(path: string): Imported[] {
  return [...read(path).matchAll(/^import (?!type)\{([^}]*)\} from '(\.[^']+)';/gm)].map(
    ([, names = '', from = '']) => ({
      path: join(dirname(path), from),
      names: names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type ')),
    }),
  );
}

const texts = new Map<string, string>();
function read(path: string): string {
  const text = texts.get(path) ?? readFileSync(path, 'utf8');
  texts.set(path, text);
  return text;
}
