/** Are the FL kits there: pure, over a listing of their folder. And what they are, as one fingerprint. */
import { createHash } from 'node:crypto';
import { copiedFolders, copiedFrom, type KitChoice, neededKits } from './layout.ts';

export interface KitObject {
  key: string;
  size: number;
  etag: string;
}

export interface KitLack {
  missing: string[];
  /** There, and without content. */
  empty: string[];
}

export function lackingKits(kits: KitChoice, listed: readonly KitObject[]): KitLack {
  const lack: KitLack = { missing: [], empty: [] };
  for (const needed of neededKits(kits)) {
    const found = listed.filter(({ key }) => (needed.endsWith('/') ? isFileBelow(needed, key) : key === needed));
    if (found.length === 0) lack.missing.push(needed);
    else if (found.every(({ size }) => size === 0)) lack.empty.push(needed);
  }
  return lack;
}

/** Consoles make an object of a folder's own name: it is no file in it. */
const isFileBelow = (folder: string, key: string) => key.startsWith(folder) && !key.endsWith('/');

export interface KitFingerprints {
  /** Of everything the hub's file system gets. */
  all: string;
  /** Of what the FL services read when they start. */
  started: string;
}

/** Changes exactly when what the hub copies from changes. */
export function kitFingerprints(kits: KitChoice, listed: readonly KitObject[]): KitFingerprints {
  const at = copiedFrom(kits);
  const digest = (folders: readonly { folder: string }[]) => {
    const lines = listed
      .filter(({ key }) => folders.some(({ folder }) => key.startsWith(at + folder)))
      .map(({ key, size, etag }) => `${key} ${size} ${etag}`)
      .sort();
    return createHash('sha256')
      .update([at, ...lines].join('\n'))
      .digest('hex')
      .slice(0, 20);
  };
  const folders = copiedFolders(kits);
  return { all: digest(folders), started: digest(folders.filter(({ started }) => started)) };
}
