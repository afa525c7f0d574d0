/**
 * `npm run bench`: measures what an operator waits for, against the least it could take, and says what missed its target.
 * Prints a table, writes bench-results/bench.json, exits 1 when a target is missed (never with --report).
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Row } from './report/row.ts';
import { tableOf } from './report/table.ts';
import { doctor } from './rows/doctor.ts';
import { firstFrame } from './rows/first-frame.ts';
import { flood } from './rows/flood.ts';
import { lightStart } from './rows/light-start.ts';
import { rehearsal } from './rows/rehearsal.ts';
import { startUp } from './rows/start-up.ts';
import { tunnel } from './rows/tunnel.ts';
import { PACKAGE } from './world/sandbox.ts';

const RESULTS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'bench-results', 'bench.json');

const PARTS: Record<string, (runs: number) => Promise<Row[]> | Row[]> = {
  'light-start': lightStart,
  'start-up': startUp,
  'first-frame': firstFrame,
  doctor,
  flood,
  tunnel,
  rehearsal,
};
/** Minutes long, so it must be asked for. */
const USUAL = Object.keys(PARTS).filter((name) => name !== 'rehearsal');

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    report: { type: 'boolean', default: false },
    rehearsal: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
});
const runs = Number(values.runs);
const parts = values.only ?? (values.rehearsal ? Object.keys(PARTS) : USUAL);
const unknown = parts.filter((name) => !(name in PARTS));
if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1)
  throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}; --runs a whole number`);
if (!existsSync(join(PACKAGE, 'dist', 'main.js'))) throw new Error('there is nothing to measure yet: npm run build');

async function measure(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of parts) {
    process.stderr.write(`measuring ${name}\n`);
    rows.push(...((await PARTS[name]?.(runs)) ?? []));
  }
  return rows;
}

const loadBefore = loadavg();
const rows = await measure();
const report = {
  node: process.version,
  machine: `${cpus().length} processors, ${cpus()[0]?.model ?? 'unknown'}`,
  load: { before: loadBefore, after: loadavg() },
  rows,
};
mkdirSync(dirname(RESULTS), { recursive: true });
writeFileSync(RESULTS, `${JSON.stringify(report, null, 2)}\n`);
const load = [loadBefore, report.load.after].map(([one]) => one?.toFixed(2)).join(' before, ');
process.stdout.write(`${tableOf(rows)}\nNode ${report.node}, ${report.machine}, load ${load} after\n`);
if (!values.report && rows.some((row) => row.verdict === 'missed')) process.exitCode = 1;
