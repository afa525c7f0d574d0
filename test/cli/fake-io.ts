/** The process around a command, made of memory: streams that are or are not a terminal, variables, a folder. */
import { PassThrough } from 'node:stream';
import type { Io } from '../../src/commands/context.ts';

export interface FakeIo extends Io {
  /** Everything written so far. */
  out(): string;
  err(): string;
  /** Types a line on standard input. */
  type(line: string): void;
}

export function fakeIo(
  options: {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    terminal?: boolean | { stdin?: boolean; stdout?: boolean; stderr?: boolean };
  } = {},
): FakeIo {
  const { terminal = false } = options;
  const tty = typeof terminal === 'boolean' ? { stdin: terminal, stdout: terminal, stderr: terminal } : terminal;
  const stream = (isTTY: boolean | undefined) => {
    const text: string[] = [];
    const made = new PassThrough();
    made.on('data', (chunk: Buffer) => text.push(chunk.toString('utf8')));
    return { made: Object.assign(made, { isTTY: isTTY ?? false }), text: () => text.join('') };
  };
  const stdout = stream(tty.stdout);
  const stderr = stream(tty.stderr);
  const stdin = Object.assign(new PassThrough(), { isTTY: tty.stdin ?? false });
  return {
    stdin: stdin as unknown as Io['stdin'],
    stdout: stdout.made as unknown as Io['stdout'],
    stderr: stderr.made as unknown as Io['stderr'],
    env: options.env ?? {},
    cwd: options.cwd ?? '/',
    out: stdout.text,
    err: stderr.text,
    type: (line) => void stdin.write(`${line}\n`),
  };
}
