/** Looks for planted secrets in bytes, files and folders, inside archives too. Knows no file that may hold one. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { formsOf } from './forms.ts';

export interface Planted {
  label: string;
  value: string;
}

export interface Hit {
  /** A file, or a name for a stream; `file!entry` inside an archive. */
  where: string;
  label: string;
  form: string;
}

interface Needle {
  label: string;
  form: string;
  bytes: Buffer;
}

/** Larger files are read all the same; this only bounds what an archive may unfold to. */
const LARGEST_ENTRY = 512_000_000;
const DEEPEST = 4;

export class SecretScan {
  readonly #needles: Needle[];
  files = 0;
  archives = 0;

  constructor(planted: readonly Planted[]) {
    this.#needles = planted.flatMap(({ label, value }) =>
      formsOf(value).map(({ form, text }) => ({ label, form, bytes: Buffer.from(text, 'utf8') })),
    );
  }

  /** One hit a label and form, archives unfolded. */
  bytes(where: string, bytes: Buffer, depth = 0): Hit[] {
    const hits = this.#needles
      .filter(({ bytes: needle }) => bytes.includes(needle))
      .map(({ label, form }) => ({ where, label, form }));
    if (depth === DEEPEST) return hits;
    const inside = unfolded(bytes);
    if (inside.length > 0) this.archives += 1;
    return [...hits, ...inside.flatMap(({ name, content }) => this.bytes(`${where}!${name}`, content, depth + 1))];
  }

  text(where: string, text: string): Hit[] {
    return this.bytes(where, Buffer.from(text, 'utf8'));
  }

  /** Every file below a folder; links are not followed. */
  folder(dir: string, leftOut: (path: string) => boolean = () => false): Hit[] {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
      const path = join(dir, entry.name);
      if (leftOut(path)) return [];
      const hits = this.text(`name of ${path}`, entry.name);
      if (entry.isDirectory()) return [...hits, ...this.folder(path, leftOut)];
      if (!lstatSync(path).isFile()) return hits;
      this.files += 1;
      return [...hits, ...this.bytes(path, readFileSync(path))];
    });
  }
}

interface Entry {
  name: string;
  content: Buffer;
}

/** The entries of a gzip or zip; a tar's are plain within it. Empty for anything else, and for a damaged archive. */
function unfolded(bytes: Buffer): Entry[] {
  try {
    if (bytes.length > 18 && bytes[0] === 0x1f && bytes[1] === 0x8b)
      return [{ name: 'gunzip', content: gunzipSync(bytes, { maxOutputLength: LARGEST_ENTRY }) }];
    if (bytes.length > 22 && bytes.readUInt32LE(0) === 0x04034b50) return zipEntries(bytes);
  } catch {
    // Only looks like one, or was cut off: what it holds in plain was searched already.
  }
  return [];
}

function zipEntries(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const nameLength = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const packed = bytes.subarray(start, start + size);
    entries.push({ name, content: method === 8 ? inflateRawSync(packed, { maxOutputLength: LARGEST_ENTRY }) : packed });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
