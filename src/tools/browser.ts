/**
 * Opening a page in the operator's browser, where there is one: not over ssh, not without a desktop. Never fails a
 * caller: whoever has no browser is shown the address. (macOS and WSL: untested here.)
 */
import { readFileSync } from 'node:fs';
import { childEnvironment } from './child-environment.ts';
import { findProgram, runProgram } from './process.ts';

/** What the desktop may need beyond what any child gets. */
const DESKTOP = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_SESSION_TYPE',
  'XDG_CURRENT_DESKTOP',
  'BROWSER',
  'WSL_DISTRO_NAME',
  'WSL_INTEROP',
];

/** The programs that open a page, in order; none where a browser would open on another machine, or nowhere. */
export function browserPrograms(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, wsl: boolean): string[] {
  if ((env.SSH_CONNECTION ?? env.SSH_TTY ?? '') !== '') return [];
  if (platform === 'darwin') return ['open'];
  if (platform !== 'linux') return [];
  if (wsl) return ['wslview', 'xdg-open'];
  return (env.DISPLAY ?? '') !== '' || (env.WAYLAND_DISPLAY ?? '') !== '' ? ['xdg-open'] : [];
}

/** True when a program took the address. Only `http` and `https`: an address comes from outside. */
export async function openBrowser(url: string, env: NodeJS.ProcessEnv, cwd: string): Promise<boolean> {
  if (!/^https?:\/\//.test(url)) return false;
  const own = childEnvironment(env);
  for (const name of DESKTOP) if (env[name] !== undefined) own[name] = env[name] as string;
  for (const name of browserPrograms(process.platform, env, isWsl())) {
    const file = findProgram(name, own.PATH, cwd);
    if (file === undefined) continue;
    try {
      const result = await runProgram({ file, args: [url], cwd, env: own, timeoutMs: 5_000, maxBytes: 1024 * 1024 });
      // A launcher that stays until its browser ends has opened it.
      if (result.exit === 0 || result.timedOut) return true;
    } catch {
      // The next one may do.
    }
  }
  return false;
}

function isWsl(): boolean {
  try {
    return /microsoft/i.test(readFileSync('/proc/version', 'utf8'));
  } catch {
    return false;
  }
}
