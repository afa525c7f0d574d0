/**
 * What changed outside Terraform, without the noise: the first refresh after an apply reports dozens of resources whose
 * tags went from null to an empty map and the like, and some attributes change at every read.
 */
import { isObject } from '../json-shape.ts';
import { pathText } from './details.ts';
import type { RawResourceChange } from './json.ts';

export interface DriftRow {
  address: string;
  type: string;
  /** `delete`: somebody removed it. */
  action: 'update' | 'delete';
  /** Attributes that differ, as dotted text; never values. */
  paths: string[];
}

/** Attributes that AWS itself moves on between two reads. */
const MOVING = new Set([
  'latest_restorable_time',
  'last_updated_time',
  'last_modified',
  'etag',
  'status',
  'state',
  'task_definition',
]);

export function driftOf(rows: readonly RawResourceChange[]): DriftRow[] {
  return rows.flatMap((r): DriftRow[] => {
    const gone = r.change.actions.includes('delete');
    const paths = gone ? [] : differing(r.change.before, r.change.after);
    if (!gone && paths.length === 0) return [];
    return [{ address: r.address, type: r.type, action: gone ? 'delete' : 'update', paths }];
  });
}

function differing(before: unknown, after: unknown, path: (string | number)[] = []): string[] {
  if (isEmpty(before) && isEmpty(after)) return [];
  if (typeof path.at(-1) === 'string' && MOVING.has(path.at(-1) as string)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((k) => differing(before[k], after[k], [...path, k]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((v, i) => differing(v, after[i], [...path, i]));
  }
  return Object.is(before, after) ? [] : [pathText(path)];
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
