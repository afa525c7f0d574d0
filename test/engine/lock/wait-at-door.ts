/** Loaded before a contender: it waits, just before it claims the right to remove a dead owner's lock, for the file `go`. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';

const link = fs.linkSync;
fs.linkSync = (from, to) => {
  const dir = dirname(String(to));
  if (String(to).includes('.from-') && !fs.existsSync(join(dir, 'go'))) {
    fs.writeFileSync(join(dir, 'waiting'), '');
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    while (!fs.existsSync(join(dir, 'go'))) Atomics.wait(nothing, 0, 0, 5);
  }
  link(from, to);
};
syncBuiltinESMExports();
