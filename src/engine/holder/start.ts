/**
 * Starting a holder and following it from another process: start, find, tail, interrupt, kill.
 * The follower only reads files and signals the holder; it may die at any moment without the held tool noticing.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../errors/hub-error.ts';
import { linesOf } from '../events/log-lines.ts';
import { WholeLines } from '../events/whole-lines.ts';
import type { Ears } from '../graph/phase.ts';
import { identityOf, isAlive } from '../process/identity.ts';
import { writeFileAtomic } from '../run/atomic-file.ts';
import {
  type HeldExit,
  type HeldRecord,
  type HeldStart,
  type HoldSpec,
  heldPaths,
  readHeldExit,
  readHeldRecord,
  readHeldStart,
} from './record.ts';

const POLL_MS = 40;
/** What is read at once. More would hold up the screen, less costs a turn of the loop too often. */
const READ_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** argv of the program that calls `hold()`: this same bundle with `__hold`. */
export type HolderEntry = readonly [file: string, ...args: string[]];

/** Starts a holder and resolves once its record is on disk. Throws when the holder itself cannot be started. */
export async function startHeld(
  entry: HolderEntry,
  spec: HoldSpec,
  ownEnv: Record<string, string>,
): Promise<HeldRecord> {
  mkdirSync(spec.dir, { recursive: true, mode: 0o700 });
  const paths = heldPaths(spec.dir, spec.name);
  for (const path of Object.values(paths)) rmSync(path, { force: true });
  const trouble = join(spec.dir, `${spec.name}.holder.err`);
  const stderr = openSync(trouble, 'w', 0o600);
  const [file, ...args] = entry;
  const child = spawn(file, args, { detached: true, cwd: spec.dir, env: ownEnv, stdio: ['pipe', 'pipe', stderr] });
  closeSync(stderr);
  // It holds nothing before it was told what; by then it is on record that it is there.
  const holder = child.pid === undefined ? undefined : identityOf(child.pid);
  if (holder) writeFileAtomic(paths.starting, JSON.stringify({ holder } satisfies HeldStart));
  const announced = await new Promise<string>((resolve) => {
    let text = '';
    const stdout = child.stdout;
    child.once('error', (cause) => resolve(cause.message));
    stdout?.setEncoding('utf8');
    stdout?.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    stdout?.once('close', () => resolve(text.trim()));
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(spec));
  });
  child.stdout?.destroy();
  child.unref();
  const record = readHeldRecord(spec.dir, spec.name);
  if (announced === 'held' && record) return record;
  throw new HubError({
    code: 'tool-failed',
    who: 'bug',
    what: `the holder of ${spec.name} did not start`,
    cause: [announced, readFileSync(trouble, 'utf8').trim().split('\n').slice(-3).join(' ')].filter(Boolean).join('; '),
    next: ['run the same command again', 'if it happens again, report it with the log'],
    log: trouble,
  });
}

export interface Followed {
  exit: HeldExit;
  record: HeldRecord;
}

export type FollowOptions = Ears & {
  dir: string;
  name: string;
  /** Undefined while there is room for more, else a wait for it; the tool itself never waits. */
  room?: () => Promise<void> | undefined;
  /** Aborting sends SIGINT to the held tool once and goes on following until it ends. */
  signal?: AbortSignal;
};

/** Is a holder with this name alive here and now, be it that it has only just started? */
export function isHeld(dir: string, name: string): boolean {
  const holder = readHeldRecord(dir, name)?.holder ?? readHeldStart(dir, name)?.holder;
  return holder !== undefined && readHeldExit(dir, name) === undefined && isAlive(holder);
}

/** The end of a tool: as its holder wrote it, or `lost` when the holder is gone without a word. */
export function endOf(dir: string, name: string): HeldExit | undefined {
  const exit = readHeldExit(dir, name);
  if (exit) return exit;
  const began = readHeldRecord(dir, name) ?? readHeldStart(dir, name);
  if (began === undefined || isAlive(began.holder)) return undefined;
  return readHeldExit(dir, name) ?? { exit: null, signal: null, endedAt: '', lost: true };
}

