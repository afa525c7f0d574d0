/**
 * The program with its redactor off: the same sources, but no secret is ever registered. The control of every scan for
 * secrets; exists in a test's folder only.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../program.ts';

const blind: Plugin = {
  name: 'no-secret-is-registered',
  setup(builder) {
    builder.onLoad({ filter: /\/redaction\/redactor\.ts$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\nRedactor.prototype.add = () => true;\n`,
      loader: 'ts',
    }));
  },
};

/** Builds it into a new folder and answers the path of its entry. */
export async function unredactedProgram(dir: string): Promise<string> {
  mkdirSync(dir, { recursive: true });
  for (const part of ['bin', 'terraform', 'templates', 'package.json'])
    cpSync(join(ROOT, part), join(dir, part), { recursive: true });
  // What the bundle leaves outside (the pseudo-terminal's native part) is found where it is.
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: join(dir, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    mainFields: ['module', 'main'],
    chunkNames: 'chunks/[name]-[hash]',
    external: ['node-pty', 'react-devtools-core'],
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', FLIP_HUB_VERSION: '"0.0.0"' },
    banner: {
      js: 'import { createRequire as __from } from "node:module"; const require = __from(import.meta.url);',
    },
    plugins: [blind],
    logLevel: 'warning',
  });
  cpSync(join(ROOT, 'src/rehearsal/moto/flip_moto'), join(dir, 'dist/moto/flip_moto'), { recursive: true });
  return join(dir, 'bin', 'flip-hub.js');
}
