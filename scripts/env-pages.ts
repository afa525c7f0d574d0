/** The pages that come from the schema of the environment file: its reference, and the template to fill in by hand. */
import { join } from 'node:path';
import { ENVIRONMENTS } from '../src/engine/environments.ts';
import { answerFlag, ENV_SCHEMA, type EnvKey, GROUPS, type Group, KINDS, templateText } from '../src/hub/index.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

export const envPages = (root: string): { path: string; text: string }[] => [
  { path: join(root, 'docs', 'environment-file.md'), text: reference() },
  { path: join(root, 'templates', 'env.stag.template'), text: templateText(ENVIRONMENTS.stag, () => undefined) },
  {
    path: join(root, 'templates', 'env.production.template'),
    text: templateText(ENVIRONMENTS.production, () => undefined),
  },
];

function reference(): string {
  return [
    '# The environment file',
    '',
    'Generated from the schema in `src/hub/env-file/schema` by `npm run docs`.',
    '',
    '`.env.stag` and `.env.production` hold `KEY=VALUE` lines. `flip-hub setup` asks for what cannot be derived and writes the',
    'file; `templates/env.stag.template` is the same file to fill in by hand. Make, shells and line readers (dotenv) read it too: a value',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the operator's syntax
    'that would mean different things to them is refused with the reason. `${OTHER_KEY}` is understood and warned of, since',
    'line readers do not follow it. flip-hub edits lines in place and keeps every other byte, mode 0600, and dated copies in',
    "`.flip-hub/<env>/backups/`. Keys that are not listed here are the operator's own and are left alone.",
    '',
    '*Answered by* is what gives `setup` the value without a question; a secret comes by a variable, never by an option.',
    '',
    ...(Object.keys(GROUPS) as Group[]).flatMap(chapter),
  ].join('\n');
}

function chapter(group: Group): string[] {
  const rows = ENV_SCHEMA.filter((row) => row.group === group);
  const { title, words } = GROUPS[group];
  return [
    `## ${title}`,
    '',
    `${words[0]?.toUpperCase()}${words.slice(1)}.`,
    '',
    '| key | value | required | default | what it is, and how to get it | answered by |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${[`\`${row.key}\``, formOf(row), requiredOf(row), defaultOf(row), meaningOf(row), answered(row)].map(cell).join(' | ')} |`,
    ),
    '',
  ];
}

const formOf = (row: EnvKey): string =>
  `${row.secret ? '**secret**, ' : ''}${row.choices === undefined ? KINDS[row.kind].must : row.choices.map((c) => `\`${c}\``).join(' or ')}`;

const requiredOf = (row: EnvKey): string =>
  typeof row.required === 'object'
    ? row.required.words.replace(/^because /, 'when ')
    : row.required === 'always'
      ? 'yes'
      : '';

const defaultOf = (row: EnvKey): string => (row.default === undefined ? '' : `\`${row.default}\``);

const meaningOf = (row: EnvKey): string =>
  [
    row.words,
    ...(row.how === undefined ? [] : [`How: ${row.how}`]),
    ...(row.destructiveIfAbsent === undefined
      ? []
      : [`**Must be there before any plan**: without it ${row.destructiveIfAbsent}`]),
    ...(row.minted ? ['Made by flip-hub when it is absent'] : []),
    ...(row.setup === 'derive' ? ['Derived by setup'] : []),
  ].join('. ');

const answered = (row: EnvKey): string =>
  row.group === 'outputs' || row.group === 'elsewhere' ? '' : `\`${answerFlag(row)}\``;
