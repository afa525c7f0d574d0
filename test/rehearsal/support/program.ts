/**
 * The built program as a test runs it: its own home, its own cache, its own workspace, and nothing of the machine's
 * settings. Every rehearsal that a test leaves running is stopped when the test ends.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HubEvent } from '../../../src/engine/events/types.ts';
import { findStandIn, type StandIn, stopStandIn } from '../../../src/rehearsal/index.ts';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const PROGRAM = join(ROOT, 'bin', 'flip-hub.js');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Of a `--json` run. */
  events: HubEvent[];
}

export class Sandbox implements AsyncDisposable {
  readonly dir: string;
  readonly workspace: string;
  readonly env: Record<string, string>;

  constructor(name: string) {
    this.dir = mkdtempSync(join(tmpdir(), `flip-hub-${name}-`));
    this.workspace = join(this.dir, 'workspace');
    const home = join(this.dir, 'home');
    mkdirSync(home, { recursive: true });
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TMPDIR: this.dir,
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_CONFIG_HOME: join(home, '.config'),
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      // Where Python keeps the stand-in's packages on machines that manage versions by shims.
      ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
    };
  }

  /** Runs the program without a terminal to its end. */
  run(args: readonly string[], env: Record<string, string> = {}, program = PROGRAM): Promise<Ran> {
    return collect(
      spawn(process.execPath, [program, ...args], {
        cwd: this.dir,
        env: { ...this.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** The stand-in that belongs to the kept workspace. */
  async standIn(): Promise<StandIn> {
    const found = await findStandIn(join(this.workspace, '.flip-hub', 'stand-in'));
    if (!found) throw new Error('the stand-in of this test does not run');
    return found;
  }

  /** The folder of the newest run. */
  runDir(env: string): string {
    const runs = join(this.workspace, '.flip-hub', env, 'runs');
    const newest = readdirSync(runs).sort().at(-1);
    if (newest === undefined) throw new Error(`no run in ${runs}`);
    return join(runs, newest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopStandIn(join(this.workspace, '.flip-hub', 'stand-in'));
    await stopStandIn(join(this.env.XDG_CACHE_HOME as string, 'flip-hub', 'rehearsal', '.flip-hub', 'stand-in'));
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function collect(child: ReturnType<typeof spawn>): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr, events: eventsIn(stdout) }));
  });
}

function eventsIn(stdout: string): HubEvent[] {
  return stdout.split('\n').flatMap((line) => {
    if (!line.startsWith('{"v":')) return [];
    return [JSON.parse(line) as HubEvent];
  });
}

export const eventsOf = <T extends HubEvent['type']>(events: readonly HubEvent[], type: T) =>
  events.filter((event): event is Extract<HubEvent, { type: T }> => event.type === type);
