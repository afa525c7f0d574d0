/**
 * Generates what comes from tables: `docs/errors.md`, `docs/invariants.md`, `docs/costs.md`, the tables of Terraform's READMEs,
 * the reference and the templates of the environment file.
 * `--check` fails when something is not up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE } from '../src/engine/errors/catalogue/index.ts';
import { CODES } from '../src/engine/errors/codes.ts';
import { EXIT, EXIT_MEANING } from '../src/engine/exit-codes.ts';
import { costsPage } from './costs-page.ts';
import { envPages } from './env-pages.ts';
import { invariantsPage } from './invariants-page.ts';
import { terraformReadmes } from './terraform-readmes.ts';

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

const root = join(import.meta.dirname, '..');
const pages = [
  { path, text },
  invariantsPage(join(root, 'docs')),
  costsPage(join(root, 'docs')),
  ...envPages(root),
  ...terraformReadmes(join(root, 'terraform')),
];
for (const page of pages) {
  if (!process.argv.includes('--check')) writeFileSync(page.path, page.text);
  else if (readFileSync(page.path, 'utf8') !== page.text) throw new Error(`${page.path} is out of date: npm run docs`);
}
