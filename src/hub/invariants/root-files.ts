/**
 * What a plan's JSON does not tell and the files of the root do: the expressions of locals, and which resources carry
 * `prevent_destroy`. Read from the run's own sealed copy, so that it is what was planned.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hclAttributes, hclBlocks } from '../../tools/terraform/index.ts';

export interface RootFiles {
  /** Expressions of a module's locals, by name; `''` is the root. */
  locals(module: string): Readonly<Record<string, string>>;
  /** Resources of a module (`aws_kms_key.app`) with whether their lifecycle prevents their destruction. */
  prevented(module: string): ReadonlyMap<string, boolean>;
}

/** The files of a copy of the root; modules stand in `modules/<name>`, as `main.tf` calls them. */
export function rootFiles(root: string): RootFiles {
  const texts = (module: string): string[] => {
    const folder = module === '' ? root : join(root, 'modules', module);
    // A module that is not there declares nothing; a resource that a plan puts into it then has no declaration to go by.
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.tf'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  };
  const blocks = remembered((module: string) => texts(module).flatMap(hclBlocks));
  return {
    locals: remembered((module) =>
      Object.assign(
        {},
        ...blocks(module)
          .filter(ofType('locals'))
          .map(({ body }) => hclAttributes(body)),
      ),
    ),
    prevented: remembered((module) => {
      const found = new Map<string, boolean>();
      for (const { labels, body } of blocks(module).filter(ofType('resource'))) {
        const values = hclBlocks(body)
          .filter(ofType('lifecycle'))
          .flatMap((lifecycle) => hclAttributes(lifecycle.body).prevent_destroy ?? []);
        const name = labels.join('.');
        // An override file may repeat a resource: one that switches it off wins, whatever the others say.
        const now = values.length > 0 ? values.every((value) => value === 'true') : undefined;
        found.set(name, now === false ? false : (found.get(name) ?? false) || now === true);
      }
      return found;
    }),
  };
}

const ofType =
  (type: string) =>
  (block: { type: string }): boolean =>
    block.type === type;

function remembered<T>(make: (module: string) => T): (module: string) => T {
  const known = new Map<string, T>();
  return (module) => {
    const found = known.get(module) ?? make(module);
    known.set(module, found);
    return found;
  };
}
