/**
 * The plan hash: what an operator confirmed, in 64 hex digits. Equal for two plans of one configuration against one
 * state, different as soon as a value differs. Sensitive values enter only as keyed digests, so the hash may be printed.
 */
import { createHash, createHmac } from 'node:crypto';
import { isObject } from '../json-shape.ts';
import { holdsTrue, sameJson } from './details.ts';
import { type RawChange, type RawPlan, rawPlan } from './json.ts';
import { markOf, type Path, SensitiveValues } from './sensitive.ts';

/** What names a thing that is deleted; the rest of it may move between two reads without meaning anything. */
const IDENTITY = ['id', 'arn', 'name', 'bucket'];

/**
 * SHA-256 over the canonical (sorted keys) changes of resources and outputs. `key` keeps the digests of secrets from
 * being guessed: it must be the same wherever two hashes are compared. Throws HubError `plan-unreadable`.
 */
export function planHash(json: unknown, key: string | Uint8Array, sensitiveNames: readonly string[] = []): string {
  const plan = rawPlan(json);
  return createHash('sha256')
    .update(canonical(subjectOf(plan, new Digester(plan, key, sensitiveNames))))
    .digest('hex');
}

function subjectOf(plan: RawPlan, digest: Digester): unknown {
  const resources = plan.resources
    .filter((r) => !isNoOp(r.change) || r.previousAddress !== undefined || r.change.importId !== undefined)
    .map((r) => ({
      address: r.address,
      previous: r.previousAddress ?? null,
      deposed: r.deposed ?? null,
      type: r.type,
      reason: r.reason ?? null,
      change: digest.change(r.change),
    }));
  const outputs = plan.outputs
    .filter((o) => !isNoOp(o.change))
    .map((o) => ({ name: o.name, change: digest.change(o.change) }));
  return {
    resources: sortedBy(resources, (r) => `${r.address} ${r.deposed}`),
    outputs: sortedBy(outputs, (o) => o.name),
  };
}

class Digester {
  readonly #key: string | Uint8Array;
  readonly #sensitive: SensitiveValues;

  constructor(plan: RawPlan, key: string | Uint8Array, names: readonly string[]) {
    this.#key = key;
    this.#sensitive = new SensitiveValues(plan, names);
  }

  change(c: RawChange): unknown {
    const { before, after } = essential(c);
    return {
      actions: c.actions,
      import: c.importId ?? null,
      forced: c.replacePaths,
      unknown: onlyTrue(c.afterUnknown) ?? null,
      before: this.#value([], before, c.beforeSensitive),
      after: this.#value([], after, c.afterSensitive),
    };
  }

  #value(path: Path, value: unknown, mark: unknown): unknown {
    if (value !== null && value !== undefined && this.#sensitive.hides(path, value, mark)) {
      return { digest: createHmac('sha256', this.#key).update(canonical(value)).digest('hex') };
    }
    if (Array.isArray(value)) return value.map((v, i) => this.#value([...path, i], v, markOf(mark, i)));
    if (isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([k, v]) => [k, this.#value([...path, k], v, markOf(mark, k))]),
      );
    }
    return value ?? null;
  }
}

/**
 * What of a change counts. Attributes that stay as they are tell nothing about the decision and some of them move by
 * themselves (a database's latest restorable time), so only differing ones enter; of a deletion, what names the thing.
 */
function essential(c: RawChange): { before: unknown; after: unknown } {
  const { before, after } = c;
  if (!isObject(before)) return { before: isObject(after) ? null : before, after };
  if (!isObject(after)) return { before: pick(before, (k) => IDENTITY.includes(k)), after };
  const differs = (k: string) => !sameJson(before[k], after[k]) || holdsTrue(markOf(c.afterUnknown, k));
  return { before: pick(before, differs), after: pick(after, differs) };
}

const pick = (o: Record<string, unknown>, wanted: (key: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([k]) => wanted(k)));

/** The unknown-map without its empty branches, which differ between Terraform versions. */
function onlyTrue(value: unknown): unknown {
  if (value === true) return true;
  if (Array.isArray(value)) {
    const kept = value.map((v) => onlyTrue(v) ?? null);
    return kept.some((v) => v !== null) ? kept : undefined;
  }
  if (!isObject(value)) return undefined;
  const kept = Object.entries(value).flatMap(([k, v]) => {
    const inner = onlyTrue(v);
    return inner === undefined ? [] : [[k, inner] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** JSON with sorted keys and without spaces. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

const isNoOp = (c: RawChange): boolean => c.actions.every((a) => a === 'no-op');
const sortedBy = <T>(list: T[], by: (item: T) => string): T[] =>
  [...list].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
