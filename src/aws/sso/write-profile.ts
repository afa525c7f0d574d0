/**
 * Profiles of IAM Identity Center in `~/.aws/config`: written so that every byte that is not theirs stays. Pure, but for
 * `saveProfiles`, which replaces the file whole, follows a link to where it leads, and leaves a dated copy beside it.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { findSection, parseSharedConfig, type SharedConfig } from './shared-config.ts';
import { readProfileLogin } from './sso-profile.ts';

/** What one profile should say. */
export interface WantedProfile {
  profile: string;
  startUrl: string;
  /** Where IAM Identity Center lives. */
  ssoRegion: string;
  accountId: string;
  role: string;
  /** Where the hub lives. */
  region: string;
}

const SCOPES = 'sso:account:access';
const SESSION = 'flip';

/** What became of the lines of a section, each as `[profile stag] region = eu-west-1`. */
interface Told {
  /** Lines that said something else, as they were. */
  replaced: string[];
  /** Lines as they are now, where there were none or others. */
  added: string[];
}

/** The whole text with these profiles in it, and which lines of it are others than before. */
export function withProfiles(text: string, wanted: readonly WantedProfile[]): { text: string } & Told {
  let lines = splitLines(text);
  const told: Told = { replaced: [], added: [] };
  const eol = /\r\n/.test(text) ? '\r\n' : '\n';
  for (const profile of wanted) {
    const session = sessionNameFor({ file: '', sections: parseSharedConfig(lines.join('')) }, profile);
    lines = withSection(
      lines,
      eol,
      `sso-session ${session}`,
      {
        sso_start_url: profile.startUrl,
        sso_region: profile.ssoRegion,
        sso_registration_scopes: SCOPES,
      },
      [],
      told,
    );
    lines = withSection(
      lines,
      eol,
      profile.profile === 'default' ? 'default' : `profile ${profile.profile}`,
      {
        sso_session: session,
        sso_account_id: profile.accountId,
        sso_role_name: profile.role,
        region: profile.region,
        output: 'json',
      },
      OLDER_KEYS,
      told,
    );
  }
  return { text: lines.join(''), ...told };
}

/** In a profile with a session they would contradict it, and the AWS CLI refuses both. */
const OLDER_KEYS = ['sso_start_url', 'sso_region', 'sso_registration_scopes'];

/** A session of this address that is there already, or the first free name. */
export function sessionNameFor(
  config: SharedConfig,
  { startUrl, ssoRegion }: Pick<WantedProfile, 'startUrl' | 'ssoRegion'>,
): string {
  const names = [...new Set(config.sections.filter((s) => s.kind === 'sso-session').map((s) => s.name))];
  const same = names.find((name) => {
    const values = findSection(config, 'sso-session', name)?.values;
    return (
      plain(values?.get('sso_start_url')?.value) === plain(startUrl) && values?.get('sso_region')?.value === ssoRegion
    );
  });
  if (same !== undefined) return same;
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? SESSION : `${SESSION}-${n}`;
    if (!names.includes(name)) return name;
  }
}

