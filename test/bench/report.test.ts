import { expect, test } from 'vitest';
import { compare, median } from './measure/alternate.ts';
import { compared, verdictOf } from './report/row.ts';
import { tableOf } from './report/table.ts';

const side = (ms: number) => ({ ms, fastest: ms, slowest: ms, cpuMs: 10, runs: 15 });

test('one slow run on a busy machine does not fail a target', () => {
  expect(median([10, 11, 900, 10, 12])).toBe(11);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow();
});

test('a missed target is seen, one that is just met is not', () => {
  expect(verdictOf(1.51, 1.5)).toBe('missed');
  expect(verdictOf(1.5, 1.5)).toBe('met');
  expect(verdictOf(99, undefined)).toBe('reported');
});

test('the table shows value, peer, ratio, target and verdict of a row', () => {
  const row = compared('home', 'node -e 0', compare(side(50), side(25)), 1.5);
  const line = tableOf([row]).split('\n')[1];
  expect(line).toMatch(/^home\s+50\.0 ms\s+25\.0 ms\s+2\.00x\s+1\.00x\s+≤ 1\.50x\s+15\s+missed\s+node -e 0$/);
});
