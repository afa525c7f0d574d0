/**
 * The holder: a small detached process that owns the pipes of one long tool, so that a killed screen never kills an
 * apply (a Terraform whose stdout breaks dies without writing its state). Redacts, writes the streams, and records the end.
 * SIGINT and SIGTERM become one SIGINT to the tool's own group; SIGUSR2 kills the group; SIGHUP is ignored.
 */
import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { identityOf, ownIdentity } from '../process/identity.ts';
import { goBehind } from '../process/priority.ts';
import { createLineRedactor } from '../redaction/lines.ts';
import { writeFileAtomic } from '../run/atomic-file.ts';
import { writeText } from '../run/write-text.ts';
import { Secret } from '../secret.ts';
import { type HeldExit, type HeldRecord, type HoldSpec, heldPaths } from './record.ts';
import { reserveEnd, writeEnd } from './reserved-end.ts';

/** Of this process alone, the tool keeps its own: in a flood the screen that follows goes before what it follows. */
const BEHIND_THE_SCREEN = 19;

/** What keeps the run lock while a holder works: made by the program, because the engine knows no store. */
export type KeepLock = (note: string, spec: HoldSpec, onLost: () => void) => { end(): Promise<void> };

/** Runs one holder to the end of its child. `announce` is called once, when the record is on disk. */
export async function hold(
  spec: HoldSpec,
  announce: (record: HeldRecord) => void,
  keepLock?: KeepLock,
): Promise<HeldExit> {
  mkdirSync(spec.dir, { recursive: true, mode: 0o700 });
  const paths = heldPaths(spec.dir, spec.name);
  const secrets = spec.secrets.map(({ label, value }) => new Secret(value, label));
  reserveEnd(paths.exit);
  const child = spawn(spec.file, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  goBehind(BEHIND_THE_SCREEN);
  let ended = false;
  // Until the pipes are closed somebody of the group is there, even when the tool itself has gone.
  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid === undefined || ended) return;
    try {
      process.kill(-child.pid, signal);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
    }
  };
  process.on('SIGINT', () => signalGroup('SIGINT'));
  process.on('SIGTERM', () => signalGroup('SIGINT'));
  process.on('SIGHUP', () => {});
  process.on('SIGUSR2', () => {
    signalGroup('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) return;
    // Whoever still has the pipes left the group: nothing of the tool itself will come any more.
    child.stdout.destroy();
    child.stderr.destroy();
  });

  const record: HeldRecord = {
    name: spec.name,
    holder: ownIdentity(),
    argv: [spec.file, ...spec.args],
    startedAt: new Date().toISOString(),
  };
  const childIdentity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (childIdentity) record.child = childIdentity;

  const out = new StreamFile(paths.stdout, child.stdout, secrets);
  const err = new StreamFile(paths.stderr, child.stderr, secrets);
  writeFileAtomic(paths.record, JSON.stringify(record));
  announce(record);

  const keeper = spec.lockNote === undefined ? undefined : keepLock?.(spec.lockNote, spec, () => signalGroup('SIGINT'));
  const exit = await new Promise<HeldExit>((resolve) => {
    const finish = (end: Pick<HeldExit, 'exit' | 'signal'> & { failedToStart?: string }) => {
      ended = true;
      const lost = [out.close(), err.close()].find((problem) => problem !== undefined);
      const exit: HeldExit = { ...end, endedAt: new Date().toISOString() };
      if (lost !== undefined) exit.streamsLost = lost;
      writeEnd(paths.exit, JSON.stringify(exit));
      resolve(exit);
    };
    child.once('error', (cause) => finish({ exit: null, signal: null, failedToStart: cause.message }));
    child.once('close', (exit, signal) => {
      if (child.pid !== undefined) finish({ exit, signal });
    });
  });
  await keeper?.end();
  return exit;
}

/** One stream of the child on its way to a file: whole lines only, redacted, written at once (which is the back-pressure). */
class StreamFile {
  readonly #file: number;
  readonly #redact: ReturnType<typeof createLineRedactor>;
  #lost: string | undefined;

  constructor(path: string, source: Readable, secrets: Secret[]) {
    this.#file = openSync(path, 'w', 0o600);
    this.#redact = createLineRedactor(secrets);
    source.setEncoding('utf8');
    source.on('data', (chunk: string) => this.#write(this.#redact.push(chunk)));
  }

  /** Flushes and closes; returns what went wrong with the disk, if anything did. The child is never stopped for it. */
  close(): string | undefined {
    this.#write(this.#redact.end());
    try {
      fsyncSync(this.#file);
      closeSync(this.#file);
    } catch (cause) {
      this.#lost ??= (cause as Error).message;
    }
    return this.#lost;
  }

  #write(text: string): void {
    if (text === '' || this.#lost !== undefined) return;
    try {
      writeText(this.#file, text);
    } catch (cause) {
      this.#lost = (cause as Error).message;
    }
  }
}
