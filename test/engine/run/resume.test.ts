import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import { readCheckpoint } from '../../../src/engine/run/checkpoint.ts';
import { fakePhase, refusal } from '../graph/fake-graph.ts';
import { fakeRun, journalLines } from './fake-run.ts';
import { ownFolder } from './own-folder.ts';

/** Phases whose effect is a file; the second fails until it is allowed. */
function world() {
  const dir = ownFolder();
  const runs: string[] = [];
  let broken = true;
  const effect = (id: string, needs: string[], reads: string[] = []) =>
    fakePhase(id, needs, {
      reads,
      prove: async () => (existsSync(join(dir, 'runs')) ? 'proven' : 'not done'),
      run: async (ctx) => {
        if (id === 'apply' && broken) throw refusal();
        runs.push(id);
        return { at: ctx.dir };
      },
    });
  return {
    stateDir: dir,
    runs,
    mend: () => {
      broken = false;
    },
    graph: [effect('init', [], ['bucket']), effect('plan', ['init'], ['tag']), effect('apply', ['plan'])],
  };
}

describe('a run that is resumed', () => {
  it('is the same run: same id, same folder, one journal numbered on', async () => {
    const { stateDir, graph, mend, runs } = world();
    const first = await fakeRun(stateDir, graph);
    expect(first.result.exit).toBe(EXIT.failed);
    mend();
    const second = await fakeRun(stateDir, graph, { resume: true });
    expect(second.result).toMatchObject({ outcome: 'done', run: first.result.run, dir: first.result.dir });
    const lines = journalLines(second.result.dir);
    expect(lines.filter((line) => line.type === 'run-started')).toHaveLength(2);
    const seqs = lines.map((line) => line.seq as number);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(runs).toEqual(['init', 'plan', 'apply']);
    expect(readCheckpoint(stateDir)?.open).toBe(false);
  });

  it('proves what is done instead of repeating it, and says so', async () => {
    const { stateDir, graph, mend } = world();
    await fakeRun(stateDir, graph);
    mend();
    const { host } = await fakeRun(stateDir, graph, { resume: true });
    expect(host.of('phase-finished').map(({ phase, outcome }) => `${phase} ${outcome}`)).toEqual([
      'init proven',
      'plan proven',
      'apply done',
    ]);
  });

  it('repeats exactly the phases whose inputs were changed since', async () => {
    const { stateDir, graph, mend, runs } = world();
    await fakeRun(stateDir, graph, { inputsOf: (keys) => `${keys.join()}=1` });
    mend();
    runs.length = 0;
    await fakeRun(stateDir, graph, {
      resume: true,
      inputsOf: (keys) => (keys.includes('tag') ? 'tag=2' : `${keys.join()}=1`),
    });
    expect(runs).toEqual(['plan', 'apply']);
  });

  it('of another command, or after a run that finished, is refused before anything is touched', async () => {
    const { stateDir, graph, mend } = world();
    await fakeRun(stateDir, graph);
    await expect(fakeRun(stateDir, graph, { resume: true, command: 'plan' })).rejects.toMatchObject({
      fields: { code: 'nothing-to-resume', exit: EXIT.usage },
    });
    mend();
    await fakeRun(stateDir, graph, { resume: true });
    await expect(fakeRun(stateDir, graph, { resume: true })).rejects.toMatchObject({
      fields: { code: 'nothing-to-resume' },
    });
  });

  it('without --resume starts anew and believes no mark', async () => {
    const { stateDir, graph, mend, runs } = world();
    const first = await fakeRun(stateDir, graph);
    mend();
    runs.length = 0;
    const second = await fakeRun(stateDir, graph);
    expect(second.result.run).not.toBe(first.result.run);
    expect(runs).toEqual(['init', 'plan', 'apply']);
  });

  it('tells a phase that it resumes, so that it looks for what was left behind', async () => {
    const stateDir = ownFolder();
    const seen: boolean[] = [];
    const phase = fakePhase('apply', [], {
      run: async (ctx) => {
        seen.push(ctx.resuming);
        if (!ctx.resuming) throw refusal();
        return {};
      },
    });
    await fakeRun(stateDir, [phase]);
    await fakeRun(stateDir, [phase], { resume: true });
    expect(seen).toEqual([false, true]);
  });
});
