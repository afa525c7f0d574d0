/**
 * Makes a fresh clone ready: installs what the lock file names when it is not installed, and builds when the sources are
 * newer than the program. Plain JavaScript for any Node, because the newer Node it installs is not there yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The Node that the project brings along; every script runs on it, whatever Node npm itself runs on. */
export const node = join(root, 'node_modules', 'node', 'bin', 'node');

export function prepare() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || newer(join(root, 'package-lock.json'), installed))
    run('npm', ['ci', '--no-audit', '--no-fund']);
  if (
    !existsSync(join(root, 'dist', 'main.js')) ||
    newestBelow('src', 'scripts') > statSync(join(root, 'dist', 'main.js')).mtimeMs
  )
    run(node, [join('scripts', 'build.mjs')]);
}

/** Runs a command with the terminal, and ends this process with its exit code when it fails. */
export function run(file, args, options = {}) {
  const { status, signal, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status === 0) return;
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

const newer = (a, b) => statSync(a).mtimeMs > statSync(b).mtimeMs;

function newestBelow(...folders) {
  let newest = 0;
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else newest = Math.max(newest, statSync(path).mtimeMs);
    }
  };
  for (const folder of folders) walk(join(root, folder));
  return newest;
}