const plain = (url = ''): string => url.replace(/[#/]+$/, '');

/** Sets keys of one section in place; a key that is not there goes after the section's last one, a section to the end. */
function withSection(
  before: readonly string[],
  eol: string,
  header: string,
  values: Record<string, string>,
  without: readonly string[],
  { replaced, added: told }: Told,
): string[] {
  const lines = [...before];
  const starts = lines.flatMap((line, at) => (isHeader(line, header) ? [at] : []));
  const first = starts[0];
  const tell = (key: string, value: string): number => told.push(`[${header}] ${key} = ${value}`);
  if (first === undefined) {
    for (const [key, value] of Object.entries(values)) tell(key, value);
    const last = lines.at(-1);
    if (last !== undefined && !/[\r\n]$/.test(last)) lines[lines.length - 1] = `${last}${eol}`;
    const gap = lines.length > 0 && lines.at(-1)?.trim() !== '' ? [eol] : [];
    return [
      ...lines,
      ...gap,
      `[${header}]${eol}`,
      ...Object.entries(values).map(([key, value]) => `${key} = ${value}${eol}`),
    ];
  }
  const drop = new Set<number>();
  const left = new Map(Object.entries(values));
  let end = first;
  for (const start of starts)
    for (let at = start + 1; at < lines.length && !/^\s*\[/.test(lines[at] ?? ''); at += 1) {
      const line = lines[at] ?? '';
      if (start === first && line.trim() !== '' && !/^\s*[#;]/.test(line)) end = at;
      const key = /^([^\s=#;[][^=]*?)\s*=/.exec(line)?.[1]?.toLowerCase();
      if (key === undefined) continue;
      const value = values[key];
      if (without.includes(key)) {
        drop.add(at);
        replaced.push(`[${header}] ${line.trim()}`);
      } else if (value !== undefined) {
        const [, head = '', old = '', tail = ''] = /^([^=]*=[ \t]*)(.*?)(\s[#;].*|\s*)$/s.exec(line) ?? [];
        if (old !== value) {
          if (old !== '') replaced.push(`[${header}] ${line.trim()}`);
          tell(key, value);
          lines[at] = `${head}${value}${/[\r\n]$/.test(tail) ? tail : `${tail}${/[\r\n]+$/.exec(line)?.[0] ?? ''}`}`;
        }
        left.delete(key);
      }
    }
  for (const [key, value] of left) tell(key, value);
  const added = [...left].map(([key, value]) => `${key} = ${value}${eol}`);
  if (added.length > 0 && !/[\r\n]$/.test(lines[end] ?? '')) lines[end] = `${lines[end]}${eol}`;
  return lines.flatMap((line, at) => [...(drop.has(at) ? [] : [line]), ...(at === end ? added : [])]);
}

const isHeader = (line: string, header: string): boolean => {
  const found = /^\uFEFF?\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
  if (found === undefined) return false;
  const [kind = '', ...rest] = found.split(/\s+/);
  return [kind, ...(rest.length > 0 ? [rest.join(' ').replace(/^(["'])(.*)\1$/, '$2')] : [])].join(' ') === header;
};

/** Lines with their own ends. */
const splitLines = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/** What would be written, before it is: shown, agreed to, and then saved exactly so. */
export interface ProfileEdit extends Told {
  file: string;
  /** One character a byte: what this program does not understand passes through it unharmed. */
  before: string | undefined;
  after: string;
}

export function planProfiles(file: string, wanted: readonly WantedProfile[]): ProfileEdit {
  const odd = wanted.flatMap((one) => Object.values(one)).find((value) => !/^[\x21-\x7e]+$/.test(value));
  if (odd !== undefined) throw unwritable(file, `${JSON.stringify(odd)} holds a blank or a character beyond ASCII`);
  const before = existsSync(file) ? readFileSync(file, 'latin1') : undefined;
  const bom = before?.startsWith(BOM) === true ? BOM : '';
  const { text, ...told } = withProfiles((before ?? '').slice(bom.length), wanted);
  for (const one of wanted) {
    const read = readProfileLogin({ file, sections: parseSharedConfig(text) }, one.profile);
    if (read.kind !== 'sso' || read.sso.accountId !== one.accountId || read.sso.role !== one.role)
      throw unwritable(file, `profile ${one.profile} is written there in a way that cannot be edited safely`);
  }
  return { file, before, after: `${bom}${text}`, ...told };
}

const BOM = '\u00ef\u00bb\u00bf';

const unwritable = (file: string, cause: string): HubError =>
  new HubError({
    code: 'profile-incomplete',
    who: 'operator',
    what: `${file} cannot be edited`,
    cause,
    next: [`open ${file} and correct it`, 'aws configure sso'],
    exit: EXIT.usage,
  });

export interface SavedConfig {
  file: string;
  /** The copy of what was there; undefined when nothing was, or nothing changed. */
  backup: string | undefined;
}

/** Replaces the file whole, where a link leads to. Throws exit 4 when it is not what it was when the edit was made. */
export function saveProfiles({ file, before, after }: ProfileEdit, now: Date): SavedConfig {
  const real = existsSync(file) ? realpathSync(file) : file;
  const there = existsSync(real) ? readFileSync(real, 'latin1') : undefined;
  if (there !== before)
    throw new HubError({
      code: 'file-unwritable',
      who: 'operator',
      what: `${file} was changed by somebody else meanwhile`,
      next: ['run the same command again'],
      exit: EXIT.precondition,
    });
  if (there === after) return { file: real, backup: undefined };
  mkdirSync(dirname(real), { recursive: true, mode: 0o700 });
  const backup = there === undefined ? undefined : `${real}.backup.${stamp(now)}`;
  if (backup !== undefined) copyFileSync(real, backup);
  writeFileAtomic(real, Buffer.from(after, 'latin1'), there === undefined ? 0o600 : statSync(real).mode & 0o777);
  return { file: real, backup };
}

const stamp = (now: Date): string => now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
