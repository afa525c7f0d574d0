/** `setup --join`: a second operator gets the workspace of a deployed environment, and never another one that looks like it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { readEnvironment } from '../../src/hub/index.ts';
import { anothersRecord } from '../hub/anothers-record.ts';
import { operator, STAG, STATE_BUCKET } from './support/operator.ts';

const op = await operator();
const VALUES = readEnvironment(STAG, 'stag').values;
const WHERE = ['--account', '111122223333', '--profile', 'stag', '--set', `FLIP_TFSTATE_BUCKET_NAME=${STATE_BUCKET}`];
const JOIN = ['setup', '--join', '--env', 'stag', '--no-input', '--yes', ...WHERE];
const OUTPUTS = {
  DbEndpoint: 'db.example.internal',
  DbSecretArn: 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:db',
  CognitoUserPoolId: 'eu-west-2_abc',
  CognitoAppClientId: 'client',
};

const outputs = () =>
  Object.fromEntries(
    Object.entries(OUTPUTS).map(([name, value]) => [name, { value, sensitive: false, type: 'string' }]),
  );

const deployed = () => op.aws.put(STATE_BUCKET, 'flip-hub/stag/record.json', anothersRecord(VALUES));
const file = () => join(op.workspace, '.env.stag');
const withoutFile = () => op.envFile('', 'stag');
const heldKeys = () =>
  Object.assign(op.shell, {
    FLIP_HUB_SET_AES_KEY_BASE64: VALUES.secret('AES_KEY_BASE64')?.reveal(),
    FLIP_HUB_SET_INTERNAL_SERVICE_KEY: VALUES.secret('INTERNAL_SERVICE_KEY')?.reveal(),
  });

describe('joining a deployed environment', () => {
  it('everything that is on record is in the file, and Terraform’s outputs too', async () => {
    withoutFile();
    deployed();
    heldKeys();
    op.terraform({ outputs: outputs() });
    const ended = await op.run(JOIN);
    expect(ended.errors).toEqual([]);
    expect(ended.exit).toBe(EXIT.done);
    const { values, problems } = readEnvironment(readFileSync(file(), 'utf8'), 'stag');
    expect(problems).toEqual([]);
    for (const key of ['ALB_SUBDOMAIN', 'LOCAL_TRUST_PUBLIC_IPS', 'DEPLOY_TRUST_EC2', 'DOCKER_TAG', 'FLARE_KIT_DATE'])
      expect(values.text(key), key).toBe(VALUES.text(key));
    expect(values.text('DB_HOST')).toBe(OUTPUTS.DbEndpoint);
  });

  it('as JSON its lines are counted through, from its own words to the last of its steps', async () => {
    withoutFile();
    deployed();
    heldKeys();
    op.terraform({ outputs: outputs() });
    const ended = await op.run([...JOIN, '--json']);
    expect(ended.exit).toBe(EXIT.done);
    // What setup says of itself is written before the run begins: at least that the file is written.
    expect(ended.events[0]?.seq).toBeGreaterThan(0);
  });

  it('other keys than the deployed ones are never called done: with them every trust would be cut off', async () => {
    withoutFile();
    deployed();
    heldKeys();
    op.shell.FLIP_HUB_SET_AES_KEY_BASE64 = `${'B'.repeat(42)}A=`;
    op.terraform({ outputs: outputs() });
    const ended = await op.run(JOIN);
    expect([ended.exit, ended.errors.at(-1)?.code]).toEqual([EXIT.precondition, 'inputs-changed']);
    expect(ended.errors.at(-1)?.what).toContain('AES_KEY_BASE64');
  });

  it('an environment without a record is said, and nothing is written', async () => {
    withoutFile();
    const ended = await op.run(JOIN);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'record-missing']);
    expect(readFileSync(file(), 'utf8')).toBe('');
  });

  it('another account than the typed one is refused before its buckets are looked into', async () => {
    withoutFile();
    deployed();
    op.aws.account = '999988887777';
    const ended = await op.run(JOIN);
    expect([ended.exit, ended.errors[0]?.code]).toEqual([EXIT.precondition, 'account-mismatch']);
    expect(existsSync(join(op.workspace, '.gitignore'))).toBe(false);
  });

  it('without the bucket nobody can know where the record is: exit 2 with the flag', async () => {
    const ended = await op.run(['setup', '--join', '--env', 'stag', '--no-input', '--account', '111122223333']);
    expect(ended.exit).toBe(EXIT.usage);
    expect(ended.errors[0]?.next.join()).toContain('--set FLIP_TFSTATE_BUCKET_NAME=…');
  });
});
