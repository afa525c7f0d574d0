import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { heavyThings, loadedBy, type Metafile } from './rows/light-start.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let meta: Metafile;

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    outdir: 'not-written',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    mainFields: ['module', 'main'],
    external: ['node-pty', 'react-devtools-core'],
    jsx: 'automatic',
    metafile: true,
    logLevel: 'error',
  });
  meta = metafile;
});

test('help, version and the home screen do not make an operator wait for the screen, AWS clients or a store', () => {
  for (const row of heavyThings(meta)) expect(row, row.note ?? '').toMatchObject({ verdict: 'met' });
});

test('what is heavy would be noticed: a deployment does load the tools', () => {
  expect(loadedBy(meta, 'src/commands/deploy.ts').some((input) => input.startsWith('src/tools/terraform/'))).toBe(true);
  expect(loadedBy(meta, 'src/ui/index.ts').some((input) => input.includes('node_modules/ink/'))).toBe(true);
});
