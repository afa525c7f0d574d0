/**
 * esbuild plugins that keep a start light: each takes one thing out of the bundle, or puts it off, that costs every start
 * several milliseconds. One that edits a library fails the build when its place is gone. Knows nothing of flip-hub itself.
 */
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';

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

/**
 * The table of all emoji sequences takes 20 ms to make, so it is made for a text that can be one. A lone character is an
 * emoji exactly when it is drawn as one by itself; every sequence has a surrogate, a joiner, a keycap or a selector.
 * No literal: V8 makes the table of one as it parses the function around it.
 */
const stringWidthWithoutTable = {
  name: 'string-width-without-table',
  setup(b) {
    b.onLoad({ filter: /string-width[/\\]index\.js$/ }, ({ path }) => {
      const before = readFileSync(path, 'utf8');
      const after = before.replace(/const rgiEmojiRegex = \/(\S+)\/v;/, (_, table) =>
        [
          'let sequences;',
          'const rgiEmojiRegex = { test: (text) => text.length === 1',
          '  ? /\\p{Emoji_Presentation}/u.test(text)',
          `  : /[\\u200d\\u20e3\\ufe0f\\ud800-\\udfff]/.test(text) && (sequences ??= new RegExp(${JSON.stringify(table)}, 'v')).test(text) };`,
        ].join('\n'),
      );
      if (after === before) throw new Error('string-width changed: look again at how it recognises emoji');
      return { contents: after, loader: 'js' };
    });
  },
};

export const lightStart = [yogaWithoutFetch, withoutDevtools, lazyBuiltins, withoutAssert, stringWidthWithoutTable];
