/** What changes inside one resource, as lines `path: before → after` with everything sensitive masked. */
import { isObject } from '../json-shape.ts';
import type { RawChange } from './json.ts';
import { markOf, type Path, type SensitiveValues } from './sensitive.ts';

export const MASKED = '(sensitive)';
const UNKNOWN = '(known after apply)';
const MOST = 40;
const LONGEST = 80;

/** Dotted text of a path: `ebs_block_device[0].volume_size`. */
export function pathText(path: readonly unknown[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`))
    .join('');
}

/** Lines for an update or a replacement, at most a few dozen; the last line tells how many are left out. */
export function changeDetails(change: RawChange, sensitive: SensitiveValues): string[] {
  const lines: string[] = [];
  const walk = (
    path: Path,
    before: unknown,
    after: unknown,
    unknown: unknown,
    bMark: unknown,
    aMark: unknown,
  ): void => {
    if (unknown === true) {
      lines.push(`${pathText(path)}: ${shown(path, before, bMark, sensitive)} → ${UNKNOWN}`);
      return;
    }
    if (sameJson(before, after) && !holdsTrue(unknown)) return;
    const keys = childKeys(before, after, unknown);
    if (keys && bMark !== true && aMark !== true) {
      for (const key of keys) {
        walk(
          [...path, key],
          childOf(before, key),
          childOf(after, key),
          childOf(unknown, key),
          markOf(bMark, key),
          markOf(aMark, key),
        );
      }
      return;
    }
    const from = shown(path, before, bMark, sensitive);
    const to = shown(path, after, aMark, sensitive);
    lines.push(from === to ? `${pathText(path)}: ${to}, changed` : `${pathText(path)}: ${from} → ${to}`);
  };
  walk([], change.before, change.after, change.afterUnknown, change.beforeSensitive, change.afterSensitive);
  return lines.length <= MOST ? lines : [...lines.slice(0, MOST - 1), `… and ${lines.length - MOST + 1} more`];
}

/** Keys to descend into, or undefined when one of the two is a plain value. */
function childKeys(before: unknown, after: unknown, unknown: unknown): (string | number)[] | undefined {
  if (isObject(before) && isObject(after)) {
    const extra = isObject(unknown) ? Object.keys(unknown) : [];
    return [...new Set([...Object.keys(before), ...Object.keys(after), ...extra])].sort();
  }
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    [...before, ...after].some((v) => typeof v === 'object' && v !== null)
  ) {
    return [...Array(Math.max(before.length, after.length)).keys()];
  }
  return undefined;
}

function childOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isObject(value) ? value[String(key)] : undefined;
}

function shown(path: Path, value: unknown, mark: unknown, sensitive: SensitiveValues): string {
  if (sensitive.hides(path, value, mark) || holdsTrue(mark)) return MASKED;
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object' && holdsSecret(path, value, sensitive)) return MASKED;
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function holdsSecret(path: Path, value: unknown, sensitive: SensitiveValues): boolean {
  if (Array.isArray(value)) return value.some((v, i) => holdsSecret([...path, i], v, sensitive));
  if (isObject(value)) return Object.entries(value).some(([k, v]) => holdsSecret([...path, k], v, sensitive));
  return sensitive.hides(path, value, undefined);
}

/** True when a mask or an unknown-map marks anything below it. */
export function holdsTrue(mark: unknown): boolean {
  if (mark === true) return true;
  if (Array.isArray(mark)) return mark.some(holdsTrue);
  return isObject(mark) && Object.values(mark).some(holdsTrue);
}

export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => sameJson(v, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((k) => k in b && sameJson(a[k], b[k]));
  }
  return false;
}
