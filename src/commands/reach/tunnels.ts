/** Tunnels to the hosts of an environment, with its credentials, and the record of what they opened. */
import { createSessionApi } from '../../aws/session-api.ts';
import { openSessionRecord, type SessionRecord } from '../../forwards/session-record.ts';
import type { HubServices } from '../../phases/services.ts';
import { findPlugin } from '../../tools/session-manager-plugin.ts';
import { createTunnels, type SessionApi, type Tunnels, type TunnelsSpec } from '../../tunnel/index.ts';

export interface ReachedTunnels {
  tunnels: Tunnels;
  api: SessionApi;
  record: SessionRecord;
}

export function openTunnels(
  services: HubServices,
  hooks: Pick<TunnelsSpec, 'needLogin' | 'onLog'> = {},
): ReachedTunnels {
  endWithoutCleanUp();
  const api = createSessionApi(services.aws(), services.login);
  const record = openSessionRecord(services.stateDir);
  const plugin = findPlugin({ cwd: services.workspace, childEnvironment: (add) => services.childEnvironment(add) });
  const tunnels = createTunnels({
    api,
    ...(plugin === undefined ? {} : { plugin }),
    ...hooks,
    onSession: ({ sessionId, what }) => (what === 'started' ? record.started(sessionId) : record.ended(sessionId)),
  });
  return { tunnels, api, record };
}

/**
 * Node 26.10 may never come to its end after a socket was reset: its clean-up then waits for a request that is over
 * already, at full speed. When nothing is left to do there is nothing to clean up either.
 */
function endWithoutCleanUp(): void {
  process.once('beforeExit', () => process.exit());
}
