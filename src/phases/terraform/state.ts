/** What a pulled state says, as far as phases need it: its lineage and the addresses it manages. Holds no values. */
export interface StateView {
  lineage: string | undefined;
  addresses: ReadonlySet<string>;
}

interface RawState {
  lineage?: string;
  resources?: {
    module?: string;
    mode?: string;
    type?: string;
    name?: string;
    instances?: { index_key?: string | number }[];
  }[];
}

/** Reads `state pull`; an environment that was never applied prints nothing, and manages nothing. */
export function stateView(pulled: string): StateView {
  if (pulled.trim() === '') return { lineage: undefined, addresses: new Set() };
  const state = JSON.parse(pulled) as RawState;
  const addresses = (state.resources ?? [])
    .filter((resource) => resource.mode !== 'data')
    .flatMap((resource) => {
      const base = `${resource.module === undefined ? '' : `${resource.module}.`}${resource.type}.${resource.name}`;
      return (resource.instances ?? []).map(({ index_key: key }) =>
        key === undefined ? base : `${base}[${JSON.stringify(key)}]`,
      );
    });
  return { lineage: state.lineage, addresses: new Set(addresses) };
}
