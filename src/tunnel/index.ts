/** SSM tunnels: `createTunnels(spec)` gives forwards and streams that survive what networks do. */
import type { Tunnels, TunnelsSpec } from './types.ts';

export type * from './types.ts';

export type CreateTunnels = (spec: TunnelsSpec) => Tunnels;
