/** Loaded before a contender: kills it at the moment it would remove the lock of a dead owner. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const remove = fs.rmSync;
fs.rmSync = (path, options) => {
  if (String(path).endsWith('lock.json')) process.kill(process.pid, 'SIGKILL');
  remove(path, options);
};
syncBuiltinESMExports();
