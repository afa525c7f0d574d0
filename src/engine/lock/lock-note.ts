/**
 * `run-lock.json` in a run's folder: the lock as this machine last wrote it, and where it lies. Its age tells a holder
 * whether the run still beats; its content lets the holder go on beating when the run cannot.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile, writeFileAtomic } from '../run/atomic-file.ts';
import type { RunLockOwner } from './lock-store.ts';

export interface LockNote {
  owner: RunLockOwner;
  version: string;
  /** Of `LockStore.address()`. */
  address: unknown;
}

export const lockNotePath = (runDir: string) => join(runDir, 'run-lock.json');

export const readLockNote = (path: string) => readJsonFile<LockNote>(path);

export function writeLockNote(path: string, note: LockNote): void {
  writeFileAtomic(path, JSON.stringify(note));
}

/** Milliseconds since it was written, by this machine's clock; undefined when there is none. */
export function lockNoteAge(path: string, now: Date): number | undefined {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return written === undefined ? undefined : now.getTime() - written;
}
