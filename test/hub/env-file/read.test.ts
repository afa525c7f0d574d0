import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ENV_SCHEMA, KINDS, readEnvironment, refuseProblems } from '../../../src/hub/env-file/index.ts';
import { SAMPLE } from './sample.ts';

const reference = (key: string) => ['$', `{${key}}`].join('');
const without = (key: string) => SAMPLE.replace(new RegExp(`^${key}=.*\n`, 'm'), '');
const having = (key: string, value: string) => {
  const line = new RegExp(`^${key}=.*$`, 'm');
  return line.test(SAMPLE) ? SAMPLE.replace(line, () => `${key}=${value}`) : `${SAMPLE}${key}=${value}\n`;
};
const problems = (text: string, environment: 'stag' | 'production' = 'stag') =>
  readEnvironment(text, environment).problems.map((p) => `${p.key} ${p.kind}`);

describe('reading a whole file', () => {
  const reading = readEnvironment(SAMPLE, 'stag');

  it('finds nothing wrong with a good one', () => {
    expect(reading.problems).toEqual([]);
    expect(reading.warnings).toEqual([]);
    expect(reading.unminted).toEqual([]);
    expect(() => refuseProblems(reading, '.env.stag')).not.toThrow();
  });

  it('values are typed, defaults are filled in, unknown keys are kept', () => {
    const { values } = reading;
    expect(values.value('API_PORT')).toBe(8080);
    expect(values.value('DB_PORT')).toBe(5432);
    expect(values.value('DEPLOY_TRUST_EC2')).toBe(true);
    expect(values.value('FL_KIT_SLOT_NAMES')).toEqual(['Trust_1', 'Trust_2']);
    expect(values.text('MY_OWN_KEY')).toBe('kept');
    expect(values.text('TF_VAR_iam_permissions_boundary_name')).toBe('team-boundary');
  });

  it('a secret cannot be read as text, and printing everything shows none', () => {
    expect(reading.values.text('AES_KEY_BASE64')).toBeUndefined();
    expect(reading.values.value('AES_KEY_BASE64')).toBeUndefined();
    expect(reading.values.secret('AES_KEY_BASE64')?.reveal()).toMatch(/=$/);
    expect(
      reading.values
        .secrets()
        .map((s) => s.label)
        .sort(),
    ).toEqual(['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_KEY_HASH']);
    expect(inspect(reading.values, { depth: 9, showHidden: true })).not.toContain('abcdefghijklmnop');
  });
});

