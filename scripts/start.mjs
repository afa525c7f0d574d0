/** `npm start`: installs, builds, and rehearses a whole deployment. Without a terminal the plan is agreed to beforehand. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node, prepare, root } from './prepare.mjs';

prepare();
const unattended = process.stdin.isTTY && process.stdout.isTTY ? [] : ['--yes'];
const child = spawn(
  node,
  [join(root, 'bin', 'flip-hub.js'), 'rehearse', 'deploy', ...unattended, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// Ctrl-C reaches the program from the terminal itself; this process only waits for what it says at its end.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGTERM' ? 143 : 1);
});
