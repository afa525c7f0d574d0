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

/** What it stands on, with how much of that is unconfirmed: short enough to stand behind the sum. */
export const costBasis = ({ prices, unconfirmed = [] }: PlanCost): string =>
  unconfirmed.length === 0
    ? `list prices since ${prices}`
    : `prices since ${prices}, ${unconfirmed.length} unconfirmed`;

/** What is unconfirmed, by name and share, the region, and what is left out. */
export const costLimits = ({ unconfirmed = [], region, leftOut }: PlanCost): string =>
  [
    ...(unconfirmed.length === 0 ? [] : [`unconfirmed: ${unconfirmed.map(shareWords).join(', ')}`]),
    `for ${region}, without ${leftOut.join(', ')}`,
  ].join('; ');

const shareWords = ({ what, month }: NonNullable<PlanCost['unconfirmed']>[number]): string =>
  month === 0 ? what : `${what} ($${grouped(month)} a month)`;

const grouped = (n: number): string => n.toLocaleString('en-GB');
