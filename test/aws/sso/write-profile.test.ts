import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSharedConfig } from '../../../src/aws/sso/shared-config.ts';
import { readProfileLogin } from '../../../src/aws/sso/sso-profile.ts';
import { planProfiles, saveProfiles, type WantedProfile, withProfiles } from '../../../src/aws/sso/write-profile.ts';

const WANTED: WantedProfile = {
  profile: 'stag',
  startUrl: 'https://example.awsapps.com/start',
  ssoRegion: 'eu-west-1',
  accountId: '111122223333',
  role: 'Operator',
  region: 'eu-west-2',
};
const login = (text: string, profile = 'stag') =>
  readProfileLogin({ file: 'config', sections: parseSharedConfig(text) }, profile);

describe('profiles in a configuration that is there already', () => {
  it('an empty file gets a session and a profile that sign in', () => {
    const { text, replaced } = withProfiles('', [WANTED]);
    expect(login(text)).toMatchObject({
      kind: 'sso',
      sso: { session: 'flip', accountId: '111122223333', role: 'Operator' },
    });
    expect(replaced).toEqual([]);
    expect(withProfiles(text, [WANTED]).text).toBe(text);
  });

  it('what other people put there stays, byte for byte: comments, odd blanks, nested settings, no final newline', () => {
    const before =
      '# mine\r\n[default]\r\nregion=us-east-1   ; keep\r\ns3 =\r\n  max_concurrent_requests = 20\r\n\r\n[profile other]\r\nrole_arn = arn:x';
    const { text } = withProfiles(before, [WANTED]);
    expect(text.startsWith(`${before}\r\n`)).toBe(true);
    expect(text.replace(/\r\n/g, '')).not.toContain('\n');
  });

  it('one value of a profile changes, and its comment, its order and its other keys stay', () => {
    const { text: first } = withProfiles('', [WANTED]);
    const mine = first.replace('sso_role_name = Operator\n', 'sso_role_name =  ReadOnly # for now\ncli_pager =\n');
    const { text, replaced } = withProfiles(mine, [WANTED]);
    expect(text).toBe(mine.replace(' ReadOnly # for now', ' Operator # for now'));
    expect(replaced).toEqual(['[profile stag] sso_role_name =  ReadOnly # for now']);
  });

  it('the keys of an older profile go, because the AWS CLI refuses them beside a session', () => {
    const older =
      '[profile stag]\nsso_start_url = https://old/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n';
    const { text, replaced } = withProfiles(older, [WANTED]);
    expect(text.slice(0, text.indexOf('[sso-session'))).not.toContain('sso_start_url');
    expect(replaced).toContain('[profile stag] sso_start_url = https://old/start');
    expect(login(text)).toMatchObject({ sso: { startUrl: WANTED.startUrl } });
  });

  it('a session of the same address is used, and another one is never overwritten', () => {
    const theirs = '[sso-session flip]\nsso_start_url = https://elsewhere/start\nsso_region = eu-west-1\n';
    expect(login(withProfiles(theirs, [WANTED]).text)).toMatchObject({ sso: { session: 'flip-2' } });
    const ours = `[sso-session work]\nsso_start_url = ${WANTED.startUrl}/#/\nsso_region = eu-west-1\n`;
    const { text } = withProfiles(ours, [WANTED]);
    expect(login(text)).toMatchObject({ sso: { session: 'work' } });
  });

  it('whatever the file holds, lines of other sections stay as they are and the profile reads as wanted', () => {
    const words = fc.stringMatching(/^[ -~é]{0,20}$/);
    const section = fc.record({
      name: fc.constantFrom(
        'default',
        'profile a',
        'profile  "b c"',
        'sso-session x',
        'services s',
        'profile stag',
        'sso-session flip',
      ),
      lines: fc.array(
        fc.oneof(
          words.map((text) => `# ${text}`),
          fc.constant(''),
          fc
            .tuple(fc.constantFrom('region', 'output', 'role_arn', 'my_key', 'sso_account_id'), words)
            .map(([key, value]) => `${key} = ${value.replaceAll(/[[\]]/g, '')}`),
        ),
        { maxLength: 6 },
      ),
    });
    fc.assert(
      fc.property(
        fc.array(section, { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (sections, eol, end) => {
          const text = sections.flatMap(({ name, lines }) => [`[${name}]`, ...lines]).join(eol) + (end ? eol : '');
          const after = withProfiles(text, [WANTED]).text;
          expect(login(after)).toMatchObject({
            kind: 'sso',
            sso: { accountId: '111122223333', role: 'Operator', startUrl: WANTED.startUrl },
          });
          const others = (all: string) => {
            const kept: string[] = [];
            let mine = false;
            for (const line of all.split(/\r?\n/)) {
              if (/^\[/.test(line)) mine = /^\[(profile stag|sso-session flip)/.test(line);
              if (!mine && line.trim() !== '') kept.push(line);
            }
            return kept;
          };
          expect(others(after)).toEqual(others(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the file itself', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'flip-hub-profiles-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const now = new Date('2026-11-30T12:00:00Z');

  it('is replaced where a link leads to, keeps its mode and bytes that are no UTF-8, and leaves a copy', () => {
    const real = join(dir, 'dotfiles');
    const before = Buffer.concat([Buffer.from('\uFEFF[default]\n# caf'), Buffer.from([0xe9, 0x0a])]);
    writeFileSync(real, before);
    chmodSync(real, 0o640);
    const file = join(dir, 'config');
    symlinkSync(real, file);
    const saved = saveProfiles(planProfiles(file, [WANTED]), now);
    expect(readFileSync(real).subarray(0, before.length)).toEqual(before);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readFileSync(saved.backup ?? '')).toEqual(before);
  });

  it('that was changed meanwhile is left alone', () => {
    const file = join(dir, 'config');
    writeFileSync(file, '[default]\n');
    const edit = planProfiles(file, [WANTED]);
    writeFileSync(file, '[default]\nregion = x\n');
    expect(() => saveProfiles(edit, now)).toThrow('changed by somebody else');
    expect(readFileSync(file, 'utf8')).toBe('[default]\nregion = x\n');
  });

  it('that does not exist is made private, with its folder; a value that no reader could carry is refused', () => {
    const file = join(dir, '.aws', 'config');
    saveProfiles(planProfiles(file, [WANTED]), now);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => planProfiles(file, [{ ...WANTED, role: 'two words' }])).toThrow('cannot be edited');
    expect(existsSync(`${file}.backup`)).toBe(false);
  });
});
