/** Which family of operating system this is, as far as the way to install something depends on it. */
import { readFileSync } from 'node:fs';

export type OperatingSystem = 'debian' | 'fedora' | 'macos' | 'wsl' | 'other';

/** Pure: `osRelease` is the text of /etc/os-release, `procVersion` of /proc/version; empty where there is none. */
export function operatingSystemOf(platform: NodeJS.Platform, osRelease: string, procVersion: string): OperatingSystem {
  if (platform === 'darwin') return 'macos';
  if (platform !== 'linux') return 'other';
  if (/microsoft/i.test(procVersion)) return 'wsl';
  const ids = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap((m) =>
    (m[1] ?? '').replaceAll('"', '').split(/\s+/),
  );
  if (ids.some((id) => id === 'debian' || id === 'ubuntu')) return 'debian';
  if (ids.some((id) => id === 'fedora' || id === 'rhel')) return 'fedora';
  return 'other';
}

export const thisOperatingSystem = (): OperatingSystem =>
  operatingSystemOf(process.platform, textOf('/etc/os-release'), textOf('/proc/version'));

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
