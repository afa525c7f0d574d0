/**
 * Files that are whole or absent: written to a temporary name in the same folder, flushed to disk, then renamed.
 * Nothing here ever truncates a file in place.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HubError } from '../errors/hub-error.ts';
import { EXIT } from '../exit-codes.ts';

/** Writes text (or bytes) so that a reader sees the old file or the new one. Folders are made 0700. Throws HubError on a full or read-only disk. */
export function writeFileAtomic(path: string, text: string | Uint8Array, mode = 0o600): void {
  const temporary = join(dirname(path), `.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`);
  let made = false;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(temporary, 'wx', mode);
    made = true;
    try {
      // Not writeSync: on a disk that fills it writes a part and says so only in its result.
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (cause) {
    if (made) rmSync(temporary, { force: true });
    throw diskError(cause, path);
  }
}

/** The parsed file, or undefined when it does not exist. A file that is not JSON is an error that names it. */
export function readJsonFile<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw diskError(cause, path);
  }
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new HubError(
      {
        code: 'file-malformed',
        who: 'environment',
        what: `${path} is not valid JSON`,
        cause: 'it was edited by hand, or written by something else',
        next: [`mv ${path} ${path}.broken`, 'run the same command again'],
        exit: EXIT.usage,
      },
      { cause },
    );
  }
}

const DISK_WORDS: Record<string, { what: string; next: string[] }> = {
  ENOSPC: { what: 'the disk is full', next: ['df -h', 'free some space, then run the same command with --resume'] },
  EDQUOT: {
    what: 'your disk quota is used up',
    next: ['quota', 'free some space, then run the same command with --resume'],
  },
  EROFS: { what: 'the file system is read-only', next: ['choose a writable folder with --workspace'] },
  EACCES: {
    what: 'no permission to write',
    next: ['ls -ld the folder and its parents', 'choose another folder with --workspace'],
  },
  EPERM: {
    what: 'writing is not permitted',
    next: ['ls -ld the folder and its parents', 'choose another folder with --workspace'],
  },
};

/** A file-system error in the words of a person; anything unknown keeps its own message. */
export function diskError(cause: unknown, path: string): Error {
  if (cause instanceof HubError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const words = DISK_WORDS[code];
  return new HubError(
    {
      code: code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'file-unwritable',
      who: 'environment',
      what: `cannot read or write ${path}: ${words?.what ?? (cause as Error).message}`,
      next: words?.next ?? [`ls -l ${path}`],
      exit: EXIT.precondition,
    },
    { cause },
  );
}
