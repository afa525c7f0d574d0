/** What OpenSSH itself makes of a configuration file for one host (`ssh -G`). Connects to nothing. */
import { type ProgramResult, runProgram } from '../process.ts';
import { effectiveArgv } from './argv.ts';

export type Effective =
  | { readable: true /** First value of each keyword, keywords in lower case. */; values: Map<string, string> }
  /** ssh refuses the file; in its words. */
  | { readable: false; said: string };

const PATIENCE_MS = 10_000;

export async function effectiveConfig(call: {
  ssh: string;
  configFile: string;
  alias: string;
  cwd: string;
  env: Record<string, string>;
  signal?: AbortSignal;
}): Promise<Effective> {
  const result = await runProgram({
    file: call.ssh,
    args: effectiveArgv(call.configFile, call.alias),
    cwd: call.cwd,
    env: call.env,
    timeoutMs: PATIENCE_MS,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  return result.exit === 0
    ? { readable: true, values: valuesOf(result.stdout) }
    : { readable: false, said: saidBy(result) };
}

export function valuesOf(stdout: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    const space = line.indexOf(' ');
    const keyword = space === -1 ? line : line.slice(0, space);
    if (keyword !== '' && !values.has(keyword)) values.set(keyword, space === -1 ? '' : line.slice(space + 1));
  }
  return values;
}

const saidBy = (result: ProgramResult): string =>
  result.timedOut
    ? `ssh did not answer within ${PATIENCE_MS / 1000} seconds`
    : (result.stderr.trim().split('\n')[0] ?? `exit ${result.exit}`);
