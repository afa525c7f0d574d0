/**
 * One of many processes that want the lock. With it, it makes a folder that only one process can have, takes it away
 * again, and says `inside`; when somebody else has the lock it tries again (and says so when it is bid to TELL). Ends
 * after having been inside once.
 */
import { appendFileSync, mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { acquireLocalLock } from '../../../src/engine/lock/local-lock.ts';

const stateDir = process.argv[2] ?? '';
const name = process.argv[3] ?? '';
const room = join(stateDir, 'room');

for (;;) {
  let release: () => void;
  try {
    release = acquireLocalLock({
      stateDir,
      run: `run-${name}`,
      command: 'deploy',
      user: 'op@host',
      now: new Date(),
      stillHeld: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof HubError) || error.fields.code !== 'locked') throw error;
    if (process.env.TELL !== undefined) appendFileSync(join(stateDir, 'refused'), `${name}\n`);
    await sleep(Math.random() * 4);
    continue;
  }
  try {
    // Fails when anybody else is inside.
    mkdirSync(room);
    await sleep(2);
    rmdirSync(room);
    appendFileSync(join(stateDir, 'inside'), `${name}\n`);
  } finally {
    release();
  }
  break;
}
