/**
 * What a plan creates and what it imports, as far as it takes to find out whether the thing exists already. Holds no
 * sensitive value: only top-level texts and numbers that are known and not marked, and tags.
 */
import { isObject } from '../json-shape.ts';
import { type RawResourceChange, rawPlan } from './json.ts';

export interface PlannedThing {
  address: string;
  type: string;
  /** Known values by attribute, `block.attribute` in a block there is one of: as planned, or as they are for an import. */
  values: Readonly<Record<string, string>>;
  /** Tags with the provider's default tags; undefined for what takes none. */
  tags: Readonly<Record<string, string>> | undefined;
}

export interface PlannedImport extends PlannedThing {
  importId: string;
  /** Its present tags are `tags`; these are those the plan gives it. */
  plannedTags: Readonly<Record<string, string>> | undefined;
}

export interface Creations {
  created: PlannedThing[];
  imported: PlannedImport[];
}

/** Reads the text (or parsed form) of `show -json`. Throws HubError `plan-unreadable`. */
export function creationsOf(json: unknown): Creations {
  const managed = rawPlan(json).resources.filter((r) => r.mode === 'managed' && r.deposed === undefined);
  return {
    created: managed
      .filter((r) => r.change.importId === undefined && r.change.actions.join() === 'create')
      .map((r) => thing(r, r.change.after, r.change.afterSensitive)),
    imported: managed.flatMap((r) => {
      const { importId, before, beforeSensitive, after } = r.change;
      if (importId === undefined) return [];
      return [{ ...thing(r, before, beforeSensitive), importId, plannedTags: tagsOf(after) }];
    }),
  };
}

function thing(r: RawResourceChange, value: unknown, sensitive: unknown): PlannedThing {
  return {
    address: r.address,
    type: r.type,
    values: Object.fromEntries(plainValues(value, sensitive)),
    tags: tagsOf(value),
  };
}

/** Texts and numbers that are known and not marked as sensitive, also those of blocks that occur once. */
function plainValues(value: unknown, sensitive: unknown, prefix = ''): [string, string][] {
  const hidden = isObject(sensitive) ? sensitive : {};
  return Object.entries(isObject(value) ? value : {}).flatMap(([key, v]): [string, string][] => {
    if (hidden[key] === true) return [];
    if (typeof v === 'string' || typeof v === 'number') return [[`${prefix}${key}`, String(v)]];
    if (prefix !== '' || !Array.isArray(v) || v.length !== 1) return [];
    const marks = hidden[key];
    return plainValues(v[0], Array.isArray(marks) ? marks[0] : undefined, `${key}.`);
  });
}

function tagsOf(value: unknown): Record<string, string> | undefined {
  if (!isObject(value) || !isObject(value.tags_all)) return undefined;
  return Object.fromEntries(
    Object.entries(value.tags_all).filter((tag): tag is [string, string] => typeof tag[1] === 'string'),
  );
}
