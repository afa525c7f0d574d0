/**
 * `npm test`: installs, builds, checks, and runs every test: the quick ones, then those with real Terraform side by
 * side. Ends with one plain line of counts taken from the runner's own reports.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { node, prepare, root } from './prepare.mjs';

prepare();
const reports = join(root, 'test-results');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${join(root, 'node_modules', 'node', 'bin')}:${bin}:${process.env.PATH}` };
const only = process.argv.slice(2);
let failed = false;

if (only.length === 0) {
  for (const [name, args] of [
    ['types', [join(bin, 'tsc'), '-p', '.']],
    ['lint and format', [join(bin, 'biome'), 'check', '.']],
    ['imports', [join(bin, 'depcruise'), '--config', '.dependency-cruiser.json', 'src']],
    ['generated documentation', [node, join('scripts', 'docs.ts'), '--check']],
    ['dead code and dependencies', [join(bin, 'knip')]],
  ]) {
    process.stdout.write(`\n— ${name}\n`);
    if (spawnSync(args[0], args.slice(1), { cwd: root, stdio: 'inherit', env }).status !== 0) failed = true;
  }
}

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const project of only.length === 0 ? ['unit', 'rehearsal'] : only) {
  process.stdout.write(`\n— tests: ${project}\n`);
  const report = join(reports, `${project}.json`);
  const { status } = spawnSync(
    node,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: 'inherit', env },
  );
  if (status !== 0) failed = true;
  if (!existsSync(report)) continue;
  const result = JSON.parse(readFileSync(report, 'utf8'));
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped += result.numPendingTests + result.numTodoTests;
}

if (counts.passed === 0) failed = true;
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = failed ? 1 : 0;
