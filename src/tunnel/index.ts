/** SSM tunnels: `createTunnels(spec)` gives forwards and streams that survive what networks do. */
export { createTunnels } from './tunnels.ts';
export type * from './types.ts';
