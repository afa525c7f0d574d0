/**
 * The files a holder leaves in a run's `held/` folder, so that any later process can find, follow and stop it.
 * `<name>.json` who holds what, `<name>.out` / `<name>.err` the redacted streams, `<name>.exit.json` how it ended.
 */
import { join } from 'node:path';
import type { ProcessIdentity } from '../process/identity.ts';
import { readJsonFile } from '../run/atomic-file.ts';

export interface HeldRecord {
  name: string;
  holder: ProcessIdentity;
  /** Absent when the program could not be started. */
  child?: ProcessIdentity;
  argv: string[];
  startedAt: string;
}

export interface HeldExit {
  exit: number | null;
  signal: string | null;
  /** Set when the program could not be started at all. */
  failedToStart?: string;
  /** Set when the streams could not be written to the end (a full disk). */
  streamsLost?: string;
  endedAt: string;
  /** Set when nobody wrote this end: the holder was killed, and what its tool did last is not on record. */
  lost?: true;
}

/** Written before a holder gets to know what to hold: whoever comes later waits for it instead of starting a second one. */
export interface HeldStart {
  holder: ProcessIdentity;
}

/** What a holder is asked to run, given on its standard input so that secrets touch neither argv nor disk. */
export interface HoldSpec {
  dir: string;
  name: string;
  file: string;
  args: string[];
  cwd: string;
  /** The whole environment of the child; nothing is inherited. */
  env: Record<string, string>;
  /** Values to remove from both streams before they reach the disk. */
  secrets: { label: string; value: string }[];
  /** Path of the run's lock note: while the run cannot, the holder beats the run lock. */
  lockNote?: string;
}

export const heldPaths = (dir: string, name: string) => ({
  starting: join(dir, `${name}.starting.json`),
  record: join(dir, `${name}.json`),
  stdout: join(dir, `${name}.out`),
  stderr: join(dir, `${name}.err`),
  exit: join(dir, `${name}.exit.json`),
});

export const readHeldRecord = (dir: string, name: string) => readJsonFile<HeldRecord>(heldPaths(dir, name).record);
export const readHeldStart = (dir: string, name: string) => readJsonFile<HeldStart>(heldPaths(dir, name).starting);
export const readHeldExit = (dir: string, name: string) => readJsonFile<HeldExit>(heldPaths(dir, name).exit);
