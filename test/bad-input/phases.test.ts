/** Phases that edit the environment file or look up what exists: they do what they promise and surface what they cannot. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { serviceKeyHash } from '../../src/hub/index.ts';
import { operator, STAG } from './support/operator.ts';

const op = await operator();
const file = () => join(op.workspace, '.env.stag');
const text = () => readFileSync(file(), 'utf8');
const inFile = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text())?.[1] ?? '';

describe('generate-internal-service-key', () => {
  const generate = () => op.run(['generate-internal-service-key', '--env', 'stag']);

  it('makes what is missing, says what it did and never a value, and keeps a private copy of the old file', async () => {
    op.envFile(STAG.replace(/INTERNAL_SERVICE_KEY.*\n/g, ''));
    const before = text();
    const ended = await generate();
    expect(ended.exit).toBe(EXIT.done);
    const key = inFile('INTERNAL_SERVICE_KEY');
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(inFile('INTERNAL_SERVICE_KEY_HASH')).toBe(serviceKeyHash(key));
    expect(text().startsWith(before)).toBe(true);
    expect(JSON.stringify(ended.events)).not.toContain(key);
    const [run = ''] = readdirSync(join(op.stateDir(), 'runs'));
    expect(readFileSync(join(op.stateDir(), 'runs', run, 'log.txt'), 'utf8')).not.toContain(key);
    const [backup = ''] = readdirSync(join(op.stateDir(), 'backups'));
    expect(readFileSync(join(op.stateDir(), 'backups', backup), 'utf8')).toBe(before);
    expect(statSync(join(op.stateDir(), 'backups', backup)).mode & 0o777).toBe(0o600);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('a payload key is made only when it is asked for, and one that is there stays even then', async () => {
    op.envFile(STAG.replace(/^(AES_KEY|INTERNAL_SERVICE_KEY).*\n/gm, ''));
    const ended = await generate();
    expect([ended.exit, text().includes('AES_KEY_BASE64')]).toEqual([EXIT.done, false]);
    expect(inFile('INTERNAL_SERVICE_KEY')).toMatch(/^[\w-]{43}$/);
    expect(ended.of('warning').map(({ code, what }) => [code, what.includes('--aes-key')])).toContainEqual([
      'keys-missing',
      true,
    ]);
    const asked = () => op.run(['generate-internal-service-key', '--env', 'stag', '--aes-key']);
    expect((await asked()).exit).toBe(EXIT.done);
    const made = inFile('AES_KEY_BASE64');
    expect(Buffer.from(made, 'base64')).toHaveLength(32);
    expect((await asked()).exit).toBe(EXIT.done);
    expect(inFile('AES_KEY_BASE64')).toBe(made);
  });

  describe('where a hub is deployed already', () => {
    const AES = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
    const SERVICE = 'deployed-key-abcdefghijklmnopqrstuvwxyz0123';
    const json = (value: object) => ({ status: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify(value) });
    const ARN = 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:FLIP_API-ab12cd';
    const deployed = (secret: string, described: object = { ARN }) => {
      op.aws.fault = (call) =>
        call === 'DescribeSecret'
          ? json(described)
          : call === 'GetSecretValue'
            ? json({ ARN, SecretString: secret })
            : undefined;
    };
    const HELD = JSON.stringify({ aes_key: AES, internal_service_key: SERVICE, internal_service_key_hash: 'x' });
    const without = STAG.replace(/^(INTERNAL_SERVICE_KEY|AES_KEY).*\n/gm, '');

    it('its keys are adopted: a second operator must not make a new key under every trust', async () => {
      op.envFile(without);
      deployed(HELD);
      const ended = await generate();
      expect(ended.exit).toBe(EXIT.done);
      expect(inFile('AES_KEY_BASE64')).toBe(AES);
      expect(inFile('INTERNAL_SERVICE_KEY')).toBe(SERVICE);
      expect(inFile('INTERNAL_SERVICE_KEY_HASH')).toBe(serviceKeyHash(SERVICE));
      const said = JSON.stringify(ended.events);
      for (const secret of [AES, SERVICE]) expect(said).not.toContain(secret);
    });

    it.each([
      [
        'may not be read',
        () => ({
          status: 400,
          type: 'application/x-amz-json-1.1',
          body: '{"__type":"AccessDeniedException","message":"no"}',
        }),
      ],
      [
        'cannot be reached',
        () => ({ status: 500, type: 'application/x-amz-json-1.1', body: '{"__type":"InternalServiceError"}' }),
      ],
    ])('and its secret %s, no key is made at all', async (_, fault) => {
      op.envFile(without);
      op.aws.fault = (call) =>
        call === 'GetSecretValue' ? fault() : call === 'DescribeSecret' ? json({ ARN }) : undefined;
      const ended = await generate();
      expect(ended.exit).not.toBe(EXIT.done);
      expect(text()).toBe(without);
    });

    it('and its secret is about to vanish, it is to be restored first', async () => {
      op.envFile(without);
      deployed(HELD, { ARN, DeletedDate: 1_790_000_000 });
      const ended = await generate();
      expect(ended.exit).toBe(EXIT.precondition);
      expect(ended.of('error')[0]?.next[0]).toContain('restore-secret');
      expect(text()).toBe(without);
    });

    it('and the file has another key, that one stays and it is said', async () => {
      op.envFile(STAG.replace(/^AES_KEY.*\n/m, ''));
      deployed(HELD);
      const ended = await generate();
      expect(ended.of('warning').map(({ code }) => code)).toContain('key-differs');
      expect(text()).toContain(STAG.match(/^INTERNAL_SERVICE_KEY=.*$/m)?.[0] ?? 'nothing');
    });

    it('--force is severe: without the name nothing changes, with it the key is new and what follows was said', async () => {
      deployed(HELD);
      const before = text();
      const force = (...words: string[]) =>
        op.run(['generate-internal-service-key', '--env', 'stag', '--force', ...words]);
      expect((await force('--yes')).exit).toBe(EXIT.declined);
      expect(text()).toBe(before);
      const aes = inFile('AES_KEY_BASE64');
      expect((await force('--confirm', 'stag')).exit).toBe(EXIT.done);
      const key = inFile('INTERNAL_SERVICE_KEY');
      expect(before).not.toContain(key);
      expect(inFile('INTERNAL_SERVICE_KEY_HASH')).toBe(serviceKeyHash(key));
      expect(inFile('AES_KEY_BASE64')).toBe(aes);
      expect((await force('--aes-key', '--confirm', 'stag')).exit).toBe(EXIT.done);
      expect(inFile('AES_KEY_BASE64')).not.toBe(aes);
    });
  });

  it('a database password is made on request and kept from then on', async () => {
    const ask = () => op.run(['generate-internal-service-key', '--env', 'stag', '--database-password']);
    expect((await ask()).exit).toBe(EXIT.done);
    const made = inFile('POSTGRES_PASSWORD');
    expect(made).toMatch(/^[\w-]{43}$/);
    expect((await ask()).exit).toBe(EXIT.done);
    expect(inFile('POSTGRES_PASSWORD')).toBe(made);
  });

  it('run again it keeps every key and every byte: a new AES key would cut off every trust', async () => {
    const before = text();
    const ended = await generate();
    expect(ended.exit).toBe(EXIT.done);
    expect(text()).toBe(before);
    expect(ended.of('phase-finished')[0]?.evidence).toMatchObject({
      AES_KEY_BASE64: 'kept',
      INTERNAL_SERVICE_KEY: 'kept',
    });
  });

  it('a hash that does not fit its key is put right, and nothing else', async () => {
    op.envFile(STAG.replace(/(INTERNAL_SERVICE_KEY_HASH)=.*/, `$1=${'0'.repeat(64)}`));
    expect((await generate()).exit).toBe(EXIT.done);
    expect(text()).toBe(STAG);
  });
});

