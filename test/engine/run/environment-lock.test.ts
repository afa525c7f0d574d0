/** A run and its lock between machines, with real held tools: what is lost in the middle stops safely, and never by a kill. */
import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { LockKeeper } from '../../../src/engine/holder/keep-lock.ts';
import { lockNotePath, writeLockNote } from '../../../src/engine/lock/lock-note.ts';
import type { RunLockOwner } from '../../../src/engine/lock/lock-store.ts';
import { ownIdentity } from '../../../src/engine/process/identity.ts';
import { fakePhase } from '../graph/fake-graph.ts';
import { patient, textOf, until } from '../holder/programs.ts';
import { contender, ELSEWHERE, GONE, MemoryStore, TIMES } from '../lock/memory-store.ts';
import { fakeRun } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

const holding = (file: string, cwd: string, onLine: () => void) =>
  fakePhase('apply', [], {
    danger: 'severe',
    run: async (ctx) => {
      const env = { PATH: process.env.PATH ?? '' };
      const exit = await ctx.hold({ name: 'terraform', file, args: [], cwd, env, onLine });
      return { exit: exit.exit };
    },
  });
const theirs = {
  v: 1,
  token: 'theirs',
  run: 'x',
  command: 'deploy',
  user: 'anna@laptop',
  who: ELSEWHERE,
  dir: '/',
  phase: 'init',
  beat: 1,
} as const;

it('a lock lost in mid-apply is one SIGINT to the tool and exit 6, and nothing begins after it', async () => {
  const dir = ownFolder();
  const lock = new MemoryStore();
  let began = false;
  const next = fakePhase('update-env', ['apply'], {
    run: async () => {
      began = true;
      return {};
    },
  });
  const stolen = () => {
    if (lock.owner?.token === 'theirs') return;
    lock.text = JSON.stringify(theirs);
    lock.version += 1;
  };
  const options = { lock, lockTimes: { ...TIMES, beat: 40, tick: 10 } };
  // Its first line says that it is ready for a signal.
  const { result, host } = await fakeRun(join(dir, 'state'), [holding(patient(dir), dir, stolen), next], options);
  expect([result.exit, result.outcome, began]).toEqual([EXIT.locked, 'failed', false]);
  expect(textOf(join(dir, 'signals'))).toBe('SIGINT\n');
  expect(host.of('error').map((e) => e.code)).toEqual(['lock-lost']);
  expect(lock.owner?.token).toBe('theirs');
});

it('a run that ends gives its lock back, also one that failed', async () => {
  const lock = new MemoryStore();
  const fails = fakePhase('apply', [], {
    run: async (ctx) => {
      await ctx.fence();
      expect(lock.owner?.phase).toBe('apply');
      throw new Error('no');
    },
  });
  expect((await fakeRun(join(ownFolder(), 'state'), [fails], { lock })).result.outcome).toBe('failed');
  expect(lock.text).toBeUndefined();
});

it('a lock that cannot be given back is a warning, and the run keeps its outcome', async () => {
  const lock = new MemoryStore();
  const works = fakePhase('apply', [], {
    run: async (ctx) => {
      await ctx.fence();
      lock.before = () => {
        throw new Error('no network');
      };
      return {};
    },
  });
  const { result, host } = await fakeRun(join(ownFolder(), 'state'), [works], { lock });
  expect([result.exit, host.of('warning').map((w) => w.code)]).toEqual([EXIT.done, ['lock-not-released']]);
});

/** A holder beside a run: its note, its store, and what it was told. */
async function keeper(who: RunLockOwner['who'], others = false) {
  const dir = ownFolder();
  const store = new MemoryStore();
  const { lock, written } = contender(store, 'a', { who });
  await lock.prove('apply');
  const note = lockNotePath(dir);
  const owner = written[0] as RunLockOwner;
  writeLockNote(note, { owner, version: `v${store.version}`, address: 'memory' });
  const told: string[] = [];
  const kept = new LockKeeper({
    note,
    clock: systemClock,
    times: { ...TIMES, tick: 2_000_000_000 },
    open: async () => {
      told.push('opened');
      return store;
    },
    onLost: () => told.push('lost'),
    othersHeld: () => others,
  });
  /** The run's last heartbeat was so long ago. */
  const silentFor = (ms: number) => utimesSync(note, new Date(), new Date(Date.now() - ms));
  return { store, kept, told, silentFor, note };
}

it('a holder is quiet while its run beats, and beats in its place when that is silent', async () => {
  const { store, kept, told, silentFor } = await keeper(ownIdentity());
  await kept.tick();
  expect([told, store.owner?.beat]).toEqual([[], 1]);
  silentFor(TIMES.standIn + 1000);
  await kept.tick();
  expect([told, store.owner?.beat]).toEqual([['opened'], 2]);
  await kept.tick();
  expect(store.owner?.beat).toBe(2);
});

it('a holder that finds the lock in other hands says so once', async () => {
  const { store, kept, told, silentFor } = await keeper(GONE);
  store.text = JSON.stringify(theirs);
  store.version += 1;
  silentFor(TIMES.standIn + 1000);
  await kept.tick();
  await kept.tick();
  await kept.end();
  expect(told).toEqual(['opened', 'lost']);
  expect(store.owner?.token).toBe('theirs');
});

it.each([
  ['gives the lock of a dead run back when its tool ended', GONE, false, undefined],
  ['leaves it to a run that lives', ownIdentity(), false, 'a'],
  ['leaves it while another tool of the dead run works', GONE, true, 'a'],
])('a holder %s', async (_, who, others, left) => {
  const { store, kept, note } = await keeper(who, others);
  await kept.end();
  expect([store.owner?.run, existsSync(note)]).toEqual([left, true]);
});

it('a holder does not give back what a resumed run has taken on', async () => {
  const { store, kept } = await keeper(GONE);
  await contender(store, 'a', { resuming: true }).lock.prove('apply');
  await kept.end();
  await until(() => store.owner !== undefined);
  expect(store.owner?.who.pid).toBe(process.pid);
});
