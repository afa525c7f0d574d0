/**
 * The one door for outside programs. Own process group (Ctrl-C of the terminal never reaches a child unasked),
 * SIGINT before anything harder, an environment that is built and not inherited, UTF-8 whole across chunks.
 * Long tools that must outlive the screen go through a holder instead.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { constants as signalNumbers } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';

export interface ProgramCall {
  /** Absolute path; find it with `findProgram`. */
  file: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  /** Text for standard input; none by default. */
  input?: string;
  /** Aborting sends SIGINT to the group, and SIGKILL `graceMs` later. */
  signal?: AbortSignal;
  /** Milliseconds after which the program gets SIGINT, then SIGKILL. Reading calls should have one. */
  timeoutMs?: number;
  graceMs?: number;
  /** Largest output kept, bytes; beyond it the call fails instead of losing text silently. Default 256 MiB. */
  maxBytes?: number;
}

export interface ProgramResult {
  /** Null when a signal ended it. */
  exit: number | null;
  signal: string | undefined;
  stdout: string;
  stderr: string;
  timedOut: boolean;
  stopped: boolean;
}

const GRACE_MS = 10_000;
const MAX_BYTES = 256 * 1024 * 1024;

/** Runs a program to its end. A failing exit is a result, not a throw; throws when it cannot be started or says more than is kept. */
export async function runProgram(call: ProgramCall): Promise<ProgramResult> {
  const { execa } = await import('execa');
  const maxBytes = call.maxBytes ?? MAX_BYTES;
  const child = execa(call.file, call.args, {
    cwd: call.cwd,
    env: call.env,
    extendEnv: false,
    detached: true,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: maxBytes,
    ...(call.input === undefined ? { stdin: 'ignore' as const } : { input: call.input }),
  });
  let timedOut = false;
  let stopped = false;
  let tooMuch = false;
  let hard: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child.pid, 'SIGINT');
    hard ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), call.graceMs ?? GRACE_MS);
  };
  const timer =
    call.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, call.timeoutMs);
  const onAbort = () => {
    stopped = true;
    stop();
  };
  for (const stream of [child.stdout, child.stderr]) {
    let bytes = 0;
    stream?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes || tooMuch) return;
      tooMuch = true;
      stop();
    });
  }
  call.signal?.addEventListener('abort', onAbort, { once: true });
  if (call.signal?.aborted === true) onAbort();
  try {
    const result = await child;
    if (result.exitCode === undefined && result.signal === undefined)
      throw cannotStart(call.file, result.cause ?? result);
    if (tooMuch) throw saidTooMuch(call.file, maxBytes);
    return {
      exit: result.exitCode ?? null,
      signal: result.signal,
      stdout: String(result.stdout ?? ''),
      stderr: String(result.stderr ?? ''),
      timedOut,
      stopped,
    };
  } finally {
    clearTimeout(timer);
    clearTimeout(hard);
    // Who was asked to end has ended; what it started must not stay behind.
    if (hard !== undefined) signalGroup(child.pid, 'SIGKILL');
    call.signal?.removeEventListener('abort', onAbort);
  }
}

export interface LongCall {
  /** Absolute path; find it with `findProgram`. */
  file: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
}

export interface RunningProgram {
  /** Each line of its standard output and error, without its end; lines from before somebody listened are kept. */
  onLine(listener: (line: string) => void): void;
  /** Settles when it has ended, however; never rejects. */
  ended: Promise<{ exit: number | null; signal: string | undefined }>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a program that stays, in a group of its own, its standard input a pipe that ends with this process. */
export function startProgram(call: LongCall): RunningProgram {
  const child = spawn(call.file, call.args, { cwd: call.cwd, env: call.env, detached: true, stdio: 'pipe' });
  const early: string[] = [];
  let listener: ((line: string) => void) | undefined;
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) =>
      listener === undefined ? early.push(line) : listener(line),
    );
  // It may end before its input does.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ exit: number | null; signal: string | undefined }>((resolve) => {
    child.once('error', () => resolve({ exit: null, signal: undefined }));
    // What it left in its group must not stay behind; at once, since that holds the pipes whose end is awaited.
    child.once('exit', () => signalGroup(child.pid, 'SIGKILL'));
    child.once('close', (exit, signal) => resolve({ exit, signal: signal ?? undefined }));
  });
  return {
    ended,
    onLine(next) {
      listener = next;
      for (const line of early.splice(0)) next(line);
    },
    signal: (name) => (name === 'SIGKILL' ? signalGroup(child.pid, name) : void child.kill(name)),
  };
}

/**
 * Runs a program on this very terminal, in its foreground: keys, size and signals are its own until it ends. Resolves with
 * its exit code, 128 + n for signal n as a shell says it. Throws `tool-missing` when it cannot be started.
 */
export function runInTerminal(call: LongCall): Promise<number> {
  const ignored = () => undefined;
  // Ctrl-C reaches the whole foreground group: it is meant for the child.
  for (const name of TERMINAL_SIGNALS) process.on(name, ignored);
  return new Promise<number>((resolve, reject) => {
    const child = spawn(call.file, call.args, { cwd: call.cwd, env: call.env, stdio: 'inherit' });
    const passOn = (name: NodeJS.Signals) => child.kill(name);
    for (const name of PASSED_ON) process.on(name, passOn);
    const over = () => {
      for (const name of PASSED_ON) process.off(name, passOn);
      for (const name of TERMINAL_SIGNALS) process.off(name, ignored);
    };
    child.once('error', (cause) => {
      over();
      reject(cannotStart(call.file, cause));
    });
    child.once('close', (exit, signal) => {
      over();
      resolve(exit ?? 128 + (signal === null ? 0 : signalNumbers.signals[signal]));
    });
  });
}

const TERMINAL_SIGNALS = ['SIGINT', 'SIGQUIT'] as const;
const PASSED_ON = ['SIGTERM', 'SIGHUP'] as const;

/**
 * The absolute path of a program on PATH, or undefined. Relative PATH entries and the current folder are never
 * searched, so that a file dropped into a workspace cannot become a tool.
 */
export function findProgram(name: string, path: string | undefined, cwd: string): string | undefined {
  for (const folder of (path ?? '').split(delimiter)) {
    if (!isAbsolute(folder) || resolve(folder) === resolve(cwd)) continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile() && realpathSync(folder) !== realpathSync(cwd)) return file;
    } catch {
      // Not here: the next folder is tried.
    }
  }
  return undefined;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

function saidTooMuch(file: string, maxBytes: number): HubError {
  return new HubError({
    code: 'tool-failed',
    who: 'tool',
    what: `${file} wrote more than ${maxBytes} bytes, which is more than can be read safely`,
    next: ['look at what it prints by running it yourself'],
    tool: file,
  });
}

function cannotStart(file: string, cause: unknown): HubError {
  return new HubError(
    {
      code: 'tool-missing',
      who: 'environment',
      what: `${file} cannot be started: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      next: [`ls -l ${file}`, 'install it again'],
      exit: EXIT.precondition,
      tool: file,
    },
    { cause },
  );
}
