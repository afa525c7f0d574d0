/** What a pulled state says, as far as phases need it: its lineage, and the addresses and ids it manages. Holds no other values. */
import { childJson } from './child-json.ts';

export interface ManagedInstance {
  address: string;
  /** Module address, empty for the root. */
  module: string;
  type: string;
}

export interface StateView {
  lineage: string | undefined;
  /** Counts the versions of one lineage; 0 before the first. */
  serial: number;
  addresses: ReadonlySet<string>;
  /** Ids and ARNs of what it manages. */
  ids: ReadonlySet<string>;
  /** Created, but Terraform did not see the creation end: its next plan would destroy and create them again. */
  tainted: readonly ManagedInstance[];
}

interface RawInstance {
  index_key?: string | number;
  status?: string;
  attributes?: { id?: unknown; arn?: unknown };
}

interface RawResource {
  module?: string;
  mode?: string;
  type?: string;
  name?: string;
  instances?: RawInstance[];
}

interface RawState {
  lineage?: string;
  serial?: number;
  resources?: RawResource[];
}

/** Reads `state pull`; an environment that was never applied prints nothing, and manages nothing. */
export function stateView(pulled: string): StateView {
  if (pulled.trim() === '') return { lineage: undefined, serial: 0, addresses: new Set(), ids: new Set(), tainted: [] };
  const state = childJson<RawState>(pulled, 'terraform state pull');
  const instances = (state.resources ?? [])
    .filter((resource) => resource.mode !== 'data')
    .flatMap((resource) => (resource.instances ?? []).map((instance) => managed(resource, instance)));
  return {
    // Terraform shows a state that does not exist yet as one without a lineage.
    lineage: state.lineage || undefined,
    serial: state.serial ?? 0,
    ids: new Set(instances.flatMap(({ ids }) => ids)),
    addresses: new Set(instances.map(({ address }) => address)),
    tainted: instances.filter((instance) => instance.tainted),
  };
}

function managed(resource: RawResource, instance: RawInstance): ManagedInstance & { tainted: boolean; ids: string[] } {
  const { module = '', type = '', name = '' } = resource;
  const key = instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
  return {
    address: `${module === '' ? '' : `${module}.`}${type}.${name}${key}`,
    module,
    type,
    tainted: instance.status === 'tainted',
    ids: [instance.attributes?.id, instance.attributes?.arn].filter((id) => typeof id === 'string'),
  };
}
