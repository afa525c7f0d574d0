import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { anyEvent } from '../../../src/engine/events/schema.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { localLockPath } from '../../../src/engine/lock/local-lock.ts';
import { readCheckpoint } from '../../../src/engine/run/checkpoint.ts';
import { listRuns, PLAN_FILE } from '../../../src/engine/run/folder.ts';
import { executeRun } from '../../../src/engine/run/run.ts';
import { fakePhase, refusal } from '../graph/fake-graph.ts';
import { FakeHost, fakeRun, journalLines, runOptions } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

const talkative = fakePhase('init', [], {
  run: async (ctx) => {
    ctx.log('Initializing the backend...', 'stdout');
    ctx.log('a note');
    ctx.warn('state-not-ours', 'a warning');
    ctx.emit({ type: 'phase-progress', phase: ctx.phase, done: 1, total: 2 });
    return { provider: '6.1.0' };
  },
});

describe('a run that goes well', () => {
  it('ends done with exit 0, everything proven on disk, the lock given back and the host closed', async () => {
    const stateDir = ownFolder();
    const { result, host } = await fakeRun(stateDir, [talkative, fakePhase('plan', ['init'])]);
    expect(result).toMatchObject({ outcome: 'done', exit: EXIT.done, done: ['init', 'plan'], notDone: [] });
    expect(readCheckpoint(stateDir)).toMatchObject({
      run: result.run,
      open: false,
      phases: ['init', 'plan'],
      marks: { init: { outcome: 'done', evidence: { provider: '6.1.0' } }, plan: { outcome: 'done' } },
    });
    expect(existsSync(localLockPath(stateDir))).toBe(false);
    expect(host.closed).toBe(1);
    expect(readFileSync(join(result.dir, 'summary.md'), 'utf8')).toContain('outcome: done, exit 0');
  });

  it('says every event in the shape scripts rely on, numbered without a gap, on the host and in the journal', async () => {
    const { result, host } = await fakeRun(ownFolder(), [talkative]);
    for (const event of [...host.events, ...journalLines(result.dir)])
      expect(anyEvent.safeParse(event).error, JSON.stringify(event)).toBeUndefined();
    expect(host.events.map((event) => event.seq)).toEqual(host.events.map((_, at) => at));
    expect(host.events.at(0)?.type).toBe('run-started');
    expect(host.events.at(-1)?.type).toBe('run-finished');
  });

  it('log lines are in log.txt and on the host, not in events.jsonl', async () => {
    const { result, host } = await fakeRun(ownFolder(), [talkative]);
    const types = journalLines(result.dir).map((event) => event.type);
    expect(types).toEqual([
      'run-started',
      'phase-started',
      'warning',
      'phase-progress',
      'phase-finished',
      'run-finished',
    ]);
    expect(host.of('log').map((event) => event.line)).toEqual(['Initializing the backend...', 'a note']);
    expect(readFileSync(join(result.dir, 'log.txt'), 'utf8')).toContain('init  Initializing the backend...');
  });

  it('tells the host the whole graph before anything starts, so that the screen never grows', async () => {
    const { host } = await fakeRun(ownFolder(), [fakePhase('init'), fakePhase('plan', ['init'])]);
    expect(host.of('run-started')[0]).toMatchObject({
      command: 'deploy',
      env: 'stag',
      phases: [
        { id: 'init', needs: [] },
        { id: 'plan', needs: ['init'] },
      ],
    });
  });

  it('a later phase finds the evidence of an earlier one', async () => {
    let found: unknown;
    const plan = fakePhase('plan', ['init'], {
      run: async (ctx) => {
        found = ctx.evidence('init');
        return {};
      },
    });
    await fakeRun(ownFolder(), [talkative, plan]);
    expect(found).toEqual({ provider: '6.1.0' });
  });

  it('leaves no saved plan behind, of this run or an earlier one: plans hold secrets in the clear', async () => {
    const stateDir = ownFolder();
    const saving = fakePhase('plan', [], {
      run: async (ctx) => {
        writeFileSync(join(ctx.dir, PLAN_FILE), 'plan');
        return {};
      },
    });
    const failing = fakePhase('apply', ['plan'], { run: () => Promise.reject(refusal()) });
    const first = await fakeRun(stateDir, [saving, failing]);
    expect(existsSync(join(first.result.dir, PLAN_FILE))).toBe(true);
    const second = await fakeRun(stateDir, [saving]);
    expect(existsSync(join(first.result.dir, PLAN_FILE))).toBe(false);
    expect(existsSync(join(second.result.dir, PLAN_FILE))).toBe(false);
  });
});

