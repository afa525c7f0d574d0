/** The estimate of a plan's cost in words, the same in every host. Always an estimate, and always with what it leaves out. */
import type { PlanCost } from './types.ts';

/** `+$11 a month, to $284`. */
export function costWords({ month, change }: PlanCost): string {
  if (change === 0) return `$${grouped(month)} a month, as before`;
  const first = month === change;
  return first
    ? `$${grouped(month)} a month`
    : `${change > 0 ? '+' : '−'}$${grouped(Math.abs(change))} a month, to $${grouped(month)}`;
}

export const costBasis = ({ prices, region }: PlanCost): string => `unconfirmed prices of about ${prices}, ${region}`;

export const costLeavesOut = ({ leftOut }: PlanCost): string => `without ${leftOut.join(', ')}`;

const grouped = (n: number): string => n.toLocaleString('en-GB');
