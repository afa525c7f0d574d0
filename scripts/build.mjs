/**
 * Builds the program: one bundle with split chunks (so that a command loads only what it needs), the stand-in's Python
 * beside it, and the JSON Schema of the events.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { z } from 'zod';
import { anyEvent } from '../src/engine/events/schema.ts';
import { lightStart } from './light-start.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const result = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: false,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  // Every Node we run on has these; without this, each becomes a RegExp that is made anew at every use.
  supported: { 'regexp-unicode-property-escapes': true, 'regexp-set-notation': true },
  mainFields: ['module', 'main'],
  chunkNames: 'chunks/[name]-[hash]',
  external: ['node-pty'],
  jsx: 'automatic',
  sourcemap: false,
  legalComments: 'linked',
  metafile: true,
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    FLIP_HUB_VERSION: JSON.stringify(version),
  },
  // For old dependencies that ask for built-ins by require(); made when the first one does.
  banner: {
    js: 'let __r;const require=(id)=>(__r??=process.getBuiltinModule("module").createRequire(import.meta.url))(id);',
  },
  plugins: lightStart,
  logLevel: 'warning',
});

cpSync(join(root, 'src/rehearsal/moto/flip_moto'), join(dist, 'moto/flip_moto'), {
  recursive: true,
  filter: (path) => !path.includes('__pycache__'),
});
writeFileSync(
  join(dist, 'events.schema.json'),
  `${JSON.stringify({ title: 'flip-hub events, one JSON object a line', ...z.toJSONSchema(anyEvent) }, null, 2)}\n`,
);
// What is in which chunk, for the tests that keep the start light; not shipped.
const meta = join(root, 'node_modules/.cache/flip-hub');
mkdirSync(meta, { recursive: true });
writeFileSync(join(meta, 'metafile.json'), JSON.stringify(result.metafile));
