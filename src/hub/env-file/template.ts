/**
 * The text of a new environment file: every key in its chapter with what it is, answered or as a placeholder; what is
 * optional and unanswered stands there as a comment. Pure; the same answers give the same bytes.
 */
import type { Environment } from '../../engine/environments.ts';
import { EnvDocument } from './document.ts';
import { GROUPS, type Group } from './groups.ts';
import { KINDS } from './kinds.ts';
import { ENV_SCHEMA, type EnvKey, isRequired, type Look } from './schema.ts';

/** For setup: what is not answered stays a placeholder, so that no reader takes it for a value. */
export function newEnvFile(environment: Environment, answers: ReadonlyMap<string, string>): EnvDocument {
  let document = EnvDocument.parse(templateText(environment, (key) => answers.get(key)));
  for (const [key, value] of answers) document = document.with(key, value, writeOptions(key));
  return document;
}

export const writeOptions = (key: string): { notForShell: boolean } => {
  const row = ENV_SCHEMA.find((r) => r.key === key);
  return { notForShell: row !== undefined && KINDS[row.kind].notForShell === true };
};

/** Which optional keys stand bare depends on what is answered; no answer is written here. */
export function templateText(environment: Environment, look: Look): string {
  const chapters = (Object.keys(GROUPS) as Group[])
    .filter((group) => group !== 'elsewhere')
    .map((group) => chapter(group, environment, look));
  return `${HEAD(environment)}\n${chapters.join('\n')}`;
}

const HEAD = (environment: Environment): string =>
  [
    `# Settings of ${environment.name}, read by flip-hub, make, shells and scripts: write values bare, without quotes.`,
    '# A value in <angle brackets> is still to be filled in; a line behind # is optional and shows the default.',
    '# flip-hub edits this file in place and keeps every other byte. Never commit it: it holds secrets.',
    '',
  ].join('\n');

function chapter(group: Group, environment: Environment, look: Look): string {
  const { title, words } = GROUPS[group];
  const rows = ENV_SCHEMA.filter((row) => row.group === group && concerns(row, environment));
  return [`# ── ${title}: ${words} ──`, ...rows.flatMap((row) => lines(row, look)), ''].join('\n');
}

/** The other environment's own key has no place in this file. */
const concerns = (row: EnvKey, environment: Environment): boolean =>
  !row.key.endsWith('_AWS_PROFILE') || row.key === environment.profileKey;

function lines(row: EnvKey, look: Look): string[] {
  const how = row.how === undefined ? '' : ` (${row.how})`;
  return [`# ${row.words}${how}`, assignment(row, look)];
}

function assignment(row: EnvKey, look: Look): string {
  if (row.group === 'outputs' || row.minted) return `${row.key}=`;
  if (isRequired(row, look) || look(row.key) !== undefined) return `${row.key}=<${placeholder(row)}>`;
  return `# ${row.key}=${row.default ?? ''}`;
}

const placeholder = (row: EnvKey): string =>
  row.choices !== undefined ? row.choices.join(' or ') : KINDS[row.kind].must.replace(/, .*$| \(.*$/, '');
