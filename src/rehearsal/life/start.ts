/** Starts a stand-in's daemon outside this process and waits until it is ready. Finds one that runs already. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { HubError, type HubErrorFields } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { Announcement } from '../daemon/announce.ts';
import { motoInputs } from '../moto/inputs.ts';
import { readState, type StandIn } from '../stand-in.ts';
import { findStandIn } from './find.ts';
import { clearStale } from './stale.ts';

interface StartOptions {
  /** The daemon's folder. One stand-in a folder. */
  dir: string;
  /** argv prefix of a program that calls `runStandInDaemon({ dir })` with its last argument as `dir`. */
  entry: readonly string[];
  signal?: AbortSignal;
  onNote?: (line: string) => void;
}

/** A live stand-in in that folder: the running one, else a new one. Throws HubError (exit 4) when it cannot start. */
export async function startStandIn(options: StartOptions): Promise<StandIn> {
  const running = await findStandIn(options.dir);
  if (running) return running;
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  await clearStale(options.dir);
  options.signal?.throwIfAborted();

  const log = join(options.dir, 'stand-in.log');
  const stderr = openSync(log, 'w', 0o600);
  const [file = process.execPath, ...args] = options.entry;
  const child = spawn(file, [...args, options.dir], {
    cwd: options.dir,
    detached: true,
    env: motoInputs(process.env),
    stdio: ['ignore', 'pipe', stderr],
  });
  closeSync(stderr);
  const stdout = child.stdout as Readable;
  const onAbort = () => child.kill('SIGTERM');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const failed = await new Promise<HubErrorFields | undefined>((resolve) => {
      const lines = createInterface({ input: stdout });
      lines.on('line', (line) => {
        const said = parse(line);
        if (said && 'note' in said) options.onNote?.(said.note);
        if (said && 'ready' in said) resolve(undefined);
        if (said && 'failed' in said) resolve(said.failed);
      });
      child.once('error', (error) => resolve(vanished(error.message, log)));
      child.once('close', (code, signal) => resolve(vanished(signal ?? `exit code ${code}`, log)));
    });
    options.signal?.throwIfAborted();
    if (failed) throw new HubError(failed);
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    stdout.destroy();
    child.unref();
  }
  const state = readState(options.dir);
  if (!state) throw new HubError(vanished('it said ready but left no state', log));
  for (const note of state.notes) options.onNote?.(note);
  return state;
}

function parse(line: string): Announcement | undefined {
  try {
    return JSON.parse(line) as Announcement;
  } catch {
    // something else printed to the daemon's standard output; only announcements matter
    return undefined;
  }
}

function vanished(why: string, log: string): HubErrorFields {
  return {
    code: 'rehearsal-not-started',
    who: 'bug',
    what: `the stand-in for AWS ended while it was starting: ${why}`,
    next: [`less ${log}`],
    exit: EXIT.bug,
    log,
  };
}
