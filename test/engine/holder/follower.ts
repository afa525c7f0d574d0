/** A screen that follows a held tool and writes each line it sees to standard output; it is there to be killed. */
import { writeSync } from 'node:fs';
import { followHeld } from '../../../src/engine/holder/start.ts';

await followHeld({
  dir: process.argv[2] ?? '',
  name: 'tool',
  onLine: (_, line) => void writeSync(1, `${line}\n`),
});
