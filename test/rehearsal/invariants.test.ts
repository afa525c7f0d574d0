/**
 * Invariants against real plans: the root as it is passes all of them in staging with NVFLARE and in production with
 * Flower, and every mutated copy of it is rejected by the invariant it violates, at the resource it was changed in.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INVARIANTS, judgePlan, rootFiles, type Violation } from '../../src/hub/invariants/index.ts';
import type { Mutant } from './support/mutants/edits.ts';
import { BESIDES, MUTANTS } from './support/mutants/index.ts';
import { PlannedRoots } from './support/planned-root.ts';
import { skipWithout } from './support/requirements.ts';

const told = (v: Violation) => `${v.invariant.name}: ${v.address} ${v.what}`;
const isOf = (v: Violation, m: Pick<Mutant, 'invariant' | 'at' | 'says'>) =>
  v.invariant.name === m.invariant && m.at.test(v.address) && (m.says?.test(v.what) ?? true);

test('every invariant has a mutant that it must reject, and every mutant an invariant', () => {
  const rejected = new Set(MUTANTS.flat().map(({ invariant }) => invariant));
  expect([...rejected].sort()).toEqual(INVARIANTS.map(({ name }) => name).sort());
});

describe.skipIf(await skipWithout('terraform', 'moto'))('plans of the root', () => {
  let roots: PlannedRoots;
  beforeAll(async () => {
    roots = await PlannedRoots.open();
  }, 3 * 60_000);
  afterAll(() => roots[Symbol.asyncDispose]());

  for (const [example, production] of [
    ['staging.tfvars', false],
    ['production-flower.tfvars', true],
  ] as const)
    test(`as it is, by ${example}, it violates none of them`, async () => {
      const root = roots.copy();
      const violations = judgePlan(await roots.plan(root, example), rootFiles(root), production);
      expect(violations.map(told)).toEqual([]);
    });

  for (const [i, group] of MUTANTS.entries())
    test(`mutants ${i + 1}: each of ${group.length} is rejected where it was changed, and nothing else is`, async () => {
      const root = roots.copy(group.flatMap(({ edits }) => edits));
      const json = await roots.plan(root, 'production-flower.tfvars');
      const violations = judgePlan(json, rootFiles(root), true);
      const survivors = group.filter((mutant) => !violations.some((v) => isOf(v, mutant)));
      expect(
        survivors.map(({ invariant, at, says }) => `${invariant} ${at} ${says ?? ''}`),
        violations.map(told).join('\n'),
      ).toEqual([]);
      const unmeant = violations.filter((v) => ![...group, ...BESIDES].some((meant) => isOf(v, meant)));
      expect(unmeant.map(told)).toEqual([]);
    });
});
