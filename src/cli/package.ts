/** Where this program is installed, and how to start it again. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder: the bundle lies in `dist/` or `dist/chunks/`, the sources in `src/cli/`. */
export function packageDir(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!['dist', 'src'].includes(dir.slice(dir.lastIndexOf('/') + 1))) {
    const up = dirname(dir);
    if (up === dir) break;
    dir = up;
  }
  return dirname(dir);
}

/** The bundle is started directly, not through `bin/`: the Node that runs now is new enough. */
export const selfArgv = (): readonly [string, ...string[]] => [process.execPath, join(packageDir(), 'dist', 'main.js')];
