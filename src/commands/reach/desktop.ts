/** Programs of the operator's desktop: a browser, and `lsof` where the system does not say itself who listens. */
import type { Lsof } from '../../forwards/port-owner.ts';
import type { HubServices } from '../../phases/services.ts';
import { childEnvironment } from '../../tools/child-environment.ts';
import { findProgram, runProgram } from '../../tools/process.ts';

const OPENERS = process.platform === 'darwin' ? ['open'] : ['xdg-open', 'wslview', 'sensible-browser'];
const PATIENCE_MS = 10_000;
/** What a browser needs to find its display, which no other child gets. */
const DISPLAY = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'BROWSER'];

/** Says in words why it could not. */
export async function openUrl(url: string, services: HubServices): Promise<string | undefined> {
  const display = Object.fromEntries(DISPLAY.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const env = childEnvironment(process.env, { add: display as Record<string, string> });
  const file = OPENERS.map((name) => findProgram(name, env.PATH, services.workspace)).find(
    (path) => path !== undefined,
  );
  if (file === undefined) return `no program here opens a browser; c copies ${url}`;
  const result = await runProgram({ file, args: [url], cwd: services.workspace, env, timeoutMs: PATIENCE_MS });
  return result.exit === 0 || result.timedOut ? undefined : `no browser opened; c copies ${url}`;
}

export function runLsof(services: HubServices): Lsof {
  return async (args) => {
    const env = childEnvironment(process.env);
    const file = findProgram('lsof', env.PATH, services.workspace);
    if (file === undefined) return undefined;
    return (await runProgram({ file, args, cwd: services.workspace, env, timeoutMs: PATIENCE_MS })).stdout;
  };
}
