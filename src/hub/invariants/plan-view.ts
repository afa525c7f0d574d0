/**
 * A plan as its judges read it: every resource as it will be, what of it is not known yet, and where a value comes from.
 * What is unknown stays unknown: a reading says so, and no default stands in for it.
 */
import {
  isObject,
  type JsonObject,
  listAt,
  objectAt,
  parseJson,
  type RawResourceChange,
  rawPlan,
  textAt,
} from '../../tools/terraform/index.ts';
import { Origins } from './origins.ts';
import type { RootFiles } from './root-files.ts';

export type Reading = { known: true; value: unknown } | { known: false };
export type Step = string | number;

export interface Planned {
  /** `module.network.aws_subnet.private[0]`, and without its index. */
  address: string;
  base: string;
  /** Name of the module it stands in; `''` for the root. */
  module: string;
  type: string;
  mode: string;
  /** `rds` of `["rds"]`, `0` of `[0]`; undefined for a single one. */
  key: string | undefined;
  /** Whether the plan makes it. */
  created: boolean;
  read(...path: Step[]): Reading;
  /** True when Terraform marks the value as sensitive. */
  sensitive(...path: Step[]): boolean;
  /** Addresses of the resources that an attribute is computed from, as the configuration says. */
  origins(...path: Step[]): string[];
}

export class PlanView {
  readonly #resources: Planned[];
  /** Values of root variables that are in the plan; ephemeral ones never are. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly configuration: JsonObject;
  readonly files: RootFiles;
  readonly origins: Origins;

  constructor(json: unknown, files: RootFiles) {
    const plan = rawPlan(json);
    const parsed = typeof json === 'string' ? parseJson(json) : json;
    this.files = files;
    this.configuration = objectAt(parsed, 'configuration');
    this.origins = new Origins(this.configuration, (module) => files.locals(module));
    this.variables = Object.fromEntries(
      Object.entries(objectAt(parsed, 'variables')).map(([name, v]) => [name, isObject(v) ? v.value : undefined]),
    );
    this.#resources = plan.resources
      .filter((r) => r.deposed === undefined && !r.change.actions.every((a) => a === 'delete' || a === 'forget'))
      .map((r) => this.#planned(r));
  }

  /** Managed resources of a type, as they will be. */
  all(...types: string[]): Planned[] {
    return this.#resources.filter((r) => r.mode === 'managed' && types.includes(r.type));
  }

  every(): readonly Planned[] {
    return this.#resources;
  }

  /** A resource or a data source by its address; by its address without an index, all of them. */
  at(address: string): Planned[] {
    return this.#resources.filter((r) => r.address === address || r.base === address);
  }

  /**
   * Resources of `type` that belong to `owner` because their `attribute` names it: by its value where both are known,
   * by the configuration otherwise.
   */
  companions(owner: Planned, type: string, attribute: string, ids: readonly string[] = ['id']): Planned[] {
    return this.all(type).filter((r) => {
      const names = r.read(attribute);
      if (names.known) return ids.some((id) => isSame(owner.read(id), names.value));
      return r
        .origins(attribute)
        .some(
          (from) => from === owner.address || (from === owner.base && (owner.key === undefined || r.key === owner.key)),
        );
    });
  }

  #planned(r: RawResourceChange): Planned {
    const module = r.module.replace(/^module\./, '');
    const bare = `${r.mode === 'data' ? 'data.' : ''}${r.type}.${r.name}`;
    const base = r.module === '' ? bare : `${r.module}.${bare}`;
    const index = /\[(?:"(.*)"|(\d+))\]$/.exec(r.address);
    const key = index === null ? undefined : (index[1] ?? index[2]);
    const { after, afterUnknown, afterSensitive } = r.change;
    return {
      address: r.address,
      base,
      module,
      type: r.type,
      mode: r.mode,
      key,
      created: r.change.actions.includes('create'),
      read: (...path) => readAt(after, afterUnknown, path),
      sensitive: (...path) => markedAt(afterSensitive, path),
      origins: (...path) => this.origins.of(module, bare, key, path),
    };
  }
}

const isSame = (reading: Reading, value: unknown): boolean =>
  reading.known && reading.value !== null && reading.value === value;

function readAt(after: unknown, unknown: unknown, path: readonly Step[]): Reading {
  let value = after;
  let mark = unknown;
  for (const step of path) {
    if (mark === true) return { known: false };
    value = child(value, step);
    mark = child(mark, step);
  }
  return mark === true ? { known: false } : { known: true, value: value ?? null };
}

function markedAt(mark: unknown, path: readonly Step[]): boolean {
  let here = mark;
  for (const step of path) {
    if (here === true) return true;
    here = child(here, step);
  }
  return here === true;
}

const child = (value: unknown, step: Step): unknown =>
  typeof step === 'number'
    ? Array.isArray(value)
      ? value[step]
      : undefined
    : isObject(value)
      ? value[step]
      : undefined;

export const listOf = (reading: Reading): unknown[] =>
  reading.known && Array.isArray(reading.value) ? reading.value : [];

/** Known to be exactly this. What is not known is not it. */
export const is = (reading: Reading, value: unknown): boolean => reading.known && reading.value === value;

/** How a value is shown in a finding. */
export const shown = (reading: Reading): string =>
  reading.known ? (reading.value === null ? 'not set' : JSON.stringify(reading.value)) : 'not known before the apply';

export { isObject, listAt, objectAt, textAt };
