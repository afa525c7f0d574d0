/**
 * Addresses are final: `addresses.json` is every resource that a released root may have made. One that is renamed without
 * a `moved` block would be destroyed and made again at the next apply of whoever deployed it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULES, resourcesOf, terraformFiles } from './root.ts';

const LIST = join(import.meta.dirname, 'addresses.json');
const listed = JSON.parse(readFileSync(LIST, 'utf8')) as string[];

/** Addresses, without instance keys, that a `moved` or `removed` block of these files speaks for. */
function spokenFor(files: ReadonlyMap<string, string>): Set<string> {
  const found = [...files].flatMap(([path, text]) => {
    const folder = dirname(path);
    const prefix = folder === '.' ? '' : `module.${folder.split('/').at(-1)}.`;
    return ['moved', 'removed'].flatMap((kind) =>
      [...text.matchAll(new RegExp(`^${kind} \\{\n(.*?)^\\}`, 'gms'))].map(([, body = '']) => {
        const from = /from\s*=\s*(\S+)/.exec(body)?.[1] ?? '';
        return `${prefix}${from.replace(/\[.*?\]/g, '')}`;
      }),
    );
  });
  return new Set(found);
}

const present = new Set(['', ...MODULES].flatMap((module) => [...resourcesOf(module).keys()]));
const lost = (addresses: readonly string[], there: ReadonlySet<string>, spoken: ReadonlySet<string>): string[] =>
  addresses.filter((address) => !there.has(address) && !spoken.has(address));

describe('every address of the root', () => {
  it('is listed, so that it cannot go unseen later', () => {
    expect([...present].filter((address) => !listed.includes(address))).toEqual([]);
    expect(listed).toEqual([...listed].sort());
  });

  it('that was ever listed is there, or a moved block says where it went', () => {
    expect(lost(listed, present, spokenFor(terraformFiles()))).toEqual([]);
  });

  it('renamed without a moved block is noticed, and with one it is not', () => {
    const address = 'module.network.aws_vpc.this';
    expect(listed).toContain(address);
    const renamed = new Set([...present].map((one) => (one === address ? 'module.network.aws_vpc.hub' : one)));
    expect(lost(listed, renamed, spokenFor(terraformFiles()))).toEqual([address]);
    const moved = 'moved {\n  from = aws_vpc.this\n  to   = aws_vpc.hub\n}\n';
    expect(lost(listed, renamed, spokenFor(new Map([['modules/network/main.tf', moved]])))).toEqual([]);
  });
});
