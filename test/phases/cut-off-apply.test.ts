import { expect, it } from 'vitest';
import type { HubContext } from '../../src/phases/services.ts';
import { cutOffApply } from '../../src/phases/terraform/cut-off-apply.ts';

const ended = (exit: number | null) => ({ exit, signal: null, endedAt: '2026-01-01T00:00:00Z' });
const context = (held: unknown, evidence?: Record<string, unknown>) =>
  ({ held: () => held, evidence: () => evidence }) as unknown as HubContext;

it('an apply that goes on, or ended well unseen, is found; nothing else is taken for one', () => {
  expect(cutOffApply(context('alive'))).toBe('alive');
  expect(cutOffApply(context(ended(0)))).toBe('unread');
  expect(cutOffApply(context(ended(1)))).toBeUndefined();
  expect(cutOffApply(context(ended(null)))).toBeUndefined();
  expect(cutOffApply(context(undefined))).toBeUndefined();
});

it('an apply whose end is on record is not reported a second time in place of a new one', () => {
  expect(cutOffApply(context(ended(0), { added: 3 }))).toBeUndefined();
});