describe('update-env', () => {
  const OUTPUTS = {
    DbEndpoint: { value: 'db.example.internal' },
    DbSecretArn: { value: 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:rds-1' },
    CognitoUserPoolId: { value: 'eu-west-2_Ab1' },
    CognitoAppClientId: { value: '1a2b3c' },
  };
  const update = () => op.run(['update-env', '--env', 'stag']);

  it('adds keys that are missing, edits the one that is there, and keeps comments, order and foreign keys byte for byte', async () => {
    const mine = `# mine, with ünïcode\t\nDB_HOST=old   # keep this\n\nMY_OWN = "as it  is"\n${STAG}# the end, without a line feed`;
    op.envFile(mine);
    op.terraform({ outputs: OUTPUTS });
    const ended = await update();
    expect(ended.errors).toEqual([]);
    const expected = mine.replace('DB_HOST=old', 'DB_HOST=db.example.internal');
    expect(text().startsWith(expected)).toBe(true);
    for (const [key, value] of [
      ['POSTGRES_SECRET_ARN', OUTPUTS.DbSecretArn.value],
      ['AWS_COGNITO_USER_POOL_ID', 'eu-west-2_Ab1'],
      ['AWS_COGNITO_APP_CLIENT_ID', '1a2b3c'],
    ] as const)
      expect(inFile(key)).toBe(value);
    const after = text();
    expect((await update()).of('phase-finished').at(-1)?.evidence).toMatchObject({ changed: 'none' });
    expect(text()).toBe(after);
  });

  it.each([{ value: '' }, { value: 7 }, { value: null }, {}])(
    'an output that is %j is no value: exit 4',
    async (broken) => {
      op.terraform({ outputs: { ...OUTPUTS, CognitoUserPoolId: broken } });
      const before = text();
      const ended = await update();
      expect([ended.exit, ended.errors[0]?.what]).toEqual([
        EXIT.precondition,
        'the state has no output CognitoUserPoolId',
      ]);
      expect(text()).toBe(before);
    },
  );

  it('an output that no reader of the file could carry is refused by name', async () => {
    op.terraform({ outputs: { ...OUTPUTS, DbEndpoint: { value: 'two\nlines' } } });
    const before = text();
    const ended = await update();
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.usage, 'env-value-unwritable']);
    expect(text()).toBe(before);
  });
});

describe('import-persistent', () => {
  const denied = (action: string) => ({
    status: 400,
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify({ __type: 'AccessDeniedException', message: `not authorized to perform ${action}` }),
  });

  it.each([
    ['HEAD /example-flip-stag-uploads/', 's3:HeadBucket'],
    ['DescribeSecret', 'secretsmanager:DescribeSecret'],
    ['DescribeKey', 'kms:DescribeKey'],
    ['ListUserPools', 'cognito-idp:ListUserPools'],
    ['ListCertificates', 'acm:ListCertificates'],
    ['GET /v2/email/identities/flip@example.org', 'ses:GetEmailIdentity'],
  ])('%s that is refused is told as a missing permission, never taken for "not there"', async (call, permission) => {
    op.aws.fault = (made) => (made === call ? { ...denied(permission), status: 403 } : undefined);
    const ended = await op.run(['import-persistent', '--env', 'stag']);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.authentication, 'aws-failed']);
    expect(ended.errors[0]?.next.join()).toContain(permission);
    expect(op.terraformCalls().map(([c]) => c)).not.toContain('plan');
  });
});
