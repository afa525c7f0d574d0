/**
 * How long `doctor` takes beside the slowest single version command of the same machine: the checks run side by side, so
 * that the slowest one is all that anybody waits for. Tools that are not here are faked, and answer after a while.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../src/tools/process.ts';
import { SAMPLE } from '../../hub/env-file/sample.ts';
import { alternate } from '../measure/alternate.ts';
import { type Program, timeToEnd } from '../measure/spawned.ts';
import { compared, type Row } from '../report/row.ts';
import { BenchSandbox } from '../world/sandbox.ts';

const TARGET = 1.5;
/** `doctor` ends with 4 where something is missing, and on a machine of a bench something is. */
const ENDS = [0, 4];

/** Each with what it says, for where it is missing. */
const TOOLS: readonly (readonly [name: string, args: string[], says: string])[] = [
  ['aws', ['--version'], 'aws-cli/2.31.2 Python/3.13'],
  ['terraform', ['version'], 'Terraform v1.13.4'],
  ['python3', ['--version'], 'Python 3.13.1'],
  ['uv', ['--version'], 'uv 0.9.1'],
  ['ssh', ['-V'], 'OpenSSH_10.0p1'],
  ['git', ['--version'], 'git version 2.51.0'],
  ['npm', ['--version'], '11.6.0'],
  ['docker', ['--version'], 'Docker version 28.5.0'],
  ['gh', ['--version'], 'Logged in to github.com account octocat (keyring)'],
  ['session-manager-plugin', ['--version'], '1.2.707.0'],
];
/** What a tool that is not here takes: about what the AWS CLI does. */
const FAKE_S = 0.8;

export async function doctor(runs: number): Promise<Row[]> {
  using box = new BenchSandbox();
  const bin = join(box.dir, 'bin');
  mkdirSync(bin);
  for (const [name, , says] of TOOLS) {
    if (findProgram(name, process.env.PATH, box.workspace) !== undefined) continue;
    writeFileSync(join(bin, name), `#!/bin/sh\nsleep ${FAKE_S}\necho '${says}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(box.workspace, '.env.stag'), SAMPLE, { mode: 0o600 });
  const env = { ...box.env, PATH: `${bin}:${box.env.PATH}`, CHECKPOINT_DISABLE: '1' };
  const version = ([name, args]: (typeof TOOLS)[number]): Program => ({
    file: findProgram(name, env.PATH, box.workspace) ?? name,
    args,
    cwd: box.workspace,
    env,
  });
  const slowest = await slowestOf(TOOLS.map(version));
  const ours: Program = { ...box.flipHub('doctor', '--env', 'stag', '--plain'), env };
  const { stdout } = await timeToEnd(ours, ENDS);
  if (!/\d+ of \d+ fine/.test(stdout)) throw new Error(`doctor did not get to its end:\n${stdout}`);
  const result = await alternate(
    () => timeToEnd(ours, ENDS),
    () => timeToEnd(slowest, [0, 255]),
    runs,
  );
  return [compared('flip-hub doctor', [slowest.file, ...slowest.args].join(' '), result, TARGET)];
}

async function slowestOf(programs: readonly Program[]): Promise<Program> {
  let found: { program: Program; ms: number } | undefined;
  for (const program of programs) {
    // Twice: the first time its files come from the disk.
    await timeToEnd(program, [0, 255]);
    const { ms } = await timeToEnd(program, [0, 255]);
    if (found === undefined || ms > found.ms) found = { program, ms };
  }
  if (found === undefined) throw new Error('there is nothing to compare with');
  return found.program;
}
