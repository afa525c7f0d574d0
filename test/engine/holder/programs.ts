/** Programs to hold: real executables, written for one test. What each does stands next to it. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HoldSpec } from '../../../src/engine/holder/record.ts';

/** An executable file with this JavaScript in it (Node's own interpreter, CommonJS). */
export function program(dir: string, name: string, javascript: string): string {
  const file = join(dir, name);
  writeFileSync(file, `#!${process.execPath}\n${javascript}\n`);
  chmodSync(file, 0o755);
  return file;
}

/**
 * Says `ready`, then waits for the file `go` in its folder or a signal. Each SIGINT is appended to the file `signals`;
 * the first makes it say `stopping` and end with exit 3.
 */
export const patient = (dir: string) =>
  program(
    dir,
    'patient',
    `
const fs = require('fs'), path = require('path');
const dir = ${JSON.stringify(dir)};
process.on('SIGINT', () => {
  fs.appendFileSync(path.join(dir, 'signals'), 'SIGINT\\n');
  console.log('stopping');
  // A second signal that arrives together with the first must still be counted.
  setTimeout(() => process.exit(3), 150);
});
process.on('SIGTERM', () => fs.appendFileSync(path.join(dir, 'signals'), 'SIGTERM\\n'));
console.log('ready ' + process.pid);
const look = setInterval(() => {
  // A test that failed took its folder away: nobody will ever say go.
  if (!fs.existsSync(dir)) process.exit(9);
  if (!fs.existsSync(path.join(dir, 'go'))) return;
  clearInterval(look);
  console.log('went on');
}, 10);
`,
  );

export const holdSpec = (dir: string, file: string, more: Partial<HoldSpec> = {}): HoldSpec => ({
  dir: join(dir, 'held'),
  name: 'tool',
  file,
  args: [],
  cwd: dir,
  env: { PATH: process.env.PATH ?? '' },
  secrets: [],
  ...more,
});

/** Waits for a condition of the world outside; the test's own time limit ends it. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(5);
  }
}

export const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
