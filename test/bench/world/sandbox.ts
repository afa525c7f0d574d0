/** Where the measured program runs: a home and a cache of its own, and nothing of the machine's settings. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from '../measure/spawned.ts';

/** The package that is measured: this one, or the one FLIP_HUB_BENCH_PACKAGE names. */
export const PACKAGE =
  process.env.FLIP_HUB_BENCH_PACKAGE ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const ENTRY = join(PACKAGE, 'bin', 'flip-hub.js');

export class BenchSandbox implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'flip-hub-bench-'));
  readonly workspace = join(this.dir, 'workspace');
  readonly env: Record<string, string>;

  constructor() {
    const home = join(this.dir, 'home');
    mkdirSync(home);
    mkdirSync(this.workspace);
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TMPDIR: this.dir,
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_CONFIG_HOME: join(home, '.config'),
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
    };
  }

  /** flip-hub on this very Node. */
  flipHub(...args: string[]): Program {
    return { file: process.execPath, args: [ENTRY, ...args], cwd: this.workspace, env: this.env };
  }

  /** The least any program of Node can take. */
  bareNode(): Program {
    return { file: process.execPath, args: ['-e', '0'], cwd: this.workspace, env: this.env };
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
