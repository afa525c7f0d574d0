/** The reviewer's checklist: a promise whose proof is gone, or that is called unbuilt and is built, would mislead whoever signs off. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { DEPLOY_GRAPH } from '../../src/phases/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ROW = /^\| (?<promise>[^|]+) \| (?<proof>.+) \|$/;

interface Promise_ {
  promise: string;
  proof: string;
}

const rows = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8')
  .split('\n')
  .flatMap((line): Promise_[] => {
    const found = ROW.exec(line)?.groups;
    return found?.promise === undefined || found.proof === undefined || found.promise === 'promise'
      ? []
      : [{ promise: found.promise.trim(), proof: found.proof.trim() }];
  });
const proofs = rows.flatMap(({ promise, proof }) => proof.split('<br>').map((one) => ({ promise, one })));
const NOT_BUILT = /^not built: `([a-z-]+)`$/;

/** A phase that a rehearsal replaces and a real deployment refuses is not built. */
const built = (name: string): boolean => {
  const phase = DEPLOY_GRAPH.find(({ id }) => id === name);
  if (phase) return phase.rehearse === 'real';
  return COMMANDS.some((command) => command.name === name);
};

describe('docs/security.md', () => {
  it('has a row for every part of the documentation, each with a proof', () => {
    expect(rows.length).toBeGreaterThan(45);
    for (const { promise, proof } of rows) expect(proof, promise).not.toBe('');
  });

  it('names tests that exist, by file and name', () => {
    for (const { promise, one } of proofs) {
      if (NOT_BUILT.test(one)) continue;
      const [, file = '', name = ''] = /^`([^`]+)` › "([^"]+)"$/.exec(one) ?? [];
      expect(file, `${promise}: ${one}`).toMatch(/^(test|terraform\/tests)\//);
      expect(existsSync(join(ROOT, file)), `${promise}: ${file} is gone`).toBe(true);
      expect(name.length, `${promise}: a name tells something`).toBeGreaterThan(12);
      const text = readFileSync(join(ROOT, file), 'utf8');
      expect(text.includes(name), `${promise}: ${file} has no "${name}"`).toBe(true);
    }
  });

  it('names tables of tests only where a test runs them', () => {
    const support = new Set(proofs.flatMap(({ one }) => /`(test\/rehearsal\/support\/[^`]+)`/.exec(one)?.[1] ?? []));
    const cycle = readFileSync(join(ROOT, 'test/rehearsal/support/full-cycle.ts'), 'utf8');
    for (const file of support)
      if (!file.endsWith('full-cycle.ts')) expect(cycle, file).toContain(`from './${file.split('/').at(-1)}'`);
    for (const test of ['stag', 'production'])
      expect(readFileSync(join(ROOT, `test/rehearsal/${test}.test.ts`), 'utf8')).toMatch(/await fullCycle\(/);
  });

  it('calls nothing unbuilt that is there: then it needs its proof', () => {
    const unbuilt = proofs.flatMap(({ promise, one }) => {
      const name = NOT_BUILT.exec(one)?.[1];
      return name === undefined ? [] : [{ promise, name }];
    });
    expect(unbuilt.length).toBeGreaterThan(0);
    expect(unbuilt.filter(({ name }) => built(name))).toEqual([]);
  });
});
