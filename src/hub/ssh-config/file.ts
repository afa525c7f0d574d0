/**
 * The operator's ssh configuration on disk: read byte for byte, replaced whole, mode 0600, a dated copy beside it first.
 * A link (a folder of dotfiles) stays a link: what it points to is replaced.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { diskError, writeFileAtomic } from '../../engine/run/atomic-file.ts';

const KEPT = 5;

/** The file as text of one character a byte, whatever its encoding; undefined when it does not exist. */
export function readSshConfig(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw diskError(cause, path);
  }
}

export interface WrittenConfig {
  changed: boolean;
  backup: string | undefined;
}

/** `from` is the text the edit was made from. Throws exit 4 when the file is another one meanwhile. */
export function writeSshConfig(path: string, text: string, from: string | undefined, now: Date): WrittenConfig {
  const present = readSshConfig(path);
  if (present !== from)
    throw new HubError({
      code: 'file-unwritable',
      who: 'environment',
      what: `${path} was changed by somebody else meanwhile`,
      next: ['run the same command again: it reads the file anew'],
      exit: EXIT.precondition,
    });
  if (present === text) return { changed: false, backup: undefined };
  const real = realPath(path);
  try {
    mkdirSync(dirname(real), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw diskError(cause, path);
  }
  const backup = present === undefined ? undefined : saveBackup(path, present, now);
  writeFileAtomic(real, Buffer.from(text, 'latin1'), 0o600);
  return { changed: true, backup };
}

/** Writes a file that is wholly ours. */
export function writeOwnSshConfig(path: string, text: string): boolean {
  if (readSshConfig(path) === text) {
    chmodSync(path, 0o600);
    return false;
  }
  writeFileAtomic(path, text, 0o600);
  return true;
}

function saveBackup(path: string, text: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 19).replace('.', '_');
  const prefix = `${basename(path)}.backup.`;
  const backup = join(dirname(path), `${prefix}${stamp}`);
  writeFileAtomic(backup, Buffer.from(text, 'latin1'), 0o600);
  const old = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d{8}_\d{6}_\d{3}$/.test(name.slice(prefix.length)))
    .sort()
    .slice(0, -KEPT);
  for (const name of old) rmSync(join(dirname(path), name), { force: true });
  return backup;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    // Not there yet; a link to nowhere is replaced by a file.
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return path;
    throw diskError(cause, path);
  }
}
