/**
 * Compiles one program of a test (TSX included) into a file Node runs as it is. The file lies inside node_modules,
 * because that is where its imports are found, and is removed with the returned handle.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/flip-hub-tests/', import.meta.url));

export interface BundledProgram extends Disposable {
  file: string;
}

export async function bundleProgram(entry: string): Promise<BundledProgram> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'program-'));
  const file = join(folder, 'program.mjs');
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    jsx: 'automatic',
    // What a source file finds beside itself it must find from the bundle as well.
    define: { 'import.meta.url': JSON.stringify(new URL(`file://${entry}`).href) },
    logLevel: 'error',
  });
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