/** Names of everything that was ever held in this folder, or was about to be. */
export function recordedNames(dir: string): string[] {
  try {
    const records = readdirSync(dir).filter((file) => file.endsWith('.json'));
    return [...new Set(records.map((file) => file.replace(/(?:\.exit|\.starting)?\.json$/, '')))];
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

/** Is another tool than this one held in the folder? */
export const heldBeside = (dir: string, name: string): boolean =>
  recordedNames(dir).some((other) => other !== name && isHeld(dir, other));

/** Follows a held tool from its first line to its end. Throws when the holder vanished without writing an end. */
export async function followHeld(options: FollowOptions): Promise<Followed> {
  const { dir, name, signal, room } = options;
  const hear = earFor(options);
  while (readHeldRecord(dir, name) === undefined && isHeld(dir, name)) await sleep(POLL_MS);
  const record = readHeldRecord(dir, name);
  if (!record) throw vanished(name, 'there is no record of it');
  const paths = heldPaths(dir, name);
  const tails = [
    new Tail(paths.stdout, (lines) => hear('stdout', lines)),
    new Tail(paths.stderr, (lines) => hear('stderr', lines)),
  ];
  let interrupted = false;
  let moved = false;
  try {
    for (;;) {
      if (signal?.aborted === true && !interrupted) {
        interrupted = true;
        interruptHeld(record);
      }
      const full = room?.();
      if (full) {
        await unlessAborted(full, interrupted ? undefined : signal);
        continue;
      }
      // While it goes on talking nobody has to ask whether it ended.
      const asked = !moved;
      const exit = asked ? readHeldExit(dir, name) : undefined;
      // The end is read before the streams: whatever was written before it is then read completely.
      moved = tails.map((tail) => tail.advance()).some(Boolean);
      if (moved) {
        await turn();
      } else if (exit) {
        for (const tail of tails) tail.finish();
        return { exit, record };
      } else if (asked) {
        if (isAlive(record.holder)) await sleep(POLL_MS);
        else if (!readHeldExit(dir, name))
          throw vanished(name, `its holder (pid ${record.holder.pid}) is gone and left no end`);
      }
    }
  } finally {
    for (const tail of tails) tail.close();
  }
}

/** Lets the screen draw and keys and signals come in; a timer would cost a millisecond each time. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function unlessAborted(wait: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return wait;
  const aborted = Promise.withResolvers<void>();
  const onAbort = () => aborted.resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  await Promise.race([wait, aborted.promise]);
  signal.removeEventListener('abort', onAbort);
}

const earFor = (ears: Ears): NonNullable<Ears['onLines']> =>
  ears.onLines ??
  ((stream, lines) => {
    for (const line of linesOf(lines)) ears.onLine(stream, line);
  });

/** One SIGINT to the held tool's own group. */
export function interruptHeld(record: HeldRecord): void {
  signalHolder(record, 'SIGINT');
}

/** SIGKILL to the held tool's own group: state may be lost. */
export function killHeld(record: HeldRecord): void {
  signalHolder(record, 'SIGUSR2');
}

function signalHolder(record: HeldRecord, signal: NodeJS.Signals): void {
  if (!isAlive(record.holder)) return;
  try {
    process.kill(record.holder.pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

function vanished(name: string, why: string): HubError {
  return new HubError({
    code: 'tool-failed',
    who: 'environment',
    what: `${name} ended without saying how`,
    cause: `${why}; the machine may have been restarted, or something killed it`,
    next: ['run the same command with --resume: it looks at what is really there first'],
    tool: name,
  });
}

/** Reads what was appended to a file since the last call and hands out whole lines. */
class Tail {
  readonly #path: string;
  readonly #onLines: (lines: WholeLines) => void;
  /** What was read and not handed out yet. */
  #buffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  #length = 0;
  #file: number | undefined;

  constructor(path: string, onLines: (lines: WholeLines) => void) {
    this.#path = path;
    this.#onLines = onLines;
  }

  /** True when something new was read. */
  advance(): boolean {
    try {
      this.#file ??= openSync(this.#path, 'r');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw cause;
    }
    // A line longer than the buffer: room for as much again.
    if (this.#length === this.#buffer.length) this.#buffer = grown(this.#buffer);
    const read = readSync(this.#file, this.#buffer, this.#length, this.#buffer.length - this.#length, null);
    if (read === 0) return false;
    const before = this.#length;
    this.#length += read;
    const last = this.#buffer.subarray(before, this.#length).lastIndexOf(LINE_FEED);
    if (last !== -1) this.#hand(before + last + 1);
    return true;
  }

  finish(): void {
    if (this.#length === 0) return;
    const text = this.#buffer.toString('utf8', 0, this.#length);
    this.#length = 0;
    this.#onLines(WholeLines.of(`${text}\n`));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #hand(whole: number): void {
    try {
      this.#onLines(new WholeLines(this.#buffer.subarray(0, whole)));
    } finally {
      this.#buffer.copyWithin(0, whole, this.#length);
      this.#length -= whole;
      if (this.#length === 0 && this.#buffer.length > READ_BYTES) this.#buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    }
  }
}

function grown(buffer: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
  buffer.copy(larger);
  return larger;
}
