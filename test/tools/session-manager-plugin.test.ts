/** AWS's plugin as a child that cannot outlive us, and whose end is known at once. */
import { expect, it, onTestFinished } from 'vitest';
import { findPlugin } from '../../src/tools/session-manager-plugin.ts';
import { program } from '../engine/holder/programs.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

it('its death is known at once, though what guards it would wait: nobody waits at a port that is dead', async () => {
  const dir = ownFolder();
  program(
    dir,
    'session-manager-plugin',
    "console.log('here'); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1);",
  );
  // The guard's own patience, without an end.
  program(dir, 'sleep', 'setInterval(() => undefined, 1000);');
  const plugin = findPlugin({ cwd: '/', childEnvironment: (add) => ({ PATH: `${dir}:${process.env.PATH}`, ...add }) });
  const running = plugin?.start([], {});
  onTestFinished(() => running?.kill());
  const said: string[] = [];
  running?.onLine((line) => said.push(line));
  expect(await running?.ended).toEqual({ exit: null, signal: 'SIGKILL' });
  expect(said).toEqual(['here']);
});
