import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dispatch } from '../../src/cli/dispatch.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { stateDirOf } from '../../src/engine/run/folder.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { fakePhase, refusal } from '../engine/graph/fake-graph.ts';
import { fakeRun } from '../engine/run/fake-run.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

const failing = fakePhase('apply', [], { run: () => Promise.reject(refusal({ what: 'no room in the account' })) });

/** A workspace with one run of each environment, the one of production failed. */
async function workspace() {
  const dir = ownFolder();
  writeFileSync(join(dir, '.env.stag'), '');
  const stag = await fakeRun(stateDirOf(dir, 'stag'), [fakePhase('init')]);
  const production = await fakeRun(stateDirOf(dir, 'production'), [failing], { env: 'production' });
  return { dir, stag: stag.result, production: production.result };
}

async function runs(dir: string, ...argv: string[]) {
  const io = fakeIo({ cwd: dir });
  const exit = await dispatch(['runs', ...argv], io);
  return { exit, out: io.out(), err: io.err() };
}

describe('what was run here', () => {
  it('lists every run of every environment with its outcome', async () => {
    const { dir, stag, production } = await workspace();
    const { exit, out } = await runs(dir);
    expect(exit).toBe(EXIT.done);
    expect(out).toMatch(new RegExp(`${stag.run} +stag +deploy +done`));
    expect(out).toMatch(new RegExp(`${production.run} +production +deploy +failed`));
    expect((await runs(dir, 'list', '--env', 'stag')).out).not.toContain(production.run);
  });

  it('gives scripts one object a line', async () => {
    const { dir, production } = await workspace();
    const rows = (await runs(dir, '--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual(
      expect.objectContaining({ run: production.run, env: 'production', outcome: 'failed', exit: 1 }),
    );
  });

  it('shows one run by its id or its short name, with what went wrong', async () => {
    const { dir, production } = await workspace();
    for (const id of [production.run, production.run.slice(-4)]) {
      const { exit, out } = await runs(dir, 'show', id);
      expect(exit).toBe(EXIT.done);
      expect(out).toContain('no room in the account');
    }
    const json = (await runs(dir, 'show', production.run, '--json')).out.trim().split('\n');
    expect(JSON.parse(json.at(-1) ?? '')).toMatchObject({ type: 'run-finished', outcome: 'failed' });
  });

  it('a run that was cut off, even in the middle of a line, is listed as such', async () => {
    const dir = ownFolder();
    const run = join(stateDirOf(dir, 'stag'), 'runs', '20260101T000000-cccc');
    mkdirSync(run, { recursive: true });
    const start = {
      v: 1,
      seq: 0,
      time: '2026-01-01T00:00:00.000Z',
      run: 'r',
      type: 'run-started',
      command: 'deploy',
      version: '1',
    };
    writeFileSync(join(run, 'events.jsonl'), `${JSON.stringify(start)}\n`);
    appendFileSync(join(run, 'events.jsonl'), '{"v":1,"se');
    expect((await runs(dir)).out).toContain('cut off or running');
  });

  it('none is no error; a run that does not exist is exit 2', async () => {
    const dir = ownFolder();
    writeFileSync(join(dir, '.env.stag'), '');
    expect(await runs(dir)).toMatchObject({ exit: EXIT.done, out: '', err: 'nothing was run here yet\n' });
    expect((await runs(dir, 'show', 'ffff')).exit).toBe(EXIT.usage);
    expect((await runs(dir, 'show')).exit).toBe(EXIT.usage);
    expect((await runs(dir, 'delete')).exit).toBe(EXIT.usage);
  });
});
