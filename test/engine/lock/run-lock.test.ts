/** The lock between machines: two never work on one environment, and nobody is locked out by the dead. */
import { beforeEach, describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { contender, ELSEWHERE, GONE, MemoryStore, TIMES } from './memory-store.ts';

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

async function refused(work: Promise<unknown>): Promise<HubError['fields']> {
  const error = await work.then(
    () => new Error('it was let through'),
    (cause: unknown) => cause,
  );
  if (error instanceof HubError) return error.fields;
  throw error;
}

describe('a run that wants to change something', () => {
  it('takes the lock, writes each proof with its phase, and gives it back', async () => {
    const { lock } = contender(store, 'a');
    await lock.prove('init');
    expect(store.owner).toMatchObject({ run: 'a', phase: 'init', beat: 1 });
    await lock.prove('apply');
    expect(store.owner).toMatchObject({ phase: 'apply', beat: 2, since: '2026-03-01T12:00:00.000Z' });
    await lock.release();
    expect(store.text).toBeUndefined();
  });

  it('of an account where nothing was ever made goes on without, and takes it as soon as there is a place', async () => {
    store.place = false;
    const { lock } = contender(store, 'a');
    expect(await lock.prove('create-backend')).toBe('not taken');
    store.place = true;
    expect(await lock.prove('create-backend')).toBe('held');
  });

  it('is stopped by a live run of this machine with exit 6, who, phase, age, and what to do', async () => {
    await contender(store, 'a').lock.prove('apply');
    store.later(12_000);
    const second = contender(store, 'b');
    const fields = await refused(second.lock.prove('init'));
    expect(fields).toMatchObject({ code: 'locked', exit: EXIT.locked });
    for (const word of ['run a', 'a@host', `pid ${process.pid}`, 'phase apply', '12.0 s ago'])
      expect(fields.what).toContain(word);
    expect(fields.next.join()).toContain(`kill -INT ${process.pid}`);
    expect(fields.next.join()).toContain('flip-hub unlock --env stag');
    expect(second.asked).toEqual([]);
    expect(store.owner?.run).toBe('a');
  });

  it('never takes a live lock of this machine, however old its heartbeat: a stopped process is not a dead one', async () => {
    await contender(store, 'a').lock.prove('apply');
    store.later(100 * TIMES.takeover);
    expect((await refused(contender(store, 'b').lock.prove('init'))).code).toBe('locked');
  });

  it('takes the lock of a dead process of this machine at once, and says so', async () => {
    await contender(store, 'a', { who: GONE }).lock.prove('apply');
    const second = contender(store, 'b');
    await second.lock.prove('init');
    expect([second.asked, second.taken, store.owner?.run]).toEqual([[], ['a'], 'b']);
  });

  it('leaves the lock of a dead screen alone while its apply still works on this machine', async () => {
    await contender(store, 'a', { who: GONE }).lock.prove('apply');
    const looked: string[] = [];
    const stillHeld = (dir: string) => {
      looked.push(dir);
      return 'apply';
    };
    const fields = await refused(contender(store, 'b', { stillHeld }).lock.prove('init'));
    expect([fields.exit, looked]).toEqual([EXIT.locked, ['/runs/a']]);
    expect(fields.next.join()).toContain('--resume');
  });

  it('waits for another machine until its heartbeat is ten minutes old, and then asks before it takes over', async () => {
    await contender(store, 'a', { who: ELSEWHERE }).lock.prove('apply');
    store.later(TIMES.takeover - 1000);
    const second = contender(store, 'b');
    const fields = await refused(second.lock.prove('init'));
    expect(fields.what).toContain('laptop-of-anna');
    expect([fields.exit, second.asked]).toEqual([EXIT.locked, []]);
    store.later(1000);
    await second.lock.prove('init');
    expect([second.asked, second.taken, store.owner?.run]).toEqual([['a'], ['a'], 'b']);
  });

  it('changes nothing when the question is answered with no', async () => {
    await contender(store, 'a', { who: ELSEWHERE }).lock.prove('apply');
    store.later(TIMES.takeover);
    const no = new HubError({ code: 'declined', who: 'operator', what: 'no', next: [], exit: EXIT.declined });
    const askTakeover = () => Promise.reject(no);
    expect((await refused(contender(store, 'b', { askTakeover }).lock.prove('init'))).code).toBe('declined');
    expect(store.owner?.run).toBe('a');
  });

  it('does not take over from an owner that came back while the question was open', async () => {
    const first = contender(store, 'a', { who: ELSEWHERE });
    await first.lock.prove('apply');
    store.later(TIMES.takeover);
    const askTakeover = async () => {
      await first.lock.beat();
    };
    expect((await refused(contender(store, 'b', { askTakeover }).lock.prove('init'))).code).toBe('locked');
    expect(store.owner?.run).toBe('a');
  });

  it('is not misled by a lock that cannot be read: exit 6, and the way to remove it', async () => {
    store.text = '{"run": "a", ';
    const fields = await refused(contender(store, 'b').lock.prove('init'));
    expect(fields.exit).toBe(EXIT.locked);
    expect(fields.next).toEqual(['flip-hub unlock --env stag']);
  });

  it('is inside alone among fifty that start at the same moment', async () => {
    const all = Array.from({ length: 50 }, (_, at) => contender(store, `r${at}`).lock);
    const ended = await Promise.allSettled(all.map((lock) => lock.prove('init')));
    expect(ended.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it('is inside alone among fifty that take over from the same dead run', async () => {
    await contender(store, 'dead', { who: GONE }).lock.prove('apply');
    const all = Array.from({ length: 50 }, (_, at) => contender(store, `r${at}`).lock);
    const ended = await Promise.allSettled(all.map((lock) => lock.prove('init')));
    expect(ended.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it('recognises its own lock when the answer to its taking was lost', async () => {
    const { lock } = contender(store, 'a');
    // The first attempt is stored, its answer lost; what is answered is the repetition, which finds a lock.
    const create = store.create;
    store.create = async (owner) => {
      store.create = create;
      await create(owner);
      return create(owner);
    };
    expect(await lock.prove('init')).toBe('held');
    expect(store.calls).toEqual(['ready', 'create', 'create', 'read']);
  });
});

describe('the owner of the lock', () => {
  it('that was overtaken is stopped at its next effect with exit 6, and every one after it', async () => {
    const first = contender(store, 'a', { who: ELSEWHERE });
    await first.lock.prove('plan');
    store.later(TIMES.takeover);
    await contender(store, 'b').lock.prove('init');
    for (const phase of ['apply', 'update-env']) {
      const fields = await refused(first.lock.prove(phase));
      expect(fields).toMatchObject({ code: 'lock-lost', exit: EXIT.locked });
      expect(fields.what).toContain('b@host');
    }
    expect(store.owner?.run).toBe('b');
  });

  it('whose lock was removed by force does not simply take it again', async () => {
    const { lock } = contender(store, 'a');
    await lock.prove('plan');
    store.text = undefined;
    expect((await refused(lock.prove('apply'))).code).toBe('lock-lost');
    expect(store.text).toBeUndefined();
  });

  it('does not take a heartbeat of its own holder for somebody else’s', async () => {
    const { lock } = contender(store, 'a');
    await lock.prove('apply');
    await store.replace({ ...(store.owner as NonNullable<typeof store.owner>), beat: 9 }, `v${store.version}`);
    expect(await lock.prove('apply')).toBe('held');
    expect(store.owner?.beat).toBe(10);
  });

  it('does not take a write of its own, whose answer was lost, for somebody else’s', async () => {
    const { lock } = contender(store, 'a');
    await lock.prove('plan');
    store.after = (call) => {
      store.after = () => {};
      if (call === 'replace') throw new Error('socket hang up');
    };
    await expect(lock.prove('apply')).rejects.toThrow('socket hang up');
    expect(await lock.prove('apply')).toBe('held');
  });

  it('begins nothing while the store cannot be asked, and goes on when it can', async () => {
    const { lock } = contender(store, 'a');
    await lock.prove('plan');
    store.before = () => {
      throw new Error('no network');
    };
    await expect(lock.prove('apply')).rejects.toThrow('no network');
    store.before = () => {};
    expect(await lock.prove('apply')).toBe('held');
  });

  it('with proofs and heartbeats at the same moment does not lose the lock to itself', async () => {
    const { lock } = contender(store, 'a');
    await lock.prove('init');
    await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? lock.beat() : lock.prove('apply'))));
    expect([lock.state, store.owner?.beat]).toEqual(['held', 21]);
  });

  it('gives nobody else’s lock back', async () => {
    const first = contender(store, 'a', { who: ELSEWHERE });
    await first.lock.prove('plan');
    store.later(TIMES.takeover);
    await contender(store, 'b').lock.prove('init');
    await first.lock.release();
    expect(store.owner?.run).toBe('b');
  });
});

describe('a resumed run', () => {
  it('takes its own lock on from the dead process, under the token its holder knows', async () => {
    await contender(store, 'a', { who: GONE }).lock.prove('apply');
    const token = store.owner?.token;
    const again = contender(store, 'a', { resuming: true, stillHeld: () => 'apply' });
    await again.lock.prove('apply');
    expect(store.owner).toMatchObject({ token, who: { pid: process.pid } });
    expect([again.asked, again.taken]).toEqual([[], []]);
  });

  it('keeps the lock when a holder that noticed nothing gives it back late', async () => {
    const dead = contender(store, 'a', { who: GONE });
    await dead.lock.prove('apply');
    await contender(store, 'a', { resuming: true }).lock.prove('apply');
    await dead.lock.release();
    expect(store.owner?.who.pid).toBe(process.pid);
  });

  it('on another machine waits and asks like everybody, for the first may still work there', async () => {
    await contender(store, 'a', { who: ELSEWHERE }).lock.prove('apply');
    const token = store.owner?.token;
    const again = contender(store, 'a', { resuming: true });
    expect((await refused(again.lock.prove('apply'))).code).toBe('locked');
    store.later(TIMES.takeover);
    await again.lock.prove('apply');
    expect(again.asked).toEqual(['a']);
    expect(store.owner?.token).not.toBe(token);
  });
});
