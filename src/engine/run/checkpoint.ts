/**
 * `checkpoint.json`: which phases of the last run are done, bound to fingerprints of the inputs they read.
 * A mark is never believed by itself: a resume asks each phase to prove itself, and a changed input voids the mark.
 */
import { join } from 'node:path';
import { readJsonFile, writeFileAtomic } from './atomic-file.ts';

export interface PhaseMark {
  outcome: 'done' | 'proven';
  at: string;
  evidence: Record<string, unknown>;
  /** Fingerprint of the inputs the phase read (`reads`), as it finished. */
  inputs: string;
}

export interface Checkpoint {
  v: 1;
  run: string;
  command: string;
  version: string;
  /** The phases this run was asked to do, in the order of the graph. */
  phases: string[];
  marks: Record<string, PhaseMark>;
  /** Set while the run is not finished; a resume continues exactly this run. */
  open: boolean;
  /** user@host of whoever last worked on it. */
  user?: string;
  /** Rises with every change: of two copies of one run the higher one knows more. */
  rev?: number;
}

const path = (stateDir: string) => join(stateDir, 'checkpoint.json');

export function readCheckpoint(stateDir: string): Checkpoint | undefined {
  const found = readJsonFile<Checkpoint>(path(stateDir));
  return found?.v === 1 ? found : undefined;
}

export function writeCheckpoint(stateDir: string, checkpoint: Checkpoint): void {
  writeFileAtomic(path(stateDir), JSON.stringify(checkpoint, null, 2));
}
