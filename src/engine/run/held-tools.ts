/**
 * The long tools of one run: started under holders, re-attached to on a resume, interrupted or killed together.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ears, HeldTool } from '../graph/phase.ts';
import { type HeldExit, heldPaths, readHeldExit, readHeldRecord } from '../holder/record.ts';
import {
  endOf,
  followHeld,
  type HolderEntry,
  interruptHeld,
  isHeld,
  killHeld,
  recordedNames,
  startHeld,
} from '../holder/start.ts';
import { lockNotePath } from '../lock/lock-note.ts';
import { isAlive, type ProcessIdentity } from '../process/identity.ts';
import type { Redactor } from '../redaction/index.ts';
import { listRuns, runDirOf } from './folder.ts';
import { interrupted } from './questions.ts';

export class HeldTools {
  readonly #dir: string;
  readonly #holder: { entry: HolderEntry; env: Record<string, string> };
  readonly #redactor: Redactor;
  readonly #signal: AbortSignal;
  readonly #room: () => Promise<void> | undefined;
  readonly #running = new Set<string>();
  readonly #lockNote: string;

  constructor(
    dir: string,
    holder: { entry: HolderEntry; env: Record<string, string> },
    redactor: Redactor,
    signal: AbortSignal,
    room: () => Promise<void> | undefined = () => undefined,
  ) {
    this.#dir = dir;
    this.#lockNote = lockNotePath(dirname(dir));
    this.#holder = holder;
    this.#redactor = redactor;
    this.#signal = signal;
    this.#room = room;
  }

  /** The name of a tool that some process of the run in this folder left alive, if any. */
  static aliveUnder(runDir: string, alive: (dir: string, name: string) => boolean): string | undefined {
    const dir = join(runDir, 'held');
    return recordedNames(dir).find((name) => alive(dir, name));
  }

  /** Stops every tool that a cut-off run in this folder left alive: SIGINT first, SIGKILL after `patienceMs`. */
  static async stopUnder(runDir: string, patienceMs: number): Promise<string[]> {
    const dir = join(runDir, 'held');
    const alive = recordedNames(dir).filter((name) => isHeld(dir, name));
    for (const stop of [interruptHeld, killHeld]) {
      for (const name of alive) {
        const record = readHeldRecord(dir, name);
        if (record && isHeld(dir, name)) stop(record);
      }
      for (let waited = 0; waited < patienceMs && alive.some((name) => isHeld(dir, name)); waited += 50)
        await sleep(50);
    }
    return alive;
  }

  /**
   * Ends every tool in this folder whose holder was killed and that still runs. Nobody reads what it says any more, so it
   * dies at its next line without writing what it did: it is asked to stop (SIGINT), and killed after `patienceMs`.
   */
  static async endAbandoned(runDir: string, patienceMs: number): Promise<string[]> {
    const dir = join(runDir, 'held');
    const abandoned = recordedNames(dir).filter((name) => abandonedTool(dir, name) !== undefined);
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      for (const name of abandoned) signalGroup(abandonedTool(dir, name), signal);
      for (let waited = 0; waited < patienceMs && abandoned.some((name) => abandonedTool(dir, name)); waited += 50)
        await sleep(50);
    }
    return abandoned;
  }

  /** Runs a tool to its end. Throws when the run is being stopped, or the holder cannot start or vanished; a failing tool is an exit, not a throw. */
  async run(tool: HeldTool, announce: (argv: string[], pid: number | undefined) => void): Promise<HeldExit> {
    this.#running.add(tool.name);
    try {
      if (!isHeld(this.#dir, tool.name)) {
        // Between the Ctrl-C and this line nobody looked: what has not begun must not begin now.
        if (this.#signal.aborted) throw interrupted();
        const record = await startHeld(
          this.#holder.entry,
          {
            dir: this.#dir,
            name: tool.name,
            file: tool.file,
            args: tool.args,
            cwd: tool.cwd,
            env: tool.env,
            secrets: this.#redactor.secrets(),
            lockNote: this.#lockNote,
          },
          this.#holder.env,
        );
        announce(record.argv, record.child?.pid);
      }
      return await this.follow(tool.name, tool);
    } finally {
      this.#running.delete(tool.name);
    }
  }

  /** Follows a tool that is held, or that ended unread, from its first line. */
  async follow(name: string, ears: Ears): Promise<HeldExit> {
    this.#running.add(name);
    try {
      const { exit } = await followHeld({
        ...ears,
        dir: this.#dir,
        name,
        signal: this.#signal,
        room: this.#room,
      });
      return exit;
    } finally {
      this.#running.delete(name);
    }
  }

  state(name: string): 'alive' | HeldExit | undefined {
    if (isHeld(this.#dir, name)) return 'alive';
    return endOf(this.#dir, name);
  }

  running(): string[] {
    return [...this.#running];
  }

  kill(): void {
    for (const name of this.#running) {
      const record = readHeldRecord(this.#dir, name);
      if (record) killHeld(record);
    }
  }
}

/** How a tool under a run's folder ended; undefined when it never ran there, or still does. */
export const heldOutcome = (runDir: string, name: string): HeldExit | undefined => endOf(join(runDir, 'held'), name);

/** When each tool of an environment's runs was at work, newest run first; `ended` is undefined when nobody saw the end. */
export function heldSpans(
  stateDir: string,
): { run: string; name: string; began: number; ended?: number; alive: boolean }[] {
  return listRuns(stateDir).flatMap((run) => {
    const dir = join(runDirOf(stateDir, run), 'held');
    return recordedNames(dir).flatMap((name) => {
      const record = readHeldRecord(dir, name);
      if (record === undefined) return [];
      const ended = Date.parse(readHeldExit(dir, name)?.endedAt ?? '');
      return [
        {
          run,
          name,
          began: Date.parse(record.startedAt),
          ...(Number.isNaN(ended) ? {} : { ended }),
          alive: record.child !== undefined && isAlive(record.child),
        },
      ];
    });
  });
}

/** What a tool under a run's folder said on its standard output, line by line, as far as it is on disk. */
export function heldLines(runDir: string, name: string): string[] {
  try {
    return readFileSync(heldPaths(join(runDir, 'held'), name).stdout, 'utf8').split('\n');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

/** The tool itself, when it lives and its holder does not. */
function abandonedTool(dir: string, name: string): ProcessIdentity | undefined {
  const record = readHeldRecord(dir, name);
  if (record?.child === undefined || isAlive(record.holder) || readHeldExit(dir, name) !== undefined) return undefined;
  return isAlive(record.child) ? record.child : undefined;
}

/** The tool leads a group of its own, its plugins with it. */
function signalGroup(leader: ProcessIdentity | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}
