/**
 * `npm run soak`: what must hold every time, tried many times. Prints a table, writes soak-results/soak.json and the whole
 * output of every repetition beside it; exits 1 when one failed. `--only NAME` (repeatable), `--repetitions N`, `--list`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ROWS, type SoakRow } from './rows.ts';
import { type SoakResult, tableOf } from './table.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const RESULTS = join(ROOT, 'soak-results');

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    repetitions: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const unknown = (values.only ?? []).filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0) throw new Error(`--only takes ${ROWS.map((row) => row.name).join(', ')}`);
const given = values.repetitions === undefined ? undefined : Number(values.repetitions);
if (given !== undefined && (!Number.isInteger(given) || given < 1))
  throw new Error('--repetitions takes a whole number');
const rows = ROWS.filter((row) => values.only === undefined || values.only.includes(row.name));

if (values.list) {
  for (const row of rows) process.stdout.write(`${row.name} × ${row.repetitions}: ${row.what}\n`);
} else {
  mkdirSync(RESULTS, { recursive: true });
  const results: SoakResult[] = [];
  for (const row of rows) {
    results.push(await soak(row));
    // After every row, so that an interrupted soak leaves what it found.
    writeFileSync(join(RESULTS, 'soak.json'), `${JSON.stringify(report(results), null, 2)}\n`);
  }
  process.stdout.write(`${tableOf(results)}\nNode ${process.version}, ${cpus().length} processors\n`);
  if (results.some((result) => result.failed > 0)) process.exitCode = 1;
}

async function soak(row: SoakRow): Promise<SoakResult> {
  const times = given ?? row.repetitions;
  const result: SoakResult = { name: row.name, what: row.what, passed: 0, failed: 0, ms: [], logs: [] };
  for (let round = 0; round < times; round += 1) {
    const log = join(RESULTS, `${row.name}.${round}.log`);
    const began = performance.now();
    const exit = await repetition(row, round, log);
    result.ms.push(Math.round(performance.now() - began));
    if (exit === 0) {
      result.passed += 1;
      rmSync(log, { force: true });
    } else {
      result.failed += 1;
      result.logs.push(log);
    }
    process.stderr.write(`${row.name} ${round + 1} of ${times}: ${exit === 0 ? 'passed' : `FAILED, ${log}`}\n`);
  }
  return result;
}

async function repetition(row: SoakRow, round: number, log: string): Promise<number | null> {
  const child = spawn(process.execPath, row.argv, {
    cwd: ROOT,
    env: { ...process.env, ...row.env, FLIP_HUB_SOAK_ROUND: String(round) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const [exit] = (await once(child, 'close')) as [number | null];
  file.end();
  await once(file, 'close');
  return exit;
}

function report(results: readonly SoakResult[]) {
  return {
    node: process.version,
    machine: `${cpus().length} processors, ${cpus()[0]?.model ?? 'unknown'}`,
    load: loadavg(),
    at: new Date().toISOString(),
    results,
  };
}