describe('all problems at once', () => {
  it('missing, placeholder and malformed, with lines and never with values', () => {
    const text = having('ALB_SUBDOMAIN', '<your name>')
      .replace('API_PORT=8080', 'API_PORT=eighty-eighty')
      .replace(/^DOCKER_TAG=.*\n/m, '')
      .replace('FLIP_UI_BUCKET_NAME=example-flip-stag-ui', 'FLIP_UI_BUCKET_NAME=Not_A_Bucket');
    const reading = readEnvironment(text, 'stag');
    expect(reading.problems.map((p) => [p.key, p.kind, p.line !== undefined])).toEqual([
      ['FLIP_UI_BUCKET_NAME', 'malformed', true],
      ['ALB_SUBDOMAIN', 'placeholder', true],
      ['API_PORT', 'malformed', true],
      ['DOCKER_TAG', 'missing', false],
    ]);
    expect(() => refuseProblems(reading, '.env.stag')).toThrowError(
      expect.objectContaining({ fields: expect.objectContaining({ code: 'env-file-invalid', exit: 2 }) }),
    );
    try {
      refuseProblems(reading, '.env.stag');
    } catch (e) {
      const said = JSON.stringify(e);
      expect(said).toContain('.env.stag:');
      expect(said).not.toMatch(/eighty|Not_A_Bucket|your name/);
    }
  });

  it.each(['LOCAL_TRUST_PUBLIC_IPS', 'K8S_TRUST_PUBLIC_IPS', 'DEPLOY_TRUST_EC2'])(
    '%s absent destroys things, so it is refused with what would be lost',
    (key) => {
      const { problems: found } = readEnvironment(without(key), 'stag');
      expect(found).toHaveLength(1);
      expect(found[0]?.words).toMatch(/without it .*(lose|destroyed)/);
    },
  );

  it('the kit date is asked of the chosen backend only', () => {
    expect(problems(without('FLARE_KIT_DATE'))).toEqual(['FLARE_KIT_DATE missing']);
    expect(problems(having('FL_BACKEND', 'flower'))).toEqual(['FLOWER_KIT_DATE missing']);
    expect(problems(having('FL_BACKEND', 'nvflair'))).toContain('FL_BACKEND malformed');
  });

  it('Keycloak’s keys are asked for only where Keycloak signs users in', () => {
    expect(problems(`${SAMPLE}AUTH_BACKEND=keycloak\nKEYCLOAK_REALM=flip\n`)).toEqual([
      'KEYCLOAK_PUBLIC_URL missing',
      'KEYCLOAK_CLIENT_ID missing',
    ]);
  });

  it('keys that flip-hub makes itself are no mistake of the operator', () => {
    const reading = readEnvironment(
      without('INTERNAL_SERVICE_KEY').replace(/^AES_KEY_BASE64=.*$/m, 'AES_KEY_BASE64=<generate>'),
      'stag',
    );
    expect(reading.problems).toEqual([]);
    expect(reading.unminted.sort()).toEqual(['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY']);
  });

  it('two buckets with one name, one host for UI and FL, MFA off in production', () => {
    expect(problems(having('FLIP_UI_BUCKET_NAME', 'example-flip-stag-uploads'))).toEqual([
      'FLIP_UI_BUCKET_NAME contradiction',
    ]);
    expect(problems(having('NLB_SUBDOMAIN', 'stag.flip.example.org'))).toEqual(['NLB_SUBDOMAIN contradiction']);
    expect(problems(`${SAMPLE}ENFORCE_MFA=false\n`, 'production')).toEqual(['ENFORCE_MFA contradiction']);
    expect(problems(`${SAMPLE}ENFORCE_MFA=false\n`)).toEqual([]);
  });

  it('a moving image tag is refused', () => {
    expect(problems(having('DOCKER_TAG', 'latest'))).toEqual(['DOCKER_TAG malformed']);
    expect(problems(having('DOCKER_TAG', 'main-latest'))).toEqual(['DOCKER_TAG malformed']);
  });
});

describe('a value that make, a shell and dotenv take differently would deploy something nobody meant', () => {
  it.each([
    ['POSTGRES_USER', '"flip"', 'drop quotes'],
    ['POSTGRES_USER', "'flip'", 'drop quotes'],
    ['BLACKLISTED_MODEL_FILES', 'a.txt b.txt', 'ends at the first blank'],
    ['ADMIN_USER_PASSWORD', 'Abcdefgh$$12345', 'one dollar sign'],
    ['ADMIN_USER_PASSWORD', 'Abcdefgh\\#12345', 'two signs'],
    ['ADMIN_USER_PASSWORD', 'Abcdefgh#12345', 'begins a comment'],
    ['ADMIN_USER_PASSWORD', 'Abcdefgh\\12345', 'takes the meaning'],
    ['ADMIN_USER_PASSWORD', 'Abcdefgh;12345x', 'not part of a value'],
    ['FL_KIT_SLOT_NAMES', `'["a"]'`, 'drop quotes'],
  ])('%s=%s is refused with line, reason and way out, and a secret is not repeated', (key, value, reason) => {
    const reading = readEnvironment(having(key, value), 'stag');
    const problem = reading.problems.find((p) => p.key === key);
    expect(problem?.words).toContain(reason);
    expect(problem?.words).toContain('Write it bare');
    expect(problem?.line).toBe(reading.document.assignment(key)?.line);
    expect(problem?.words).not.toContain('Abcdefgh');
    expect(() => refuseProblems(reading, '.env.stag')).toThrow(key);
  });
});

