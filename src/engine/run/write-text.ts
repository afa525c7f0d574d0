/**
 * Text into an open file, whole, through one buffer that is used again and again: in a flood, a new one for every piece
 * would be most of what the process holds.
 */
import { writeSync } from 'node:fs';

const BYTES = 256 * 1024;
const encoder = new TextEncoder();
let buffer: Uint8Array | undefined;

/** Answers the bytes written. Throws what the disk says; a part may then be in the file. */
export function writeText(file: number, text: string): number {
  buffer ??= new Uint8Array(BYTES);
  let total = 0;
  let from = 0;
  while (from < text.length) {
    const { read, written } = encoder.encodeInto(from === 0 ? text : text.slice(from), buffer);
    // On a disk that fills, a write takes a part and says so only in its result.
    for (let done = 0; done < written; ) done += writeSync(file, buffer, done, written - done);
    from += read;
    total += written;
  }
  return total;
}
