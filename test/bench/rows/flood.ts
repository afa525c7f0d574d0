/**
 * A tool that prints a million lines: held, redacted, written and followed line by line, beside the same tool into
 * `cat > file`. What an operator waits for when a provider is set to trace.
 */
import { join } from 'node:path';
import { followHeld, startHeld } from '../../../src/engine/holder/start.ts';
import { alternate, type Sample } from '../measure/alternate.ts';
import { timeToEnd } from '../measure/spawned.ts';
import { compared, type Row } from '../report/row.ts';
import { FLOOD_PROGRAM, floodSecrets, LINES } from '../world/flood.ts';
import { BenchSandbox, PACKAGE } from '../world/sandbox.ts';

export async function flood(runs: number): Promise<Row[]> {
  using box = new BenchSandbox();
  const result = await alternate(
    () => held(box),
    () => {
      const line = `"${process.execPath}" "${FLOOD_PROGRAM}" | cat > "${join(box.dir, 'flood.txt')}"`;
      return timeToEnd({ file: '/bin/sh', args: ['-c', line], cwd: box.dir, env: box.env });
    },
    runs,
    1,
  );
  // The holder's time is nobody's child's, and following happens in this process: only the clock sees all of it.
  const clock = { ...result, cpuRatio: undefined };
  const row = compared('a million lines, held, redacted, followed', 'the same child into cat > file', clock);
  const rate = Math.round(LINES / result.ours.ms);
  return [{ ...row, note: `${floodSecrets().length} secrets; ${rate} thousand lines a second` }];
}

/** Throws when a line is missing or a secret came through. */
async function held(box: BenchSandbox): Promise<Sample> {
  const dir = join(box.dir, 'held');
  const secrets = floodSecrets();
  const started = performance.now();
  await startHeld(
    [process.execPath, join(PACKAGE, 'dist', 'main.js'), '__hold'],
    {
      dir,
      name: 'flood',
      file: process.execPath,
      args: [FLOOD_PROGRAM],
      cwd: box.dir,
      env: box.env,
      secrets: secrets.map((value, i) => ({ label: `SECRET_${i}`, value })),
    },
    box.env,
  );
  let lines = 0;
  const telling: string[] = [];
  const { exit } = await followHeld({
    dir,
    name: 'flood',
    onLine: (_, line) => {
      lines += 1;
      if (line.startsWith('the value is')) telling.push(line);
    },
  });
  const ms = performance.now() - started;
  const leaked = telling.filter((line) => secrets.some((secret) => line.includes(secret)));
  if (exit.exit !== 0 || lines !== LINES || telling.length === 0 || leaked.length > 0)
    throw new Error(`exit ${exit.exit}, ${lines} lines, ${leaked.length} of ${telling.length} secrets came through`);
  return { ms };
}
