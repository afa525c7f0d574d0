/**
 * Room for the record of a tool's end, taken while there is some: on a disk that the tool itself fills, the end would
 * otherwise go unwritten, and nobody could tell a finished apply from a lost one.
 */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { writeFileAtomic } from '../run/atomic-file.ts';

const BYTES = 4096;

const reserved = (path: string) => `${path}.reserved`;

/** `path` is where the end will be. */
export function reserveEnd(path: string): void {
  writeFileAtomic(reserved(path), ' '.repeat(BYTES));
}

/** Writes the end into the room that was kept for it, whole or not at all; trailing blanks are no harm to JSON. */
export function writeEnd(path: string, text: string): void {
  if (Buffer.byteLength(text) > BYTES) {
    writeFileAtomic(path, text);
    return;
  }
  const file = openSync(reserved(path), 'r+');
  try {
    writeSync(file, text, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(reserved(path), path);
}
