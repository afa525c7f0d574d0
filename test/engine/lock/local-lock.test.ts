import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import {
  type AcquireOptions,
  acquireLocalLock,
  type LockOwner,
  localLockPath,
  readLocalLock,
} from '../../../src/engine/lock/local-lock.ts';
import { identityOf, ownIdentity } from '../../../src/engine/process/identity.ts';
import { until } from '../holder/programs.ts';
import { ownFolder } from '../run/own-folder.ts';

const options = (stateDir: string, more: Partial<AcquireOptions> = {}): AcquireOptions => ({
  stateDir,
  run: '20260101T000000-aaaa',
  command: 'deploy',
  user: 'op@host',
  now: new Date('2026-01-01T00:00:00Z'),
  stillHeld: () => undefined,
  ...more,
});

function refused(act: () => unknown): HubError['fields'] {
  try {
    act();
  } catch (error) {
    if (error instanceof HubError) return error.fields;
    throw error;
  }
  throw new Error('the lock was given');
}

/** A process that ran and is gone: its pid, with a start time that no later process of that pid can have. */
function deadOwner(stateDir: string, run: string): LockOwner {
  const { pid } = spawnSync('/bin/true');
  const owner = { run, command: 'deploy', who: { ...ownIdentity(), pid, started: '1' }, user: 'op@host', at: 'then' };
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(localLockPath(stateDir), JSON.stringify(owner));
  return owner;
}

