import { describe, expect, it } from 'vitest';
import { findSection, parseSharedConfig } from '../../../src/aws/sso/shared-config.ts';
import { readProfileLogin } from '../../../src/aws/sso/sso-profile.ts';
import { HubError } from '../../../src/engine/errors/hub-error.ts';

const of = (text: string) => ({ file: '/home/op/.aws/config', sections: parseSharedConfig(text) });

const SESSION = `[default]
region = eu-west-2

[profile stag]
sso_session = flip
sso_account_id = 111122223333
sso_role_name = Operator
region = eu-west-2

[sso-session flip]
sso_start_url = https://example.awsapps.com/start#/
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`;
const LEGACY = `[profile stag]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Operator
`;

describe('the AWS configuration of an operator', () => {
  it('keeps the # of a start URL, without which nobody can sign in', () => {
    expect(findSection(of(SESSION), 'sso-session', 'flip')?.values.get('sso_start_url')?.value).toBe(
      'https://example.awsapps.com/start#/',
    );
  });

  it.each([
    ['a comment after a value', '[profile a]\nregion = eu-west-2 # London\n'],
    ['a comment with ;', '[profile a]\nregion = eu-west-2 ; London\n'],
    ['no blanks', '[profile a]\nregion=eu-west-2\n'],
    ['Windows line ends and a BOM', '\uFEFF[profile a]\r\nregion = eu-west-2\r\n'],
    ['a quoted name', '[profile "a"]\nregion = eu-west-2\n'],
    ['an indented heading', ' [profile a]\nregion = eu-west-2\n'],
    ['a nested setting before it', '[profile a]\ns3 =\n  region = nowhere\nregion = eu-west-2\n'],
    [
      'a section in two parts',
      '[profile a]\noutput = json\n[profile b]\nregion = x\n[profile a]\nregion = eu-west-2\n',
    ],
  ])('is read as the AWS CLI reads it: %s', (_, text) => {
    expect(findSection(of(text), 'profile', 'a')?.values.get('region')?.value).toBe('eu-west-2');
  });

  it('names the line of a key, so that an error can', () => {
    expect(findSection(of(SESSION), 'profile', 'stag')?.values.get('sso_role_name')?.line).toBe(7);
  });
});

describe('how a profile signs in', () => {
  it('an sso-session: its own start URL and region, and scopes that allow refreshing', () => {
    expect(readProfileLogin(of(SESSION.replace(/sso_registration.*\n/, '')), 'stag')).toEqual({
      kind: 'sso',
      sso: {
        profile: 'stag',
        session: 'flip',
        startUrl: 'https://example.awsapps.com/start#/',
        region: 'eu-west-1',
        accountId: '111122223333',
        role: 'Operator',
        scopes: ['sso:account:access'],
      },
    });
  });

  it('an older profile carries everything itself and has no scopes', () => {
    expect(readProfileLogin(of(LEGACY), 'stag')).toMatchObject({ sso: { session: undefined, scopes: [] } });
  });

  it.each([
    ['role_arn = arn:aws:iam::111122223333:role/x', 'role'],
    ['credential_process = /bin/x', 'process'],
    ['aws_access_key_id = AKIA', 'keys'],
    ['region = eu-west-2', 'none'],
  ])('leaves other identities alone: %s', (line, identity) => {
    expect(readProfileLogin(of(`[profile stag]\n${line}\n`), 'stag')).toEqual({ kind: 'other', identity });
  });

  it('a profile that is not there is absent, not empty', () => {
    expect(readProfileLogin(of(SESSION), 'prod')).toEqual({ kind: 'absent' });
  });

  it.each([
    ['sso_account_id', SESSION, 4],
    ['sso_role_name', SESSION, 4],
    ['sso_region', SESSION, 10],
    ['sso_start_url', SESSION, 10],
    ['sso_region', LEGACY, 1],
  ])('%s missing: the error names file and line', (key, text, line) => {
    const broken = text.replace(new RegExp(`^${key} = .*\n`, 'm'), '');
    const read = () => readProfileLogin(of(broken), 'stag');
    expect(read).toThrow(HubError);
    try {
      read();
    } catch (error) {
      expect((error as HubError).fields.what).toContain(key);
      expect((error as HubError).fields.cause).toBe(`/home/op/.aws/config line ${line}`);
      expect((error as HubError).fields.exit).toBe(2);
    }
  });

  it('a session that is not there is named', () => {
    expect(() => readProfileLogin(of(SESSION.replace('[sso-session flip]', '[sso-session other]')), 'stag')).toThrow(
      /sso_session names "flip"/,
    );
  });
});
