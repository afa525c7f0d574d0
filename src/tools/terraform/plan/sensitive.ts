/**
 * Which values of a plan must not be shown. Terraform's own marks are not enough: computed copies of a marked value
 * (an `output`, a rendered document) can come unmarked, so marked values are also recognised wherever they turn up.
 */
import { isObject } from '../json-shape.ts';
import type { RawPlan } from './json.ts';

/** Attribute names whose values are secret whatever the marks say; compared in lower case, as whole names. */
const SECRET_NAMES = [
  'password',
  'master_password',
  'secret_string',
  'secret_string_wo',
  'secret_binary',
  'secret_key',
  'private_key',
  'private_key_pem',
  'client_secret',
  'auth_token',
  'access_key',
];

/** Shorter marked values (a port, "true") would hide half of the plan when searched for. */
const SHORTEST_SEARCHED = 6;

export type Path = readonly (string | number)[];

export class SensitiveValues {
  readonly #names: Set<string>;
  readonly #values = new Set<string>();

  /** `names`: further variable or attribute names that are secret. */
  constructor(plan: RawPlan, names: readonly string[] = []) {
    this.#names = new Set([...SECRET_NAMES, ...names].map((n) => n.toLowerCase()));
    for (const v of plan.sensitiveVariables) this.#collect(v.value, true);
    for (const { change } of [...plan.resources, ...plan.drift, ...plan.outputs]) {
      this.#collect(change.before, change.beforeSensitive);
      this.#collect(change.after, change.afterSensitive);
    }
  }

  /** True when the value at this path must not be shown; `mark` is what Terraform says of it. */
  hides(path: Path, value: unknown, mark: unknown): boolean {
    if (mark === true) return true;
    if (path.some((part) => typeof part === 'string' && this.#names.has(part.toLowerCase()))) {
      return value !== null && value !== undefined;
    }
    return this.carries(value);
  }

  /** True when a string holds a value that is marked elsewhere in this plan. */
  carries(value: unknown): boolean {
    if (typeof value !== 'string') return false;
    for (const secret of this.#values) if (value.includes(secret)) return true;
    return false;
  }

  #collect(value: unknown, mark: unknown): void {
    if (mark === true) this.#take(value);
    else if (Array.isArray(value) && Array.isArray(mark)) value.forEach((v, i) => void this.#collect(v, mark[i]));
    else if (isObject(value) && isObject(mark)) {
      for (const [k, v] of Object.entries(value)) this.#collect(v, mark[k]);
    }
  }

  #take(value: unknown): void {
    if (typeof value === 'string' && value.length >= SHORTEST_SEARCHED) this.#values.add(value);
    else if (Array.isArray(value)) for (const v of value) this.#take(v);
    else if (isObject(value)) for (const v of Object.values(value)) this.#take(v);
  }
}

/** The mark of a child, when its parent's mark is known: `true` covers everything below. */
export const markOf = (mark: unknown, key: string | number): unknown => {
  if (mark === true) return true;
  if (Array.isArray(mark) && typeof key === 'number') return mark[key];
  return isObject(mark) ? mark[String(key)] : undefined;
};
