/** One program without a terminal, timed from its start to its end. */
import { spawn } from 'node:child_process';
import type { Sample } from './alternate.ts';

export interface Program {
  file: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
}

/** Throws when it ends with anything but 0, or what else counts as an end. */
export function timeToEnd(program: Program, ends: readonly number[] = [0]): Promise<Sample & { stdout: string }> {
  const { file, args, cwd, env } = program;
  const started = performance.now();
  const child = spawn(file, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code !== null && ends.includes(code)) resolve({ ms: performance.now() - started, stdout });
      else reject(new Error(`${[file, ...args].join(' ')} ended with ${code ?? signal}`));
    });
  });
}
