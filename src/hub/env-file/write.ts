/**
 * Puts an edited environment file in place: whole or not at all, mode 0600, with a dated copy of what stood there
 * before. Owns the backups folder (the last five of each file); never writes through a link.
 */
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { diskError, writeFileAtomic } from '../../engine/run/atomic-file.ts';

const KEPT = 5;

export interface WriteOptions {
  /** `.flip-hub/<env>/backups`. */
  backups: string;
  now: Date;
  /** The text the edit was made from; undefined for a file that must not exist yet. */
  from: string | undefined;
}

export interface Written {
  /** Path of the copy of the former text; none when nothing was there or nothing changed. */
  backup: string | undefined;
  changed: boolean;
}

/** The file's text, or undefined when it does not exist. Throws `env-file-symlink` for anything but a plain file. */
export function readEnvFile(path: string): string | undefined {
  if (!isPlainFile(path)) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw diskError(cause, path);
  }
}

/** Throws `env-file-changed` when the file is no longer what the edit was made from, so that no edit of another is lost. */
export function writeEnvFile(path: string, text: string, o: WriteOptions): Written {
  for (const folder of [dirname(path), o.backups]) removeHalfWritten(folder);
  const present = readEnvFile(path);
  if (present !== o.from) throw changedMeanwhile(path);
  if (present === text) {
    chmodSync(path, 0o600);
    return { backup: undefined, changed: false };
  }
  const backup = present === undefined ? undefined : saveBackup(path, present, o);
  writeFileAtomic(path, text, 0o600);
  return { backup, changed: true };
}

/** What an edit that was killed left: its secrets are of no use to anybody any more. Of a process that lives it stays. */
function removeHalfWritten(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const pid = /^\.(\d+)\.[0-9a-z]+\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !lives(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Not ours to signal, but there.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function saveBackup(path: string, text: string, o: WriteOptions): string {
  mkdirSync(o.backups, { recursive: true, mode: 0o700 });
  const name = basename(path);
  const stamp = o.now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 19);
  const backup = join(o.backups, `${name}.${stamp}`);
  writeFileAtomic(backup, text, 0o600);
  const mine = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.\\d{8}-\\d{6}\\.\\d{3}$`);
  const old = readdirSync(o.backups)
    .filter((n) => mine.test(n))
    .sort()
    .slice(0, -KEPT);
  for (const n of old) rmSync(join(o.backups, n), { force: true });
  return backup;
}

function isPlainFile(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return false;
  if (stat.isFile()) return true;
  throw new HubError({
    code: 'env-file-symlink',
    who: 'operator',
    what: `${path} is ${stat.isSymbolicLink() ? 'a link' : 'not a plain file'}`,
    cause: 'An edit would either replace the link or change a file somewhere else; flip-hub does neither.',
    next: [`put the file itself at ${path}`, 'or name the folder that holds it with --workspace'],
    exit: EXIT.precondition,
  });
}

function changedMeanwhile(path: string): HubError {
  return new HubError({
    code: 'env-file-changed',
    who: 'environment',
    what: `${path} was changed while this run was about to edit it`,
    cause: 'An editor or another run saved it; nothing was overwritten.',
    next: ['repeat the command: it reads the file again'],
    exit: EXIT.precondition,
  });
}
