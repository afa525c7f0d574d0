/**
 * A workspace as it looks after months: two environments, one deployed and one cut off, fifty runs with journals of a
 * few hundred events, and the checkpoints. What it holds is what a first deployment writes, made up without one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';
import type { EventBody, HubEvent } from '../../../src/engine/events/types.ts';
import { type Checkpoint, writeCheckpoint } from '../../../src/engine/run/checkpoint.ts';
import { makeRunDir, runsDirOf, stateDirOf } from '../../../src/engine/run/folder.ts';

const RUNS = 25;
const RESOURCES = 166;
const HOUR_MS = 3_600_000;
const PHASES = ['github-login', 'aws-login', 'init', 'import-persistent', 'plan', 'apply', 'update-env'];

/** What the home screen must say of it. */
export const STATES = ['stag', 'deploy finished 3 h ago', 'production', 'deploy stopped after "plan"'] as const;

export function makeWorkspace(dir: string, now: Date): { runs: number; events: number } {
  let events = 0;
  for (const name of ['stag', 'production'] as const) {
    const environment = ENVIRONMENTS[name];
    writeFileSync(join(dir, environment.envFile), 'AWS_REGION=eu-west-2\n', { mode: 0o600 });
    const stateDir = stateDirOf(dir, name);
    mkdirSync(runsDirOf(stateDir), { recursive: true });
    let run = '';
    for (let age = RUNS; age > 0; age -= 1) {
      const at = new Date(now.getTime() - age * (name === 'stag' ? 3 : 48) * HOUR_MS);
      run = `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}-${(0x1000 + age).toString(16)}`;
      events += writeJournal(makeRunDir(stateDir, run), run, name, at);
    }
    writeCheckpoint(stateDir, checkpoint(run, now, name === 'stag' ? PHASES.length : 5, name === 'stag' ? 3 : 48));
  }
  return { runs: RUNS * 2, events };
}

function checkpoint(run: string, now: Date, done: number, hoursAgo: number): Checkpoint {
  const at = new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString();
  return {
    v: 1,
    run,
    command: 'deploy',
    version: '0.1.0',
    phases: PHASES,
    marks: Object.fromEntries(
      PHASES.slice(0, done).map((phase) => [
        phase,
        { outcome: 'done', at, evidence: { phase }, inputs: 'f'.repeat(24) },
      ]),
    ),
    open: done < PHASES.length,
  };
}

function writeJournal(dir: string, run: string, env: string, at: Date): number {
  const bodies = PHASES.flatMap((phase): EventBody[] => [
    { type: 'phase-started', phase },
    ...(phase === 'apply' ? resources(phase) : []),
    { type: 'phase-finished', phase, outcome: 'done', ms: 1000, evidence: {} },
  ]);
  const all: EventBody[] = [
    { type: 'run-started', command: 'deploy', env, version: '0.1.0' },
    ...bodies,
    { type: 'run-finished', outcome: 'done', exit: 0, ms: 60_000 },
  ];
  const lines = all.map((body, seq) => JSON.stringify({ v: 1, seq, time: at.toISOString(), run, ...body } as HubEvent));
  writeFileSync(join(dir, 'events.jsonl'), `${lines.join('\n')}\n`, { mode: 0o600 });
  return lines.length;
}

const resources = (phase: string): EventBody[] =>
  Array.from({ length: RESOURCES }, (_, i) => `module.data.aws_s3_bucket.number_${i}`).flatMap(
    (address): EventBody[] => [
      { type: 'resource', phase, address, action: 'create', state: 'started' },
      { type: 'resource', phase, address, action: 'create', state: 'done', ms: 800, id: `id-${address}` },
    ],
  );