describe('the lock of an environment on this machine', () => {
  it('is free again after its release', () => {
    const stateDir = ownFolder();
    acquireLocalLock(options(stateDir))();
    acquireLocalLock(options(stateDir))();
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('stops a second run with exit 6 and names who has it, since when, and how to stop it', () => {
    const stateDir = ownFolder();
    const release = acquireLocalLock(options(stateDir));
    const fields = refused(() => acquireLocalLock(options(stateDir, { run: '20260101T000001-bbbb' })));
    expect(fields).toMatchObject({ code: 'locked', exit: EXIT.locked });
    for (const word of ['20260101T000000-aaaa', 'op@host', `pid ${process.pid}`, '2026-01-01T00:00:00.000Z'])
      expect(fields.what).toContain(word);
    expect(fields.next.join()).toContain(`kill -INT ${process.pid}`);
    release();
  });

  it('of another live process is never taken, not even to resume that very run', async () => {
    const stateDir = ownFolder();
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'inherit'] });
    await once(other, 'spawn');
    const who = identityOf(other.pid ?? 0);
    writeFileSync(
      localLockPath(stateDir),
      JSON.stringify({ run: '20260101T000000-aaaa', command: 'deploy', who, user: 'op', at: 'now' }),
    );
    const again = () => acquireLocalLock(options(stateDir, { resuming: '20260101T000000-aaaa' }));
    expect(refused(again).exit).toBe(EXIT.locked);
    other.kill('SIGKILL');
    await once(other, 'exit');
    again()();
  });

  it('of an owner that is gone is taken at once: a crash locks nobody out', () => {
    const stateDir = ownFolder();
    deadOwner(stateDir, '20251231T000000-dead');
    const release = acquireLocalLock(options(stateDir));
    expect(readLocalLock(stateDir)?.run).toBe('20260101T000000-aaaa');
    release();
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('of an owner whose pid was given to another program since is taken: a stranger cannot hold it', () => {
    const stateDir = ownFolder();
    const owner = deadOwner(stateDir, '20251231T000000-dead');
    const stranger = { ...owner, who: { ...owner.who, pid: process.ppid } };
    writeFileSync(localLockPath(stateDir), JSON.stringify(stranger));
    acquireLocalLock(options(stateDir))();
  });

  it('of an owner before the last restart of the machine is taken, although its pid runs again', () => {
    const stateDir = ownFolder();
    const before = { ...ownIdentity(), boot: 'another boot' };
    writeFileSync(
      localLockPath(stateDir),
      JSON.stringify({ run: 'r', command: 'deploy', who: before, user: 'u', at: 't' }),
    );
    acquireLocalLock(options(stateDir))();
  });

  it('of a dead owner whose apply still works is kept with exit 6 and the way back in: --resume', () => {
    const stateDir = ownFolder();
    deadOwner(stateDir, '20251231T000000-dead');
    const asked: string[] = [];
    const stillHeld = (owner: LockOwner) => {
      asked.push(owner.run);
      return 'terraform';
    };
    const fields = refused(() => acquireLocalLock(options(stateDir, { stillHeld })));
    expect(fields.exit).toBe(EXIT.locked);
    expect(fields.what).toContain('terraform');
    expect(fields.next.join()).toContain('--resume');
    expect(asked).toEqual(['20251231T000000-dead']);
    expect(readLocalLock(stateDir)?.run).toBe('20251231T000000-dead');
    const resumed = options(stateDir, { stillHeld, run: '20251231T000000-dead', resuming: '20251231T000000-dead' });
    acquireLocalLock(resumed)();
  });

  it('released late removes nobody else’s lock', () => {
    const stateDir = ownFolder();
    const release = acquireLocalLock(options(stateDir));
    writeFileSync(
      localLockPath(stateDir),
      JSON.stringify({ run: 'other', command: 'deploy', who: { ...ownIdentity(), pid: 1 }, user: 'u', at: 't' }),
    );
    release();
    expect(existsSync(localLockPath(stateDir))).toBe(true);
  });

  it('that cannot be read is an error that names the file, not a free lock', () => {
    const stateDir = ownFolder();
    writeFileSync(localLockPath(stateDir), '{"run":');
    const fields = refused(() => acquireLocalLock(options(stateDir)));
    expect(fields.code).toBe('file-malformed');
    expect(fields.what).toContain(localLockPath(stateDir));
  });
});

describe('twenty runs that start at the same moment', () => {
  const contend = async (stateDir: string) => {
    const contender = fileURLToPath(new URL('contender.ts', import.meta.url));
    const all = Array.from({ length: 20 }, (_, at) =>
      spawn(process.execPath, [contender, stateDir, String(at)], { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    return Promise.all(
      all.map(async (child) => {
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        const [exit] = await once(child, 'close');
        return { exit, stderr };
      }),
    );
  };
  const wentWell = Array.from({ length: 20 }, () => ({ exit: 0, stderr: '' }));
  const everybody = Array.from({ length: 20 }, (_, at) => String(at)).sort();
  const whoWasInside = (dir: string) => readFileSync(join(dir, 'inside'), 'utf8').trim().split('\n').sort();

  it('are inside one at a time, and each in the end', async () => {
    const stateDir = ownFolder();
    expect(await contend(stateDir)).toEqual(wentWell);
    expect(whoWasInside(stateDir)).toEqual(everybody);
    expect(readdirSync(stateDir)).toEqual(['inside']);
  });

  it('after a crash, one at a time as well: none removes the fresh lock of another for the dead one', async () => {
    const stateDir = ownFolder();
    deadOwner(stateDir, '20251231T000000-dead');
    expect(await contend(stateDir)).toEqual(wentWell);
    expect(whoWasInside(stateDir)).toEqual(everybody);
  });

  it('when one more crash happened in the middle of taking over, nobody is locked out and still one is inside at a time', async () => {
    const stateDir = ownFolder();
    deadOwner(stateDir, '20251231T000000-dead');
    const preload = new URL('die-in-takeover.ts', import.meta.url).href;
    const contender = fileURLToPath(new URL('contender.ts', import.meta.url));
    const crashed = spawnSync(process.execPath, ['--import', preload, contender, stateDir, 'crash']);
    expect(crashed.signal).toBe('SIGKILL');
    expect(readLocalLock(stateDir)?.run).toBe('20251231T000000-dead');
    expect(readdirSync(stateDir).length).toBeGreaterThan(1);
    expect(await contend(stateDir)).toEqual(wentWell);
    expect(whoWasInside(stateDir)).toEqual(everybody);
    expect(readdirSync(stateDir)).toEqual(['inside']);
  });

  it('one that was slow to take over from the dead finds the fresh lock of another and leaves it alone', async () => {
    const stateDir = ownFolder();
    deadOwner(stateDir, '20251231T000000-dead');
    const preload = new URL('wait-at-door.ts', import.meta.url).href;
    const contender = fileURLToPath(new URL('contender.ts', import.meta.url));
    const slow = spawn(process.execPath, ['--import', preload, contender, stateDir, 'slow'], {
      env: { ...process.env, TELL: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(slow, 'exit');
    await until(() => existsSync(join(stateDir, 'waiting')));
    const release = acquireLocalLock(options(stateDir));
    writeFileSync(join(stateDir, 'go'), '');
    await until(() => existsSync(join(stateDir, 'refused')) || existsSync(join(stateDir, 'inside')));
    expect(existsSync(join(stateDir, 'inside'))).toBe(false);
    expect(readLocalLock(stateDir)?.run).toBe('20260101T000000-aaaa');
    release();
    expect(await ended).toEqual([0, null]);
  });
});
