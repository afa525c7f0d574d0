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

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** yoga decodes its own WASM through fetch(), which drags the whole HTTP client in at start; atob does the same. */
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup(b) {
    b.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
      const before = readFileSync(path, 'utf8');
      const after = before.replace('"function"!=typeof fetch', '!0');
      if (after === before) throw new Error('yoga changed: look again at how it loads its WASM');
      return { contents: after, loader: 'js' };
    });
  },
};

/** Ink asks for its developer tools only when DEV is set; the package is not shipped. */
const withoutDevtools = {
  name: 'without-devtools',
  setup(b) {
    b.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'react-devtools-core', namespace: 'empty' }));
    b.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
      contents: 'export default { initialize() {}, connectToDevTools() {} }',
    }));
  },
};

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
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  plugins: [yogaWithoutFetch, withoutDevtools],
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
