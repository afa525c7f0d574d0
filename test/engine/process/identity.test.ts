import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf, isAlive, ownIdentity } from '../../../src/engine/process/identity.ts';
import { until } from '../holder/programs.ts';
import { ownFolder } from '../run/own-folder.ts';

describe('who a process is', () => {
  it('this process is alive, and the same whenever it is asked', () => {
    expect(isAlive(ownIdentity())).toBe(true);
    expect(ownIdentity()).toEqual(identityOf(process.pid));
    expect(ownIdentity().started).not.toBe('unknown');
  });

  it('survives being written down and read again, as locks and records do', () => {
    expect(isAlive(JSON.parse(JSON.stringify(ownIdentity())))).toBe(true);
  });

  it.each(['started', 'boot', 'host'] as const)(
    'another %s under the same pid is another process: no stranger is ever signalled',
    (field) => {
      expect(isAlive({ ...ownIdentity(), [field]: 'another' })).toBe(false);
    },
  );

  it('a process that ended is not alive', async () => {
    const child = spawn('/bin/sleep', ['60']);
    await once(child, 'spawn');
    const who = identityOf(child.pid ?? 0);
    expect(who && isAlive(who)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(who && isAlive(who)).toBe(false);
    expect(identityOf(child.pid ?? 0)).toBeUndefined();
  });

  it('a zombie is not alive: a holder nobody waited for does not keep an environment locked', async () => {
    // The shell starts a child, tells its pid, and becomes a program that never waits for it.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line).trim());
    expect(pid).toBeGreaterThan(1);
    await until(() => identityOf(pid) === undefined);
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('a program with spaces and parentheses in its name is read as well as any', async () => {
    const file = join(ownFolder(), 'odd) 1 (2 Z');
    copyFileSync('/bin/sleep', file);
    const child = spawn(file, ['60']);
    await once(child, 'spawn');
    const who = await until(() => identityOf(child.pid ?? 0));
    expect(isAlive(who)).toBe(true);
    expect(who.started).toMatch(process.platform === 'linux' ? /^\d+$/ : /./);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
