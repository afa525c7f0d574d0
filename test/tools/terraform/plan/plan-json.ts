/** Builds the JSON of a plan with chosen changes, in the shape `terraform show -json` writes. */
export interface Change {
  address: string;
  actions: string[];
  before?: unknown;
  after?: unknown;
  afterUnknown?: unknown;
  beforeSensitive?: unknown;
  afterSensitive?: unknown;
  replacePaths?: unknown[][];
  importId?: string;
  previous?: string;
  reason?: string;
  deposed?: string;
}

export function planJson(changes: Change[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    format_version: '1.2',
    terraform_version: '1.13.1',
    planned_values: {},
    resource_changes: changes.map(row),
    ...more,
  };
}

function row(c: Change): unknown {
  const module = /^((?:module\.\w+(?:\[[^\]]*\])?\.?)+)\./.exec(c.address)?.[1];
  const rest = module === undefined ? c.address : c.address.slice(module.length + 1);
  const [type, name] = rest.replace(/\[.*$/, '').split('.');
  return {
    address: c.address,
    ...(c.previous === undefined ? {} : { previous_address: c.previous }),
    ...(module === undefined ? {} : { module_address: module }),
    mode: 'managed',
    type,
    name,
    ...(c.deposed === undefined ? {} : { deposed: c.deposed }),
    ...(c.reason === undefined ? {} : { action_reason: c.reason }),
    change: {
      actions: c.actions,
      before: c.before ?? null,
      after: c.after ?? null,
      after_unknown: c.afterUnknown ?? {},
      before_sensitive: c.beforeSensitive ?? {},
      after_sensitive: c.afterSensitive ?? {},
      ...(c.replacePaths === undefined ? {} : { replace_paths: c.replacePaths }),
      ...(c.importId === undefined ? {} : { importing: { id: c.importId } }),
    },
  };
}
