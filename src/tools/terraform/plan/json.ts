/** The parts of `terraform show -json` of a plan that we read, checked once at the door. */
import { HubError } from '../../../engine/errors/hub-error.ts';
import { isObject, type JsonObject, listAt, objectAt, parseJson, textAt } from '../json-shape.ts';

export interface RawChange {
  actions: string[];
  before: unknown;
  after: unknown;
  afterUnknown: unknown;
  beforeSensitive: unknown;
  afterSensitive: unknown;
  replacePaths: unknown[][];
  importId: string | undefined;
}

export interface RawResourceChange {
  address: string;
  previousAddress: string | undefined;
  module: string;
  mode: string;
  type: string;
  name: string;
  /** Set for a leftover of an earlier replacement that is now removed. */
  deposed: string | undefined;
  reason: string | undefined;
  change: RawChange;
}

export interface RawPlan {
  terraformVersion: string;
  errored: boolean;
  resources: RawResourceChange[];
  drift: RawResourceChange[];
  outputs: { name: string; change: RawChange }[];
  /** Values of all root variables that are in the plan; for judging, never for showing. */
  variables: Record<string, unknown>;
  /** Values of root variables that the configuration marks as sensitive. */
  sensitiveVariables: { name: string; value: unknown }[];
}

/** Accepts the text of `show -json` or its parsed form. Throws HubError `plan-unreadable` when it is not a plan. */
export function rawPlan(input: unknown): RawPlan {
  const json = typeof input === 'string' ? parseJson(input) : input;
  if (!isObject(json) || !/^[01]\./.test(textAt(json, 'format_version')) || !isPlan(json)) {
    throw new HubError({
      code: 'plan-unreadable',
      who: 'tool',
      what: 'the plan that Terraform showed cannot be read',
      cause: `It is cut off, or of a format this version does not know (${isObject(json) ? textAt(json, 'format_version') || 'none' : 'no JSON'}).`,
      next: ['repeat the plan', 'use a Terraform version that is supported'],
      tool: 'terraform',
    });
  }
  const declared = objectAt(objectAt(objectAt(json, 'configuration'), 'root_module'), 'variables');
  const given = objectAt(json, 'variables');
  return {
    terraformVersion: textAt(json, 'terraform_version'),
    errored: json.errored === true,
    resources: resourceChanges(listAt(json, 'resource_changes')),
    drift: resourceChanges(listAt(json, 'resource_drift')),
    outputs: Object.entries(objectAt(json, 'output_changes')).map(([name, c]) => ({ name, change: rawChange(c) })),
    variables: Object.fromEntries(Object.entries(given).map(([name, v]) => [name, objectAt({ v }, 'v').value])),
    sensitiveVariables: Object.keys(given)
      .filter((name) => objectAt(declared, name).sensitive === true)
      .map((name) => ({ name, value: objectAt(given, name).value })),
  };
}

/** A plan without any change still says `planned_values`; a state shown by mistake does not. */
const isPlan = (json: JsonObject): boolean => isObject(json.planned_values) || Array.isArray(json.resource_changes);

function resourceChanges(list: unknown[]): RawResourceChange[] {
  return list.filter(isObject).flatMap((r) => {
    const address = textAt(r, 'address');
    if (address === '') return [];
    return [
      {
        address,
        previousAddress: textAt(r, 'previous_address') || undefined,
        module: textAt(r, 'module_address'),
        mode: textAt(r, 'mode'),
        type: textAt(r, 'type'),
        name: textAt(r, 'name'),
        deposed: textAt(r, 'deposed') || undefined,
        reason: textAt(r, 'action_reason') || undefined,
        change: rawChange(objectAt(r, 'change')),
      },
    ];
  });
}

function rawChange(c: unknown): RawChange {
  const change = isObject(c) ? c : {};
  return {
    actions: listAt(change, 'actions').filter((a) => typeof a === 'string'),
    before: change.before ?? null,
    after: change.after ?? null,
    afterUnknown: change.after_unknown ?? false,
    beforeSensitive: change.before_sensitive ?? false,
    afterSensitive: change.after_sensitive ?? false,
    replacePaths: listAt(change, 'replace_paths').filter((p) => Array.isArray(p)),
    importId: textAt(objectAt(change, 'importing'), 'id') || undefined,
  };
}
