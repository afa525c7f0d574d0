/**
 * Preloaded into a child (`node --import`): counts every call by which Node changes files, and kills the process as
 * `kill -9` does at one of them. FS_KILL is `<n>:<before|half|after>`; without it the calls are listed on descriptor 3.
 * `half` is a write of which only the first half reached the disk.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGING = [
  'openSync',
  'writeFileSync',
  'writeSync',
  'fsyncSync',
  'closeSync',
  'renameSync',
  'mkdirSync',
  'rmSync',
  'chmodSync',
  'unlinkSync',
  'ftruncateSync',
  'linkSync',
  'copyFileSync',
];
const real = Object.fromEntries(CHANGING.map((name) => [name, fs[name]]));
const [number, moment] = (process.env.FS_KILL ?? '').split(':');
let count = 0;
let inside = true;
// Loading modules opens files too: it begins when the edit does.
globalThis.beginBoundaries = () => {
  inside = false;
};

const die = () => process.kill(process.pid, 'SIGKILL');

for (const name of CHANGING) {
  fs[name] = (...args) => {
    // What one of these calls in its own work is part of it.
    if (inside) return real[name](...args);
    count += 1;
    const here = Number(number) === count;
    if (process.env.FS_KILL === undefined) real.writeSync(3, `${name}\n`);
    if (here && moment === 'before') die();
    if (here && moment === 'half' && name.startsWith('write')) {
      const text = String(args[1]);
      real.writeFileSync(args[0], text.slice(0, text.length / 2));
      die();
    }
    inside = true;
    try {
      return real[name](...args);
    } finally {
      inside = false;
      if (here && moment === 'after') die();
    }
  };
}
syncBuiltinESMExports();
