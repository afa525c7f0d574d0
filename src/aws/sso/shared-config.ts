/**
 * `~/.aws/config` as the AWS CLI and the SDKs read it: sections of `key = value`, a `#` or `;` after a blank begins a
 * comment, an indented line belongs to the key above it. Knows line numbers, so that an error can name one. Never writes.
 * (Source: the file-format page of the AWS SDKs and Tools Reference Guide.)
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface ConfigSection {
  kind: 'profile' | 'sso-session' | 'other';
  name: string;
  /** Counted from 1. */
  line: number;
  values: Map<string, { value: string; line: number }>;
}

export interface SharedConfig {
  file: string;
  sections: ConfigSection[];
}

/** The file the AWS CLI reads too. */
export const sharedConfigFile = (env: NodeJS.ProcessEnv): string =>
  env.AWS_CONFIG_FILE !== undefined && env.AWS_CONFIG_FILE !== ''
    ? env.AWS_CONFIG_FILE
    : join(env.HOME ?? homedir(), '.aws', 'config');

/** Empty when there is no such file; any other trouble with it throws as Node says it. */
export function readSharedConfig(file: string): SharedConfig {
  return { file, sections: existsSync(file) ? parseSharedConfig(readFileSync(file, 'utf8')) : [] };
}

export function parseSharedConfig(text: string): ConfigSection[] {
  const sections: ConfigSection[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [at, line] of lines.entries()) {
    const header = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line);
    if (header) {
      sections.push({ ...sectionName(header[1] ?? ''), line: at + 1, values: new Map() });
      continue;
    }
    // Indented: a nested setting (`s3 =` and below), which is none of ours.
    if (/^\s/.test(line) || /^[#;]/.test(line)) continue;
    const pair = /^([^=\s][^=]*?)\s*=\s*(.*)$/.exec(line);
    if (!pair) continue;
    sections.at(-1)?.values.set((pair[1] ?? '').toLowerCase(), { value: withoutComment(pair[2] ?? ''), line: at + 1 });
  }
  return sections;
}

function sectionName(header: string): Pick<ConfigSection, 'kind' | 'name'> {
  if (header === 'default') return { kind: 'profile', name: 'default' };
  const [kind, ...rest] = header.split(/\s+/);
  const name = rest.join(' ').replace(/^(["'])(.*)\1$/, '$2');
  if (name !== '' && (kind === 'profile' || kind === 'sso-session')) return { kind, name };
  return { kind: 'other', name: header };
}

/** A start URL may end in `/start#/`: only a `#` after a blank begins a comment. */
const withoutComment = (value: string): string => value.replace(/\s[#;].*$/, '').trim();

/** A section that is written twice is one: the later value of a key counts, as the AWS CLI has it. */
export function findSection(
  config: SharedConfig,
  kind: ConfigSection['kind'],
  name: string,
): ConfigSection | undefined {
  const parts = config.sections.filter((section) => section.kind === kind && section.name === name);
  const first = parts[0];
  if (first === undefined) return undefined;
  return { ...first, values: new Map(parts.flatMap((part) => [...part.values])) };
}
