import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  listRuns,
  makeRunDir,
  newRunId,
  PLAN_FILE,
  pruneRuns,
  removeLeftoverPlans,
  runDirOf,
  runsDirOf,
  shortRunId,
} from '../../../src/engine/run/folder.ts';
import { ownFolder } from './own-folder.ts';

const DAY = 86_400_000;
const NOW = new Date('2026-11-23T20:15:01Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);

/** Runs of one a day, the newest today; ids from the newest to the oldest. */
function daily(stateDir: string, count: number): string[] {
  const ids = Array.from({ length: count }, (_, day) => newRunId(daysAgo(day)));
  for (const id of ids) makeRunDir(stateDir, id);
  return ids;
}

describe('run ids', () => {
  it('sort as they happened, whatever their random end: `runs list` shows the newest first', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        fc.integer({ min: 1000, max: 10_000 * DAY }),
        (first, later) => newRunId(first) < newRunId(new Date(first.getTime() + later)),
      ),
    );
  });

  it('sort by time within a second, or the newest of two quick runs is a matter of chance', () => {
    const at = (ms: number) => newRunId(new Date(Date.UTC(2026, 10, 23, 20, 15, 1, ms)));
    for (let i = 0; i < 50; i += 1) expect(at(1) < at(2)).toBe(true);
  });

  it('end in the short name that the screen shows', () => {
    const id = newRunId(NOW);
    expect(id).toMatch(/^20261123T201501000-[0-9a-f]{4}$/);
    expect(id.endsWith(shortRunId(id))).toBe(true);
    expect(shortRunId(id)).toHaveLength(4);
  });
});

describe('the folders of runs', () => {
  it('are for their owner only: plans and logs of a hospital network lie in them', () => {
    const dir = makeRunDir(ownFolder(), newRunId(NOW));
    for (const folder of [dir, join(dir, 'held')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('are listed newest first; none is no error', () => {
    const stateDir = ownFolder();
    expect(listRuns(stateDir)).toEqual([]);
    const ids = daily(stateDir, 3);
    writeFileSync(join(runsDirOf(stateDir), 'note.txt'), '');
    expect(listRuns(stateDir)).toEqual(ids);
  });
});

describe('tidying up', () => {
  it('keeps the last twenty whatever their outcome, and removes older ones that went well', () => {
    const stateDir = ownFolder();
    const ids = daily(stateDir, 25);
    pruneRuns(stateDir, NOW, () => false, new Set());
    expect(listRuns(stateDir)).toEqual(ids.slice(0, 20));
  });

  it('keeps every failed run of ninety days: its log is what explains the failure', () => {
    const stateDir = ownFolder();
    const ids = daily(stateDir, 100);
    pruneRuns(stateDir, NOW, () => true, new Set());
    expect(listRuns(stateDir)).toEqual(ids.slice(0, 91));
  });

  it('asks of each run whether it failed, not of all together', () => {
    const stateDir = ownFolder();
    const ids = daily(stateDir, 30);
    const failed = ids[27] ?? '';
    pruneRuns(stateDir, NOW, (run) => run === failed, new Set());
    expect(listRuns(stateDir)).toEqual([...ids.slice(0, 20), failed]);
  });

  it('never removes the run that is going on, however old it is', () => {
    const stateDir = ownFolder();
    const ids = daily(stateDir, 25);
    const own = ids[24] ?? '';
    pruneRuns(stateDir, NOW, () => false, new Set([own]));
    expect(existsSync(runDirOf(stateDir, own))).toBe(true);
  });

  it('removes saved plans, which hold secrets in the clear, but not the one an open run still needs', () => {
    const stateDir = ownFolder();
    const ids = daily(stateDir, 3);
    for (const id of ids) {
      writeFileSync(join(runDirOf(stateDir, id), PLAN_FILE), 'plan');
      mkdirSync(join(runDirOf(stateDir, id), 'root'));
    }
    removeLeftoverPlans(stateDir, ids[1]);
    expect(ids.map((id) => existsSync(join(runDirOf(stateDir, id), PLAN_FILE)))).toEqual([false, true, false]);
    expect(ids.every((id) => readdirSync(runDirOf(stateDir, id)).includes('root'))).toBe(true);
    removeLeftoverPlans(stateDir, undefined);
    expect(existsSync(join(runDirOf(stateDir, ids[1] ?? ''), PLAN_FILE))).toBe(false);
  });
});