describe('what will surprise somebody is warned of', () => {
  const warnings = (text: string) =>
    readEnvironment(text, 'stag')
      .warnings.map((w) => w.words)
      .join('\n');

  it('a comment behind a value, trailing blanks: readers disagree', () => {
    for (const value of ['flip # user', 'flip ']) {
      const reading = readEnvironment(having('POSTGRES_USER', value), 'stag');
      expect(reading.values.text('POSTGRES_USER')).toBe('flip');
      expect(reading.warnings.map((w) => w.key)).toEqual(['POSTGRES_USER']);
    }
  });

  it('of a key that is other tooling’s business nothing is said', () => {
    const reading = readEnvironment(`${SAMPLE}NETWORKING_INGRESS_CIDRS=["10.0.0.0/8"]\n`, 'stag');
    expect([...reading.problems, ...reading.warnings]).toEqual([]);
  });

  it('one key twice with different values', () => {
    expect(warnings(`${SAMPLE}POSTGRES_DB=other\n`)).toContain('set 2 times');
    expect(warnings(`${SAMPLE}POSTGRES_DB=flip\n`)).toBe('');
  });

  it('CRLF, and lines that are nothing', () => {
    expect(warnings(SAMPLE.replaceAll('\n', '\r\n'))).toContain('CRLF');
    expect(warnings(`${SAMPLE}oops\n`)).toContain('neither KEY=VALUE nor a comment');
  });

  it('a reference is followed, one to nothing or to itself is told', () => {
    const good = readEnvironment(having('POSTGRES_DB', reference('POSTGRES_USER')), 'stag');
    expect(good.values.text('POSTGRES_DB')).toBe('flip');
    expect(good.warnings).toHaveLength(1);
    expect(warnings(having('MY_OWN_KEY', reference('NOWHERE')))).toContain('refers to NOWHERE');
    expect(warnings(having('MY_OWN_KEY', reference('MY_OWN_KEY')))).toContain('refers to MY_OWN_KEY');
  });
});

describe('the table of keys', () => {
  it('has each key once, says what it is, and its defaults are valid', () => {
    expect(new Set(ENV_SCHEMA.map((r) => r.key)).size).toBe(ENV_SCHEMA.length);
    for (const row of ENV_SCHEMA) {
      expect(row.words.length, row.key).toBeGreaterThan(5);
      if (row.default !== undefined) expect(KINDS[row.kind].read(row.default), row.key).toBeDefined();
    }
  });

  it('everything secret that deploys is recorded as a fingerprint or follows from one that is', () => {
    expect(ENV_SCHEMA.filter((r) => r.secret && r.terraform && !r.recorded).map((r) => r.key)).toEqual([
      'INTERNAL_SERVICE_KEY_HASH',
    ]);
  });
});

describe('kinds', () => {
  it.each<[keyof typeof KINDS, string[], string[]]>([
    ['port', ['1', '65535'], ['0', '65536', '', '80a', '8e3', '-1']],
    ['bucket', ['abc', 'a.b-c'], ['ab', 'A-b', 'a_b', '192.168.1.1', 'a..b', '-ab', 'x'.repeat(64)]],
    ['hostname', ['a.example.org'], ['https://a.b', 'A.example.org', 'localhost', 'a..b', 'a.b.']],
    [
      'base64-32',
      [Buffer.alloc(32, 7).toString('base64')],
      [Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), 'x'],
    ],
    ['sha256', ['a'.repeat(64)], ['A'.repeat(64), 'a'.repeat(63)]],
    ['ip-list', ['[]', '["1.2.3.4"]', '["1.2.3.4/32"]'], ['1.2.3.4', '["1.2.3.0/24"]', '["x"]', '[1]', '']],
    ['names', ['["a"]', '[]'], ['["a","a"]', '[""]', 'a']],
    ['url', ['https://a.example/api'], ['a.example', 'ftp://a']],
    ['boolean', ['true', 'False'], ['yes', '1', '']],
    ['email', ['a@b.example'], ['a@b', 'a b@c.d', 'a@b.c,d@e.f']],
    ['registry', ['ghcr.io/x/'], ['ghcr.io/x', 'https://x/']],
    ['date', ['2025-12-03', '20251203'], ['yesterday', '3.12.2025']],
  ])('%s', (kind, good, bad) => {
    for (const value of good) expect(KINDS[kind].read(value), value).toBeDefined();
    for (const value of bad) expect(KINDS[kind].read(value), value).toBeUndefined();
  });
});
