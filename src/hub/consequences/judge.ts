/** What the judges of consequences share: how they look at one resource of a plan, and what they find. Pure. */
import type { EnvironmentName } from '../../engine/environments.ts';
import type { Level } from '../../engine/events/types.ts';
import { isObject, type RawPlan, type RawResourceChange, textAt } from '../../tools/terraform/index.ts';

export interface Consequence {
  /** One line: what happens to whom. */
  what: string;
  /** At least so dangerous. */
  level: Extract<Level, 'moderate' | 'severe'>;
  /** The resource whose loss these words tell in full: what the table of state says of it would be the same twice. */
  tells?: string;
}

export interface Look {
  plan: RawPlan;
  environment: EnvironmentName;
  /** Values of the root's variables. */
  variable(name: string): unknown;
}

export type Judge = (r: RawResourceChange, look: Look) => Consequence[];

export const gone = (r: RawResourceChange): boolean => r.change.actions.includes('delete');
export const replaced = (r: RawResourceChange): boolean => gone(r) && r.change.actions.includes('create');
export const updated = (r: RawResourceChange): boolean => r.change.actions.includes('update');
export const before = (r: RawResourceChange, key: string): string => textAt(r.change.before, key);
export const unknownAfter = (r: RawResourceChange, key: string): boolean =>
  isObject(r.change.afterUnknown) && r.change.afterUnknown[key] === true;
