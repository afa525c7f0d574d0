/** Generates the documentation that comes from tables: `docs/errors.md`. `--check` fails when it is not up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE } from '../src/engine/errors/catalogue/index.ts';
import { CODES } from '../src/engine/errors/codes.ts';
import { EXIT, EXIT_MEANING } from '../src/engine/exit-codes.ts';

const path = join(import.meta.dirname, '..', 'docs', 'errors.md');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const text = [
  '# Errors and exit codes',
  '',
  'Generated from the tables in `src/engine` by `npm run docs`.',
  '',
  '## Exit codes',
  '',
  '| exit | meaning |',
  '|---|---|',
  ...(Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => `| ${EXIT[name]} | ${EXIT_MEANING[name]} |`),
  '',
  '## Codes',
  '',
  'What the `code` of an `error` or `warning` event can be.',
  '',
  '| code | meaning |',
  '|---|---|',
  ...Object.entries(CODES).map(([code, meaning]) => `| \`${code}\` | ${cell(meaning)} |`),
  '',
  '## Known failures of outside tools',
  '',
  'Recognised by their text; the cause and the next steps are shown with the error.',
  '',
  '| id | what | cause |',
  '|---|---|---|',
  ...CATALOGUE.map((row) => `| \`${row.id}\` | ${cell(row.what)} | ${cell(row.cause)} |`),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== text) throw new Error('docs/errors.md is out of date: npm run docs');
} else writeFileSync(path, text);
