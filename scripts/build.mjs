/**
 * Builds the program: one bundle with split chunks (so that a command loads only what it needs), the stand-in's Python
 * beside it, and the JSON Schema of the events.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
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

/**
 * An `import` of a built-in evaluates every lazy part of it (fs brings its promises, util assert and all three standard
 * streams); asked for by a call it stays lazy. Names that nothing uses are dropped by the bundler. What is costly to load
 * at all is loaded when one of its functions is called.
 */
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(b) {
    const costly = new Set(['child_process', 'crypto']);
    const names = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
    b.onResolve({ filter: new RegExp(`^(node:)?(${names.join('|')})$`) }, ({ path, kind, importer }) => {
      if (kind !== 'import-statement') return undefined;
      const name = path.replace(/^node:/, '');
      // One copy an importer: a shared one would be a chunk of its own.
      return { path: `${name} of ${importer}`, namespace: 'builtin', sideEffects: false, pluginData: name };
    });
    b.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ pluginData: name }) => {
      const builtin = process.getBuiltinModule(name);
      // A function with a symbol of its own is one that promisify treats differently.
      const plain = (key) =>
        /^[a-z]/.test(key) &&
        typeof builtin[key] === 'function' &&
        Object.getOwnPropertySymbols(builtin[key]).length === 0;
      const part = (key) =>
        costly.has(name) && plain(key) ? `(...args) => load().${key}(...args)` : `/* @__PURE__ */ part('${key}')`;
      return {
        contents: [
          `const load = () => process.getBuiltinModule('${name}');`,
          'const part = (key) => load()[key];',
          'const whole = /* @__PURE__ */ load(); export default whole;',
          ...Object.keys(builtin)
            .filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default')
            .map((key) => `const $${key} = ${part(key)}; export { $${key} as ${key} };`),
        ].join('\n'),
      };
    });
  },
};

/** One assertion of an old dependency of Ink's brings the whole of assert in. */
const withoutAssert = {
  name: 'without-assert',
  setup(b) {
    b.onResolve({ filter: /^assert$/ }, ({ importer }) =>
      /signal-exit[/\\]index\.js$/.test(importer) ? { path: 'assert', namespace: 'assert' } : undefined,
    );
    b.onLoad({ filter: /.*/, namespace: 'assert' }, () => ({
      contents: 'exports.equal = (a, b, words) => { if (a != b) throw new TypeError(words); };',
    }));
  },
};

/** A lone character is an emoji exactly when it is drawn as one by itself; the whole table of sequences costs 20 ms. */
const stringWidthWithoutTable = {
  name: 'string-width-without-table',
  setup(b) {
    b.onLoad({ filter: /string-width[/\\]index\.js$/ }, ({ path }) => {
      const before = readFileSync(path, 'utf8');
      const asked = /rgiEmojiRegex\.test\((\w+)\)/g;
      if (!asked.test(before)) throw new Error('string-width changed: look again at how it recognises emoji');
      return {
        contents: before.replace(
          asked,
          '($1.length === 1 ? /\\p{Emoji_Presentation}/u.test($1) : rgiEmojiRegex.test($1))',
        ),
        loader: 'js',
      };
    });
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
  plugins: [yogaWithoutFetch, withoutDevtools, withoutAssert, lazyBuiltins, stringWidthWithoutTable],
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