describe('a run that fails', () => {
  it('ends with the code of what failed, the error on the host and in the journal, and what to type next', async () => {
    const stateDir = ownFolder();
    const failing = fakePhase('apply', [], {
      run: () => Promise.reject(refusal({ code: 'aws-quota', exit: EXIT.failed, next: ['ask for more'] })),
    });
    const { result, host } = await fakeRun(stateDir, [failing]);
    expect(result).toMatchObject({ outcome: 'failed', exit: EXIT.failed });
    expect(host.of('error')[0]).toMatchObject({ code: 'aws-quota', log: join(result.dir, 'log.txt') });
    expect(host.of('run-finished')[0]).toMatchObject({ outcome: 'failed', next: ['flip-hub deploy --resume'] });
    expect(readCheckpoint(stateDir)).toMatchObject({ open: true, marks: {} });
    expect(existsSync(localLockPath(stateDir))).toBe(false);
    expect(host.closed).toBe(1);
  });

  it('is kept when runs are tidied up, while older ones that went well go', async () => {
    const stateDir = ownFolder();
    const old = '20200101T000000-aaaa';
    mkdirSync(join(stateDir, 'runs', old), { recursive: true });
    const day = new Date(Date.now() - 10 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
    const ids = Array.from({ length: 22 }, (_, at) => `${day}T0000${String(at).padStart(2, '0')}-bbbb`);
    const finished = (outcome: string) =>
      `${JSON.stringify({ v: 1, seq: 0, time: '2026-01-01T00:00:00.000Z', run: 'r', type: 'run-finished', outcome, exit: 0, ms: 1 })}\n`;
    for (const [at, id] of ids.entries()) {
      mkdirSync(join(stateDir, 'runs', id), { recursive: true });
      writeFileSync(join(stateDir, 'runs', id, 'events.jsonl'), finished(at === 0 ? 'failed' : 'done'));
    }
    const { result } = await fakeRun(stateDir, [talkative]);
    expect(listRuns(stateDir)).toEqual([result.run, ...ids.slice(3).reverse(), ids[0]]);
  });

  it('a host that throws while drawing stops no deployment; the log says that it broke', async () => {
    const host = new FakeHost();
    host.onEvent = () => {
      throw new TypeError('cannot draw');
    };
    const { result } = await fakeRun(ownFolder(), [talkative, fakePhase('plan', ['init'])], {}, host);
    expect(result).toMatchObject({ outcome: 'done', done: ['init', 'plan'] });
    const log = readFileSync(join(result.dir, 'log.txt'), 'utf8');
    expect(log.match(/cannot draw/g)).toHaveLength(1);
  });

  it('a checkpoint that cannot be written at the end still closes the host: the terminal comes back', async () => {
    const stateDir = ownFolder();
    const host = new FakeHost();
    const spoiling = fakePhase('init', [], {
      run: async () => {
        rmSync(join(stateDir, 'checkpoint.json'));
        mkdirSync(join(stateDir, 'checkpoint.json'));
        return {};
      },
    });
    const { result } = await fakeRun(stateDir, [spoiling, fakePhase('plan', ['init'])], {}, host);
    expect(result).toMatchObject({ outcome: 'failed', exit: EXIT.precondition, done: [] });
    expect(host.closed).toBe(1);
    expect(host.of('run-finished')).toHaveLength(1);
    expect(existsSync(localLockPath(stateDir))).toBe(false);
  });

  it('a state folder that cannot be made stops the run before it begins, in words', async () => {
    const file = join(ownFolder(), 'file');
    writeFileSync(file, '');
    const host = new FakeHost();
    await expect(fakeRun(join(file, 'stag'), [talkative], {}, host)).rejects.toBeInstanceOf(HubError);
    expect(host.events).toEqual([]);
  });

  it('a host that cannot be made gives the lock back', async () => {
    const stateDir = ownFolder();
    const options = runOptions(stateDir, [talkative], new FakeHost(), {
      host: () => Promise.reject(new Error('no terminal')),
    });
    await expect(executeRun(options)).rejects.toThrow('no terminal');
    expect(existsSync(localLockPath(stateDir))).toBe(false);
  });
});

describe('a run that is answered no', () => {
  const asking = fakePhase('apply', [], {
    run: async (ctx) => {
      await ctx.confirm({ id: 'apply', level: 'moderate', subject: 'Apply?', typed: [], because: [] });
      return { applied: true };
    },
  });

  it('is declined with exit 5, changes nothing and keeps no plan', async () => {
    const stateDir = ownFolder();
    const { result, host } = await fakeRun(stateDir, [asking]);
    expect(result).toMatchObject({ outcome: 'declined', exit: EXIT.declined, notDone: ['apply'] });
    expect(host.questions).toMatchObject([{ id: 'apply', phase: 'apply', flag: '--yes' }]);
    expect(host.of('confirmation')[0]).toMatchObject({ answer: 'no', by: 'operator' });
  });

  it('goes on with a yes, and with the flag without being asked', async () => {
    const host = new FakeHost();
    host.answer = async () => ({ yes: true, by: 'operator' });
    expect((await fakeRun(ownFolder(), [asking], {}, host)).result.exit).toBe(EXIT.done);
    const flagged = await fakeRun(ownFolder(), [asking], { answers: { yes: true, confirm: [] } });
    expect(flagged.result.exit).toBe(EXIT.done);
    expect(flagged.host.questions).toEqual([]);
  });
});
